#include "api/http/front/blocking.hpp"
#include "api/http/routes/client.hpp"
#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/render.hpp"
#include "api/http/routes/schemas.hpp"
#include "api/http/secrets/tokens.hpp"
#include "api/http/wire/json_text.hpp"
#include "api/http/wire/problem.hpp"
#include "api/http/wire/validate.hpp"

namespace berth::http {
namespace {

constexpr const char* kTag = "authentication";

// Credentials come in the query, as the contract's clients send them, or as a JSON body or a form.
std::optional<Values> credentials(Context& context) {
  const bool in_body = context.raw_body.present && context.raw_query.empty();
  if (!in_body && !context.application.settings().login_by_query) {
    answer(context.response, "login_by_query_refused", "Send the credentials in the body; queries end up in logs");
    return std::nullopt;
  }
  Validated validated = in_body ? validate_body(schemas::login_query(), context.raw_body)
                                : validate_query(schemas::login_query(), context.raw_query);
  if (!validated.ok()) {
    answer_invalid(context.response, validated.violations);
    return std::nullopt;
  }
  return std::move(validated.values);
}

// Wrong passwords for one account from one address are slowed; others, elsewhere, log in as before. Beyond the rate no
// password is looked at, right or wrong, or guessing would go on unhindered.
class Guesses {
 public:
  Guesses(Context& context, const std::string& username)
      : context_(context),
        bucket_(context.application.bucket("guess " + network_of(context.address) + " " + username)) {}

  bool may_go_on() {
    const auto verdict = bucket_->look(rate(), context_.service().now());
    if (!verdict.admitted) answer_rate_limited(context_.response, verdict);
    return verdict.admitted;
  }
  void count_wrong() { bucket_->charge(rate(), context_.service().now()); }

 private:
  const live::Rate& rate() const { return context_.application.settings().failed_logins; }

