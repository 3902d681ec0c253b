// One request on its way through an endpoint.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "api/http/routes/application.hpp"
#include "api/http/wire/body.hpp"

namespace berth::http {

struct Context {
  Application& application;
  const Request& request;
  Response& response;
  const Endpoint* endpoint = nullptr;
  FormPairs path_parameters;

  std::string address;  // of the client
  std::string token;    // of the cookie, when its session is alive
  live::LiveSessionPtr session;
  live::Caller caller;
  live::Membership membership;

  Body raw_body;
  FormPairs raw_query;
  Values path, query, body;
  std::optional<live::Idempotency> idempotency;  // of a POST with a key; goes with what is asked

  // What was asked of the service: how it is answered, and the answer, once there.
  std::function<void(const live::Answer&)> settle;
  std::optional<live::Answer> outcome;
  bool waits = false;  // for it, holding no thread

  live::Service& service() { return application.service(); }
  const live::Board& board() { return application.service().board(); }
  std::int64_t organization_id() const { return membership.organization_id; }
};

// Asks the service; refusals are answered by the table of faults, anything else by `settle`. Returns before that where
// the front end can wait without a thread: the last thing an endpoint does, and `settle` captures nothing of its frame.
//   render: writes the response's body, to be kept with an idempotency key
void ask(Context& context, live::Wish wish, const std::function<std::string(const live::Answer&)>& render,
         std::function<void(const live::Answer&)> settle);
void settle_outcome(Context& context);
// The same, with the body sent.
template <class Kind>
void answer_with(Context& context, live::Wish wish, std::function<std::string(const Kind&)> render,
                 std::function<void(const Kind&)> then = {}) {
  const auto render_any = [render](const live::Answer& answer) {
    const Kind* kind = std::get_if<Kind>(&answer);
    return kind ? render(*kind) : std::string("null");
  };
  ask(context, std::move(wish), render_any, [&context, render_any, then = std::move(then)](const live::Answer& answer) {
    context.response.body = render_any(answer);
    if (const Kind* kind = std::get_if<Kind>(&answer); kind && then) then(*kind);
  });
}
void answer_refusal(Response& response, const live::Refused& refused);
void answer_rate_limited(Response& response, const live::RateBucket::Verdict& verdict);
void answer_busy(Response& response);  // too many passwords are being worked on

// If-Match as a version. False when it cannot be read, and answered so.
bool read_if_match(Context& context, std::optional<std::uint64_t>& version);
void tag(Response& response, std::uint64_t version);

}  // namespace berth::http
