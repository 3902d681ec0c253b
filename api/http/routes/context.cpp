#include "api/http/routes/context.hpp"

#include <algorithm>
#include <array>

#include "api/http/front/blocking.hpp"
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

// The actors' words for why, as the API's codes: some of theirs mean the same to a client.
std::string_view code_of(std::string_view theirs) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kAliases{{
      {"bad_credentials", "invalid_credentials"},
      {"changed_meanwhile", "version_mismatch"},
      {"declined", "unavailable"},
      {"member_not_found", "not_found"},
      {"misled", "unavailable"},
      {"no_account", "not_authenticated"},
      {"no_session", "not_authenticated"},
      {"not_owner", "forbidden"},
      {"not_the_writer", "unavailable"},
      {"organization_not_found", "not_found"},
      {"overloaded", "busy"},
      {"restarted", "unavailable"},
      {"restarting", "unavailable"},
      {"session_not_found", "not_found"},
      {"store_unavailable", "unavailable"},
  }};
  const auto* alias =
      std::find_if(kAliases.begin(), kAliases.end(), [&](const auto& one) { return one.first == theirs; });
  return alias == kAliases.end() ? theirs : alias->second;
}

}  // namespace

void answer_refusal(Response& response, const live::Refused& refused) {
  answer(response, Problem{std::string(code_of(refused.code)), refused.message, status_of(refused.fault), {}});
  if (refused.fault == live::Fault::kUnavailable) response.headers.emplace_back("Retry-After", "1");
}

void answer_rate_limited(Response& response, const live::RateBucket::Verdict& verdict) {
  answer(response, "rate_limited", "Rate limit exceeded");
  response.headers.emplace_back("Retry-After", std::to_string((verdict.retry_after_us + kSecond - 1) / kSecond));
}

void answer_busy(Response& response) {
  answer(response, "busy", "Too many passwords are being checked; try again");
  response.headers.emplace_back("Retry-After", "2");
}

void ask(Context& context, live::Wish wish, const std::function<std::string(const live::Answer&)>& render,
         std::function<void(const live::Answer&)> settle) {
  std::optional<live::Idempotency> idempotency = std::move(context.idempotency);
  context.idempotency.reset();
  if (idempotency) idempotency->render = render;
  context.settle = std::move(settle);
  if (!context.response.later) {
    about_to_block();
    context.outcome = context.service().ask(context.caller, std::move(wish), std::move(idempotency));
    settle_outcome(context);
    return;
  }
  context.waits = true;
  context.response.later->defer();
  context.service().ask_later(context.caller, std::move(wish), std::move(idempotency),
                              [&context](live::Answer&& answer) {
                                context.outcome = std::move(answer);
                                context.response.later->resume([&context] { context.application.resume(context); });
                              });
}

void settle_outcome(Context& context) {
  if (const auto* refused = std::get_if<live::Refused>(&*context.outcome)) {
    answer_refusal(context.response, *refused);
  } else {
    context.settle(*context.outcome);
  }
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

void tag(Response& response, std::uint64_t version) {
  response.header_lines.append("ETag: ").append(entity_tag(version)).append("\r\n");
}

}  // namespace berth::http
