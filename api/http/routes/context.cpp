#include "api/http/routes/context.hpp"

#include "api/http/front/blocking.hpp"
#include "api/http/secrets/tokens.hpp"
#include "api/http/wire/preconditions.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

int status_of(live::Fault fault) {
  switch (fault) {
    case live::Fault::kBadRequest:
      return 400;
    case live::Fault::kUnauthenticated:
      return 401;
    case live::Fault::kForbidden:
      return 403;
    case live::Fault::kNotFound:
      return 404;
    case live::Fault::kConflict:
      return 409;
    case live::Fault::kVersionMismatch:
      return 412;
    case live::Fault::kNeverFits:
    case live::Fault::kKeyReused:
      return 422;
    case live::Fault::kUnavailable:
      return 503;
  }
  return 500;
}

// Holds an idempotency key while its request is being answered.
class Once {
 public:
  Once(Application& application, std::string key) : application_(application), key_(std::move(key)) {
    held_ = application_.begin_once(key_);
  }
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;
  ~Once() {
    if (held_) application_.end_once(key_);
  }
  bool held() const { return held_; }

 private:
  Application& application_;
  std::string key_;
  bool held_ = false;
};

}  // namespace

void answer_refusal(Response& response, const live::Refused& refused) {
  answer(response, Problem{refused.code, refused.message, status_of(refused.fault), {}});
  if (refused.fault == live::Fault::kUnavailable) response.headers.emplace_back("Retry-After", "1");
}

std::optional<live::Answer> ask(Context& context, live::Wish wish,
                                const std::function<std::string(const live::Answer&)>& render) {
  std::optional<live::Idempotency> idempotency;
  std::optional<Once> once;
  const std::optional<std::string_view> header = context.request.header("Idempotency-Key");
  if (header && context.request.method == "POST") {
    const std::optional<std::string> key = parse_idempotency_key(*header);
    if (!key) {
      answer(context.response, "bad_idempotency_key", "Idempotency-Key must be 1 to 255 printable ASCII characters");
      return std::nullopt;
    }
    idempotency = live::Idempotency{
        *key, key_of(context.request.raw_path + "?" + context.request.query + "\n" + context.request.body), render};
    // Strangers share no keys: theirs hold only together with the very request.
    if (context.caller.user_id == 0) idempotency->key += "/" + idempotency->request_hash;
    once.emplace(context.application, std::to_string(context.caller.user_id) + "/" + idempotency->key);
    if (!once->held()) {
      answer(context.response, "in_progress", "A request with this Idempotency-Key is being answered; try again");
      context.response.headers.emplace_back("Retry-After", "1");
      return std::nullopt;
    }
    if (const auto kept = context.service().kept(context.caller.user_id, idempotency->key)) {
      if (kept->request_hash != idempotency->request_hash) {
        answer(context.response, "key_reused", "This Idempotency-Key was used with another request");
        return std::nullopt;
      }
      context.response.body = kept->rendered;
      context.response.headers.emplace_back("Idempotency-Replayed", "true");
      return std::nullopt;
    }
  }
  about_to_block();
  live::Answer answer = context.service().ask(context.caller, std::move(wish), std::move(idempotency));
  if (const auto* refused = std::get_if<live::Refused>(&answer)) {
    answer_refusal(context.response, *refused);
    return std::nullopt;
  }
  return answer;
}

bool read_if_match(Context& context, std::optional<std::uint64_t>& version) {
  const std::optional<std::string_view> header = context.request.header("If-Match");
  if (!header) return true;
  const std::optional<IfMatch> match = parse_if_match(*header);
  if (!match) {
    answer(context.response, "bad_if_match", "If-Match must be * or a list of entity tags");
    return false;
  }
  if (match->any) return true;
  // Several tags: the newest of them could be the one; none of ours matches nothing.
  std::uint64_t newest = 0;
  for (const std::uint64_t one : match->versions) newest = std::max(newest, one);
  version = newest;
  return true;
}

void tag(Response& response, std::uint64_t version) { response.headers.emplace_back("ETag", entity_tag(version)); }

}  // namespace berth::http
