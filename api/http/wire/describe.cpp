#include "api/http/wire/describe.hpp"

#include <algorithm>

namespace berth::http {
namespace {

constexpr std::string_view kComponents = "#/components/schemas/";

bool is_reference(const Field& field) {
  return field.type == FieldType::kObject || (field.type == FieldType::kChoice && !field.choices_name.empty());
}

void describe_choices(JsonText& json, const Field& field) {
  json.text("type", "string").begin_array("enum");
  for (const std::string& choice : field.choices) json.text(choice);
  json.end_array();
}

void describe_number(JsonText& json, const Field& field, std::string_view type) {
  json.text("type", type);
  if (field.le) json.number("maximum", *field.le);
  if (field.lt) json.number("exclusiveMaximum", *field.lt);
  if (field.ge) json.number("minimum", *field.ge);
  if (field.gt) json.number("exclusiveMinimum", *field.gt);
}

void describe_text(JsonText& json, const Field& field) {
  json.text("type", "string");
  if (field.max_length) json.integer("maxLength", static_cast<std::int64_t>(*field.max_length));
  if (field.min_length) json.integer("minLength", static_cast<std::int64_t>(*field.min_length));
  if (field.type == FieldType::kEmail) {
    json.text("format", "email");
  } else if (field.secret) {
    json.text("format", "password");
  } else if (!field.format.empty()) {
    json.text("format", field.format);
  }
}

// The members that say what one value is.
void describe_value(JsonText& json, const Field& field) {
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kEmail:
      return describe_text(json, field);
    case FieldType::kInteger:
      return describe_number(json, field, "integer");
    case FieldType::kNumber:
      return describe_number(json, field, "number");
    case FieldType::kBoolean:
      json.text("type", "boolean");
      return;
    case FieldType::kObject:
      json.text("$ref", std::string(kComponents) + field.object->name);
      return;
    case FieldType::kChoice:
      if (!is_reference(field)) return describe_choices(json, field);
      json.text("$ref", std::string(kComponents) + field.choices_name);
      return;
    case FieldType::kTextMap:
    case FieldType::kNumberMap:
      json.begin_object("additionalProperties");
      if (field.type == FieldType::kTextMap) {
        describe_text(json, field);
      } else {
        describe_number(json, field, "number");
      }
      json.end_object().text("type", "object");
      if (field.max_items) json.integer("maxProperties", static_cast<std::int64_t>(*field.max_items));
      return;
    case FieldType::kAny:
      return;
  }
}

// The same for a list of them.
void describe_shape(JsonText& json, const Field& field) {
  if (!field.list) return describe_value(json, field);
  json.begin_object("items");
  describe_value(json, field);
  json.end_object().text("type", "array");
  if (field.max_items) json.integer("maxItems", static_cast<std::int64_t>(*field.max_items));
}

}  // namespace

std::string title_of(std::string_view name) {
  std::string title;
  bool first = true;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    title += c == '_' ? ' ' : first && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    first = !letter;
  }
  return title;
}

void describe_field(JsonText& json, const Field& field, bool as_parameter) {
  json.begin_object();
  if (field.nullable && (field.list || field.type != FieldType::kAny)) {  // anything may be null
    json.begin_array("anyOf").begin_object();
    describe_shape(json, field);
    json.end_object().begin_object().text("type", "null").end_object().end_array();
  } else {
    describe_shape(json, field);
  }
  if (field.list || !is_reference(field)) json.text("title", title_of(field.name));
  if (!field.description.empty() && !as_parameter) json.text("description", field.description);
  if (field.default_value && !field.default_value->is_null()) json.raw("default", to_text(*field.default_value));
  if (field.secret) json.boolean("writeOnly", true);
  if (field.example && !field.secret && !as_parameter)
    json.begin_array("examples").raw(to_text(*field.example)).end_array();
  json.end_object();
}

void describe_schema(JsonText& json, const Schema& schema) {
  json.begin_object().begin_object("properties");
  for (const Field& field : schema.fields) {
    json.name(field.name);
    describe_field(json, field);
  }
  json.end_object().text("type", "object");
  const auto required = [](const Field& field) { return field.required; };
  if (std::any_of(schema.fields.begin(), schema.fields.end(), required)) {
    json.begin_array("required");
    for (const Field& field : schema.fields) {
      if (field.required) json.text(field.name);
    }
    json.end_array();
  }
  json.text("title", schema.name);
  if (!schema.description.empty()) json.text("description", schema.description);
  json.end_object();
}

void add_components(Components& components, const Schema& schema) {
  if (components.contains(schema.name)) return;
  JsonText json;
  describe_schema(json, schema);
  components.emplace(schema.name, json.take());
  for (const Field& field : schema.fields) add_components(components, field);
}

void add_components(Components& components, const Field& field) {
  if (field.type == FieldType::kObject) add_components(components, *field.object);
  if (field.type != FieldType::kChoice || field.choices_name.empty()) return;
  JsonText json;
  json.begin_object();
  describe_choices(json, field);
  components.emplace(field.choices_name, json.text("title", field.choices_name).end_object().take());
}

std::optional<Json> example_of(const Schema& schema) {
  JsonObject example;
  bool says_something = false;
  for (const Field& field : schema.fields) {
    std::optional<Json> value = field.example;
    if (!value && field.type == FieldType::kObject) {
      value = example_of(*field.object);
      if (value && field.list) value = Json(JsonArray{*value});
    }
    says_something = says_something || value;
    if (!value && field.required && field.nullable) value = Json();
    if (!value && field.required && field.list) value = Json(JsonArray());
    if (value) example.push_back({field.name, *std::move(value)});
  }
  if (!says_something) return std::nullopt;
  return Json(std::move(example));
}

}  // namespace berth::http
