#include "api/http/wire/problem.hpp"

#include "api/http/wire/json_text.hpp"

namespace berth::http {
namespace {

int status_of(const Problem& problem, const ProblemCode* known) {
  if (problem.status != 0) return problem.status;
  return known ? known->status : 500;
}

// The members after `detail`.
void append_members(JsonText& json, std::string_view code, std::string_view title, int status) {
  json.text("type", "urn:berth:problem:" + std::string(code))
      .text("title", title)
      .integer("status", status)
      .text("code", code);
}

}  // namespace

const std::vector<ProblemCode>& problem_codes() {
  static const std::vector<ProblemCode> kCodes = {
      {"already_in_organization", 400, "Already in an organization"},
      {"bad_cursor", 400, "Not a cursor of this list"},
      {"bad_host", 400, "Host not served here"},
      {"bad_idempotency_key", 400, "Not an idempotency key"},
      {"bad_if_match", 400, "Not an entity tag"},
      {"bad_policy", 400, "Not a policy"},
      {"bad_request", 400, "Bad Request"},
      {"invalid_transition", 400, "Status cannot change so"},
      {"is_owner", 400, "The owner stays as they are"},
      {"limits_of_groups", 400, "Limits are the sum of the node groups"},
      {"name_taken", 400, "Name taken"},
      {"no_organization", 400, "Not in an organization"},
      {"owner_cannot_leave", 400, "The owner cannot leave"},
      {"queue_is_divided", 400, "Name a queue without others below it"},
      {"unreadable_body", 400, "Body cannot be read"},
      {"invalid_credentials", 401, "Wrong user name or password"},
      {"not_authenticated", 401, "Not logged in"},
      {"cross_site", 403, "Sent from another site"},
      {"forbidden", 403, "Not allowed"},
      {"foreign_organization", 403, "Of another organization"},
      {"login_by_query_refused", 403, "Credentials in the query are refused"},
      {"not_found", 404, "Not Found"},
      {"method_not_allowed", 405, "Method Not Allowed"},
      {"request_timeout", 408, "Request Timeout"},
      {"conflict", 409, "Conflict"},
      {"in_progress", 409, "The same request is being answered"},
      {"in_use", 409, "In use"},
      {"too_many_clusters", 409, "No more clusters"},
      {"too_many_reservations", 409, "No more reservations"},
      {"version_mismatch", 412, "Changed by another"},
      {"body_too_large", 413, "Body too large"},
      {"address_too_long", 414, "Address too long"},
      {"key_reused", 422, "Idempotency key of another request"},
      {"malformed_json", 422, "Not JSON"},
      {"never_fits", 422, "Larger than its cluster"},
      {"validation_failed", 422, "Fields are wrong"},
      {"rate_limited", 429, "Too many requests"},
      {"header_too_large", 431, "Header too large"},
      {"internal", 500, "Internal Server Error"},
      {"busy", 503, "Too busy"},
      {"draining", 503, "Shutting down"},
      {"no_answer", 503, "No answer in time"},
      {"unavailable", 503, "Not available for the moment"},
  };
  return kCodes;
}

const ProblemCode* find_problem(std::string_view code) {
  for (const ProblemCode& known : problem_codes()) {
    if (known.code == code) return &known;
  }
  return nullptr;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Payload Too Large";
    case 414:
      return "URI Too Long";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

std::string to_text(const Problem& problem) {
  const ProblemCode* known = find_problem(problem.code);
  const int status = status_of(problem, known);
  JsonText json;
  json.begin_object().text("detail", problem.detail);
  append_members(json, problem.code, known ? known->title : reason_phrase(status), status);
  for (const auto& [key, value] : problem.more) json.raw(key, to_text(value));
  return json.end_object().take();
}

void answer(Response& response, const Problem& problem) {
  response.status = status_of(problem, find_problem(problem.code));
  response.content_type = kProblemType;
  response.body = to_text(problem);
  response.shared_body = nullptr;
}

void answer(Response& response, std::string code, std::string detail) {
  answer(response, Problem{std::move(code), std::move(detail), 0, {}});
}

void answer_invalid(Response& response, const std::vector<Violation>& violations) {
  const bool malformed = !violations.empty() && violations.front().type == "json_invalid";
  const ProblemCode& known = *find_problem(malformed ? "malformed_json" : "validation_failed");
  JsonText json;
  json.begin_object().raw("detail", to_text(violations));
  append_members(json, known.code, known.title, known.status);
  response.status = known.status;
  response.content_type = kProblemType;
  response.body = json.end_object().take();
  response.shared_body = nullptr;
}

void answer_method_not_allowed(Response& response, std::string_view allowed) {
  answer(response, "method_not_allowed", "Method Not Allowed");
  response.headers.emplace_back("Allow", allowed);
}

void answer_not_found(Response& response) { answer(response, "not_found", "Not Found"); }

}  // namespace berth::http
