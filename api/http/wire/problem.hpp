// Error answers: FastAPI's `detail` first, which the contract's clients read, then the members of RFC 9457. Every error
// of the API has one of the codes listed in problem.cpp; that list gives its status and title.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/exchange.hpp"
#include "api/http/wire/json_value.hpp"
#include "api/http/wire/violation.hpp"

namespace berth::http {

inline constexpr std::string_view kProblemType = "application/problem+json";

struct ProblemCode {
  std::string_view code;
  int status;
  std::string_view title;
};

const std::vector<ProblemCode>& problem_codes();         // by status, then code
const ProblemCode* find_problem(std::string_view code);  // null pointer: there is none
std::string_view reason_phrase(int status);              // "Not Found"; "Unknown" for others

struct Problem {
  std::string code;    // one of problem_codes(); another is shown with the status's own title
  std::string detail;  // for people
  int status = 0;      // 0: the code's
  std::vector<std::pair<std::string, Json>> more;  // further members, last
};

// {"detail":…,"type":"urn:berth:problem:CODE","title":…,"status":…,"code":…, more…}
std::string to_text(const Problem& problem);
void answer(Response& response, const Problem& problem);
void answer(Response& response, std::string code, std::string detail);

// 422, every wrong field named.
void answer_invalid(Response& response, const std::vector<Violation>& violations);
// 405, "Method Not Allowed", with what is allowed: "GET, POST".
void answer_method_not_allowed(Response& response, std::string_view allowed);
// 404 "Not Found", as for a path that nothing is at.
void answer_not_found(Response& response);

}  // namespace berth::http