  Context& context_;
  std::shared_ptr<live::RateBucket> bucket_;
};

void login(Context& context) {
  const std::optional<Values> given = credentials(context);
  if (!given) return;
  const std::string& username = given->text("username");
  Guesses guesses(context, username);
  if (!guesses.may_go_on()) return;
  const live::UserPtr user = context.board().user_called(username);
  about_to_block();
  const std::optional<bool> matches =
      context.application.passwords().matches(user ? user->password_hash : std::string(), given->text("password"));
  if (!matches) return answer_busy(context.response);
  if (!*matches || !user->is_active) {
    guesses.count_wrong();
    return answer(context.response, "invalid_credentials", "Invalid username or password");
  }
  const std::string token = new_token();
  live::Answer answer = context.service().ask(context.caller, live::Login{user->id, key_of(token)});
  if (const auto* refused = std::get_if<live::Refused>(&answer)) return answer_refusal(context.response, *refused);
  context.token = token;  // the cookie is set from it
  JsonText json;
  context.response.body =
      json.begin_object().text("message", "Login successful").integer("user_id", user->id).end_object().take();
}

void register_user(Context& context) {
  const live::Register wish{context.body.text("username"), context.body.optional_text("email"), {}};
  // A name that is taken is refused before the work of hashing; the directory has the last word.
  if (context.board().user_called(wish.username) || (wish.email && context.board().user_with_email(*wish.email))) {
    answer(context.response, "name_taken", "Username or email already exists");
    return;
  }
  about_to_block();
  const std::optional<std::string> hash = context.application.passwords().hash(context.body.text("password"));
  if (!hash) return answer_busy(context.response);
  live::Register whole = wish;
  whole.password_hash = *hash;
  answer_with<live::User>(context, std::move(whole), [](const live::User& user) { return render(user, 0); });
}

void logout(Context& context) {
  if (context.session) {
    about_to_block();
    context.service().ask(context.caller, live::EndSession{context.caller.session});
  }
  context.session = nullptr;
  context.token.clear();
  context.response.headers.emplace_back("Set-Cookie", context.application.settings().cookie.clearing());
  context.response.body = render_message("Successfully logged out");
}

void me(Context& context) {
  const live::UserPtr user = context.board().user(context.caller.user_id);
  context.response.body = user ? render(*user, context.organization_id()) : "null";
}

void change_password(Context& context) {
  const live::UserPtr user = context.board().user(context.caller.user_id);
  if (!user) return answer(context.response, "not_authenticated", "Not authenticated");
  Guesses guesses(context, user->username);
  if (!guesses.may_go_on()) return;
  about_to_block();
  const std::optional<bool> matches =
      context.application.passwords().matches(user->password_hash, context.body.text("old_password"));
  if (!matches) return answer_busy(context.response);
  if (!*matches) {
    guesses.count_wrong();
    return answer(context.response, "bad_request", "The old password is wrong");
  }
  const std::optional<std::string> hash = context.application.passwords().hash(context.body.text("new_password"));
  if (!hash) return answer_busy(context.response);
  answer_with<live::Done>(context, live::ChangePassword{*hash},
                          [](const live::Done&) { return render_message("Password changed"); });
}

void list_sessions(Context& context) {
  context.response.body = render_list(context.board().sessions(context.caller.user_id), [&](const live::Session& one) {
    const live::LiveSessionPtr entry = context.service().sessions().find(one.key);
    return render(one, context.caller.session, entry ? entry->last_seen_us.load() : one.last_seen_us);
  });
}

void end_session(Context& context) {
  const std::string& id = context.path.text("session_id");
  for (const live::Session& one : context.board().sessions(context.caller.user_id)) {
    if (one.key.substr(0, 16) != id) continue;
    answer_with<live::Done>(context, live::EndSession{one.key},
                            [](const live::Done&) { return render_message("Session ended"); });
    return;
  }
  answer(context.response, "not_found", "Session not found");
}

}  // namespace

std::vector<Endpoint> authentication_endpoints() {
  std::vector<Endpoint> all;
  all.push_back({.route = {.method = "POST",
                           .path = "/api/v1/auth/login",
                           .operation_id = "login_api_v1_auth_login_post",
                           .tag = kTag,
                           .summary = "Login",
                           .description = "Begins a session. Credentials may come in the query, as JSON or as a form.",
                           .query = &schemas::login_query(),
                           .answers = {Answer::of(schemas::login_done())}},
                 .needs = Needs::kNobody,
                 .entrance = true,
                 .reads_input_itself = true,
                 .keeps_answer = false,  // a session's token is never kept
                 .answer = login});
  all.push_back({.route = {.method = "POST",
                           .path = "/api/v1/auth/register",
                           .operation_id = "register_api_v1_auth_register_post",
                           .tag = kTag,
                           .summary = "Register",
                           .body = &schemas::user_create(),
                           .answers = {Answer::of(schemas::user()), Answer::problem(400, "The name is taken")}},
                 .needs = Needs::kNobody,
                 .entrance = true,
                 .answer = register_user});
  all.push_back({.route = {.method = "POST",
                           .path = "/api/v1/auth/logout",
                           .operation_id = "logout_api_v1_auth_logout_post",
                           .tag = kTag,
                           .summary = "Logout",
                           .answers = {Answer::of(schemas::message())}},
                 .needs = Needs::kNobody,
                 .keeps_answer = false,  // said twice, it is done once anyway
                 .answer = logout});
  all.push_back({.route = {.method = "GET",
                           .path = "/api/v1/auth/me",
                           .operation_id = "me_api_v1_auth_me_get",
                           .tag = kTag,
                           .summary = "Who is logged in",
                           .auth = Auth::kSession,
                           .answers = {Answer::of(schemas::user())}},
                 .answer = me});
  all.push_back(
      {.route = {.method = "POST",
                 .path = "/api/v1/auth/password",
                 .operation_id = "change_password_api_v1_auth_password_post",
                 .tag = kTag,
                 .summary = "Change the password",
                 .description = "Ends the other sessions.",
                 .auth = Auth::kSession,
                 .body = &schemas::password_change(),
                 .answers = {Answer::of(schemas::message()), Answer::problem(400, "The old password is wrong")}},
       .entrance = true,
       .answer = change_password});
  all.push_back({.route = {.method = "GET",
                           .path = "/api/v1/auth/sessions",
                           .operation_id = "list_sessions_api_v1_auth_sessions_get",
                           .tag = kTag,
                           .summary = "One's sessions",
                           .auth = Auth::kSession,
                           .answers = {Answer::list_of(schemas::session())}},
                 .answer = list_sessions});
  all.push_back({.route = {.method = "DELETE",
                           .path = "/api/v1/auth/sessions/{session_id}",
                           .operation_id = "end_session_api_v1_auth_sessions__session_id__delete",
                           .tag = kTag,
                           .summary = "End one of one's sessions",
                           .auth = Auth::kSession,
                           .path_parameters = {"", {Field::text("session_id")}, ""},
                           .answers = {Answer::of(schemas::message()), Answer::problem(404, "No such session")}},
                 .answer = end_session});
  return all;
}

}  // namespace berth::http
