// Holds a request against a schema, as pydantic 2 does in its lax mode behind FastAPI 0.115: numeric strings and
// booleans become numbers, 1.0 an int, nothing but a string is a string, null only where the field allows it; unknown
// fields are ignored. Every wrong field is named, in the order of the schema.
#pragma once

#include <string_view>
#include <vector>

#include "api/http/wire/body.hpp"
#include "api/http/wire/schema.hpp"
#include "api/http/wire/urlencoded.hpp"
#include "api/http/wire/values.hpp"
#include "api/http/wire/violation.hpp"

namespace berth::http {

inline constexpr std::string_view kMasked = "**********";  // stands for what is secret, in an echo

struct Validated {
  Values values;                      // of use only without violations
  std::vector<Violation> violations;  // none: all is well
  bool ok() const { return violations.empty(); }
};

// `loc` begins with "body"; a body that was not sent is a violation of its own. What holds a secret is echoed without
// its secret and unknown fields.
Validated validate_body(const Schema& schema, const Body& body);

// `loc` begins with "query"; the echo of what is missing is null. Of repeated keys, a list takes all, others the last.
Validated validate_query(const Schema& schema, const FormPairs& query);

// A parameter in the path: `loc` is ["path", name].
Validated validate_path(const Schema& schema, const FormPairs& parameters);

}  // namespace berth::http
