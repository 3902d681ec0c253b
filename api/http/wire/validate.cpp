#include "api/http/wire/validate.hpp"

#include <algorithm>

#include "api/http/wire/coerce.hpp"

namespace berth::http {
namespace {

enum class Echo : std::uint8_t { kWhole, kNothing };  // for a missing field: the object it is missing from, or null

// An object as it may be echoed: with secrets in its schema, only what the schema knows, secrets masked.
Json echo(const Schema& schema, const Json& given) {
  if (!schema.holds_secret()) return given;
  if (!given.object()) return given.is_null() ? given : Json(kMasked);
  JsonObject shown;
  for (const JsonMember& member : *given.object()) {
    const auto field = std::find_if(schema.fields.begin(), schema.fields.end(),
                                    [&](const Field& one) { return one.name == member.key; });
    if (field == schema.fields.end()) continue;
    const bool inner = field->type == FieldType::kObject && field->object->holds_secret();
    shown.push_back({member.key, inner ? Json(kMasked) : echo(*field, member.value)});
  }
  return Json(std::move(shown));
}

Place within(const Place& loc, std::variant<std::string, std::int64_t> item) {
  Place place = loc;
  place.push_back(std::move(item));
  return place;
}

class Validator {
 public:
  std::vector<Violation> violations;

  Json object(const Schema& schema, const Place& loc, const Json& given, Echo missing) {
    JsonObject values;
    for (const Field& field : schema.fields) {
      const Json* one = given.find(field.name);
      const Place place = within(loc, field.name);
      if (!one) {
        if (field.default_value) values.push_back({field.name, *field.default_value});
        if (field.required) {
          violations.push_back(
              {"missing", place, "Field required", missing == Echo::kWhole ? echo(schema, given) : Json(), {}});
        }
        continue;
      }
      Json value;
      if (!one->is_null() || !field.nullable)
        value = field.list ? list(field, place, *one) : one_value(field, place, *one);
      values.push_back({field.name, std::move(value)});
    }
    for (const auto& [name, why] : schema.refused) {
      const Json* one = given.find(name);
      if (one && !one->is_null()) violations.push_back({"value_error", within(loc, name), why, *one, {}});
    }
    return Json(std::move(values));
  }

  void refuse_shape(const Schema& schema, const Place& loc, const Json& given) {
    violations.push_back({"model_attributes_type",
                          loc,
                          "Input should be a valid dictionary or object to extract fields from",
                          echo(schema, given),
                          {}});
  }

 private:
  Json one_value(const Field& field, const Place& loc, const Json& given) {
    if (field.type == FieldType::kObject) {
      if (given.object()) return object(*field.object, loc, given, Echo::kWhole);
      refuse_shape(*field.object, loc, given);
      return {};
    }
    if (field.type == FieldType::kTextMap) return map(field, FieldType::kText, loc, given);
    if (field.type == FieldType::kNumberMap) return map(field, FieldType::kNumber, loc, given);
    Json value;
    coerce(field, loc, given, value, violations);
    return value;
  }

  Json list(const Field& field, const Place& loc, const Json& given) {
    const JsonArray* elements = given.array();
    if (!elements) {
      violations.push_back({"list_type", loc, "Input should be a valid list", echo(field, given), {}});
      return {};
    }
    if (too_many(field, loc, "List", elements->size(), given)) return {};
    JsonArray values;
    for (std::size_t i = 0; i < elements->size(); ++i) {
      values.push_back(one_value(field, within(loc, static_cast<std::int64_t>(i)), (*elements)[i]));
    }
    return Json(std::move(values));
  }

  Json map(const Field& field, FieldType of, const Place& loc, const Json& given) {
    if (!given.object()) {
      violations.push_back({"dict_type", loc, "Input should be a valid dictionary", echo(field, given), {}});
      return {};
    }
    if (too_many(field, loc, "Dictionary", given.object()->size(), given)) return {};
    Field element = field, key = field;
    element.type = of;
    key.type = FieldType::kText;
    JsonObject values;
    for (const JsonMember& member : *given.object()) {
      Json value;
      // A key is held to what a text is held to.
      coerce(key, within(within(loc, member.key), "[key]"), Json(member.key), value, violations);
      coerce(element, within(loc, member.key), member.value, value, violations);
      values.push_back({member.key, std::move(value)});
    }
    return Json(std::move(values));
  }

  bool too_many(const Field& field, const Place& loc, const std::string& kind, std::size_t count, const Json& given) {
    if (!field.max_items || count <= *field.max_items) return false;
    const std::string items = std::to_string(*field.max_items) + (*field.max_items == 1 ? " item" : " items");
    violations.push_back({"too_long",
                          loc,
                          kind + " should have at most " + items + " after validation, not " + std::to_string(count),
                          echo(field, given),
                          {{"field_type", Json(kind)}, {"max_length", *field.max_items}, {"actual_length", count}}});
    return true;
  }
};

Validated validate_pairs(const Schema& schema, const char* where, const FormPairs& pairs) {
  std::vector<std::string> lists;
  for (const Field& field : schema.fields) {
    if (field.list) lists.push_back(field.name);
  }
  Validator validator;
  Json values = validator.object(schema, {where}, Json(to_object(pairs, lists)), Echo::kNothing);
  return {Values(std::move(values)), std::move(validator.violations)};
}

}  // namespace

bool Schema::holds_secret() const {
  return std::any_of(fields.begin(), fields.end(), [](const Field& field) {
    return field.secret || (field.type == FieldType::kObject && field.object->holds_secret());
  });
}

Validated validate_body(const Schema& schema, const Body& body) {
  Validator validator;
  Json values;
  if (!body.present) {
    validator.violations.push_back({"missing", {"body"}, "Field required", Json(), {}});
  } else if (!body.value.object()) {
    validator.refuse_shape(schema, {"body"}, body.value);
  } else {
    values = validator.object(schema, {"body"}, body.value, Echo::kWhole);
  }
  return {Values(std::move(values)), std::move(validator.violations)};
}

Validated validate_query(const Schema& schema, const FormPairs& query) {
  return validate_pairs(schema, "query", query);
}

Validated validate_path(const Schema& schema, const FormPairs& parameters) {
  return validate_pairs(schema, "path", parameters);
}

}  // namespace berth::http
