#include <charconv>
#include <mutex>

#include "api/http/front/blocking.hpp"
#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/render.hpp"
#include "api/http/routes/schemas.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

// A stream that has this much to catch up with ends after so much; the client comes back for the rest.
constexpr std::size_t kCaughtUpAtOnce = 500;
// What may come while it catches up.
constexpr std::size_t kHeldBackAtMost = 10'000;

// Every listener of an organization is told the same, one after the other on one thread: written once.
const std::string& event_text(const JournalRecord& record, const live::Board& board) {
  thread_local std::uint64_t position = 0;
  thread_local std::string text;
  if (position != record.position) {
    position = record.position;
    text = "id: " + std::to_string(position) + "\nevent: " + record.event +
           "\ndata: " + render(record, Shows::kWhatMembersMaySee, board) + "\n\n";
  }
  return text;
}

// Sends what was committed before the subscription, then what comes, nothing twice and nothing left out, until the
// listener is no longer a member.
class Feed {
 public:
  Feed(std::shared_ptr<EventStream> stream, const live::Board& board, std::int64_t user_id, std::uint64_t after)
      : stream_(std::move(stream)), board_(board), user_(std::to_string(user_id)), last_(after) {}

  // One that comes. False: no more of them.
  bool take(const JournalRecord& record) {
    const std::lock_guard lock(mutex_);
    if (caught_up_) return send_last_of(record);
    if (early_.size() >= kHeldBackAtMost) return false;  // the stream ends, and its client comes back for the rest
    early_.push_back(record);
    return true;
  }

  // Those that were there before.
  void catch_up(const std::vector<JournalRecord>& records) {
    const std::lock_guard lock(mutex_);
    for (const JournalRecord& record : records) send(record);
  }

  // False: some were too many to hold back; the stream is to end here.
  bool caught_up() {
    const std::lock_guard lock(mutex_);
    caught_up_ = true;
    const bool whole = early_.size() < kHeldBackAtMost;
    bool goes_on = whole;
    for (const JournalRecord& record : early_) goes_on = goes_on && send_last_of(record);
    early_.clear();
    return goes_on;
  }

 private:
  bool send(const JournalRecord& record) {
    if (record.position <= last_) return true;
    last_ = record.position;
    return stream_->send(event_text(record, board_));
  }

  // The end of one's own membership is the last to be heard of.
  bool send_last_of(const JournalRecord& record) {
    if (!send(record)) return false;
    const bool ends = record.kind == "membership" && record.key == user_ && record.document.empty();
    if (ends) stream_->close();
    return !ends;
  }

  std::mutex mutex_;
  std::shared_ptr<EventStream> stream_;
  const live::Board& board_;
  const std::string user_;
  std::uint64_t last_;
  bool caught_up_ = false;
  std::vector<JournalRecord> early_;
};

void stream_events(Context& context) {
  const std::int64_t organization = context.organization_id();
  if (!context.application.streams().has_room(organization)) {
    answer(context.response, "busy", "This organization has as many event streams as it may");
    context.response.headers.emplace_back("Retry-After", "5");
    return;
  }
  std::optional<std::uint64_t> after;
  if (const auto header = context.request.header("Last-Event-ID")) {
    std::uint64_t given = 0;
    const auto [end, error] = std::from_chars(header->data(), header->data() + header->size(), given);
    if (error != std::errc() || end != header->data() + header->size()) {
      return answer(context.response, "bad_cursor", "Last-Event-ID must be the id of an event");
    }
    after = given;
  }
  context.response.content_type = "text/event-stream";
  context.response.headers.emplace_back("Cache-Control", "no-store");
  context.response.headers.emplace_back("X-Accel-Buffering", "no");
  context.response.body = ": hello\nretry: 1000\n\n";
  Application& application = context.application;
  context.response.stream = [&application, organization, after, key = context.caller.session,
                             user = context.caller.user_id](std::shared_ptr<EventStream> stream) {
    auto feed = std::make_shared<Feed>(stream, application.service().board(), user, after.value_or(0));
    const std::uint64_t subscription = application.service().subscribe(
        organization, [feed](const JournalRecord& record) { return feed->take(record); });
    bool stands = application.streams().add({.stream = stream,
                                             .subscription = subscription,
                                             .organization_id = organization,
                                             .user_id = user,
                                             .session = key});
    if (stands && after) {
      about_to_block();
      const auto missed = application.service().events(organization, *after, kCaughtUpAtOnce);
      if (missed) feed->catch_up(*missed);
      stands = missed && missed->size() < kCaughtUpAtOnce;
    }
    if (stands && feed->caught_up()) return;
    application.service().unsubscribe(subscription);
    stream->close();
  };
}

void audit(Context& context) {
  about_to_block();
  const auto records =
      context.service().events(context.organization_id(), static_cast<std::uint64_t>(context.query.integer("after")),
                               static_cast<std::size_t>(context.query.integer("limit")));
  if (!records) return answer(context.response, "unavailable", "The journal cannot be read for the moment");
  context.response.body = render_list(
      *records, [&](const JournalRecord& record) { return render(record, Shows::kWhatOwnersMaySee, context.board()); });
}

}  // namespace

std::vector<Endpoint> event_endpoints() {
  std::vector<Endpoint> all;
  all.push_back({.route = {.method = "GET",
                           .path = "/api/v1/events",
                           .operation_id = "events_api_v1_events_get",
                           .tag = "events",
                           .summary = "What happens in the organization, as it happens",
                           .description = "Server-sent events; resumes behind Last-Event-ID.",
                           .auth = Auth::kSession,
                           .headers = {Field::text("Last-Event-ID").optional()},
                           .answers = {{.status = 200, .content_type = "text/event-stream"},
                                       Answer::problem(503, "Too many streams")}},
                 .needs = Needs::kMember,
                 .answer = stream_events});
  all.push_back({.route = {.method = "GET",
                           .path = "/api/v1/audit",
                           .operation_id = "audit_api_v1_audit_get",
                           .tag = "events",
                           .summary = "Who did what to what, when, from where",
                           .auth = Auth::kSession,
                           .query = &schemas::events_query(),
                           .answers = {Answer::list_of(schemas::event())}},
                 .needs = Needs::kOwner,
                 .answer = audit});
  return all;
}

}  // namespace berth::http
