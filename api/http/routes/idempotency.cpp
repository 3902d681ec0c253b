#include "api/http/routes/idempotency.hpp"

#include "api/http/front/blocking.hpp"
#include "api/http/secrets/tokens.hpp"
#include "api/http/wire/preconditions.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

bool holds_secret(const Context& context) {
  const Schema* body = context.endpoint->route.body;
  return body && body->holds_secret();
}

// What may be told apart without knowing secrets.
std::string open_part(const Context& context) {
  std::string text = context.request.path;
  if (!context.endpoint->route.body) return text;
  for (const Field& field : context.endpoint->route.body->fields) {
    const Json* value = context.body.json().find(field.name);
    if (!field.secret && value) text += "\n" + field.name + "=" + to_text(*value);
  }
  return text;
}

enum class Same : std::uint8_t { kYes, kNo, kTooBusyToTell };

Same is_same(Context& context, const std::string& kept_hash, const std::string& digest) {
  if (!holds_secret(context)) return kept_hash == digest ? Same::kYes : Same::kNo;
  about_to_block();
  const std::optional<bool> matches = context.application.passwords().matches(kept_hash, digest);
  return !matches ? Same::kTooBusyToTell : *matches ? Same::kYes : Same::kNo;
}

}  // namespace

KeyHold::~KeyHold() {
  if (application_) application_->end_once(held_);
}

bool KeyHold::take(Context& context) {
  const std::optional<std::string_view> header = context.request.header("Idempotency-Key");
  if (!header || context.request.method != "POST" || !context.endpoint->keeps_answer) return true;
  std::optional<std::string> key = parse_idempotency_key(*header);
  if (!key) {
    answer(context.response, "bad_idempotency_key", "Idempotency-Key must be 1 to 255 printable ASCII characters");
    return false;
  }
  const std::int64_t user = context.caller.user_id;
  // Strangers share no keys: theirs hold only together with what they ask.
  if (user == 0) *key += "/" + key_of(open_part(context));
  const std::string held = std::to_string(user) + "/" + *key;
  if (!context.application.begin_once(held)) {
    answer(context.response, "in_progress", "A request with this Idempotency-Key is being answered; try again");
    context.response.headers.emplace_back("Retry-After", "1");
    return false;
  }
  application_ = &context.application;
  held_ = held;

  const std::string digest =
      key_of(context.request.raw_path + "?" + context.request.query + "\n" + context.request.body);
  if (const auto kept = context.service().kept(user, *key)) {
    switch (is_same(context, kept->request_hash, digest)) {
      case Same::kYes:
        context.response.body = kept->rendered;
        context.response.headers.emplace_back("Idempotency-Replayed", "true");
        return false;
      case Same::kNo:
        answer(context.response, "key_reused", "This Idempotency-Key was used with another request");
        return false;
      case Same::kTooBusyToTell:
        answer_busy(context.response);
        return false;
    }
  }
  std::string hash = digest;
  if (holds_secret(context)) {
    // The hash is kept: where it covers a password, it must be as hard to guess from as the password's own.
    about_to_block();
    const std::optional<std::string> hard = context.application.passwords().hash(digest);
    if (!hard) {
      answer_busy(context.response);
      return false;
    }
    hash = *hard;
  }
  context.idempotency = live::Idempotency{std::move(*key), std::move(hash), {}};
  return true;
}

}  // namespace berth::http
