// One value of a request, made into what its field wants.
#pragma once

#include <vector>

#include "api/http/wire/schema.hpp"
#include "api/http/wire/violation.hpp"

namespace berth::http {

// `value` becomes what the field wants, or what is wrong is added to `violations`. For scalars: text, numbers,
// booleans, e-mail addresses, choices; of a list, for one element.
void coerce(const Field& field, const Place& loc, const Json& given, Json& value, std::vector<Violation>& violations);

// The echo of what was given for a field.
Json echo(const Field& field, const Json& given);

}  // namespace berth::http
