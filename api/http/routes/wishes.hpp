// What a deployment may ask of the nodes its replicas come to, beyond amounts, and what nodes say of themselves: the
// same names as in a scenario (docs/scenario-format.md).
#pragma once

#include <memory>
#include <vector>

#include "actors/live/views.hpp"
#include "api/http/wire/json_text.hpp"
#include "api/http/wire/schema.hpp"
#include "api/http/wire/values.hpp"
#include "api/http/wire/violation.hpp"

namespace berth::http {

std::vector<Field> wish_fields();
// Null when nothing is asked.
std::shared_ptr<const Traits> traits_of(const Values& body);
// What contradicts itself.
void check_wishes(const Values& body, std::vector<Violation>& violations);
// As members of the object being written; those not asked for are left out.
void render_wishes(JsonText& json, const Traits& traits);

std::vector<Field> quality_fields();
void read_qualities(const Values& given, live::NodeGroupView& group);
void render_qualities(JsonText& json, const live::NodeGroupView& group);

}  // namespace berth::http
