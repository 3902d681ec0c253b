#include "api/http/wire/openapi.hpp"

#include <algorithm>

#include "api/http/wire/describe.hpp"
#include "api/http/wire/problem.hpp"
#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

constexpr std::string_view kJsonType = "application/json";
constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
constexpr std::string_view kSecurityScheme = "session";

// As FastAPI describes them, to the letter.
constexpr std::string_view kHttpValidationError =
    R"({"properties":{"detail":{"items":{"$ref":"#/components/schemas/ValidationError"},"type":"array",)"
    R"("title":"Detail"}},"type":"object","title":"HTTPValidationError"})";
constexpr std::string_view kValidationError =
    R"({"properties":{"loc":{"items":{"anyOf":[{"type":"string"},{"type":"integer"}]},"type":"array",)"
    R"("title":"Location"},"msg":{"type":"string","title":"Message"},"type":{"type":"string","title":"Error Type"}},)"
    R"("type":"object","required":["loc","msg","type"],"title":"ValidationError"})";

const Schema& problem_schema() {
  static const Schema kSchema = [] {
    Schema schema{"Problem", {}, "What went wrong (RFC 9457)"};
    schema.fields = {
        Field::text("detail").says("For people").like("Not authenticated"),
        Field::text("type").says("Names the kind of problem").like("urn:berth:problem:not_authenticated"),
        Field::text("title").says("The kind of problem, in words").like("Not logged in"),
        Field::integer("status").says("The answer's status").like(401),
        Field::text("code").says("The kind of problem, for programs").like("not_authenticated"),
    };
    return schema;
  }();
  return kSchema;
}

void refer_to(JsonText& json, std::string_view component) {
  json.begin_object().text("$ref", "#/components/schemas/" + std::string(component)).end_object();
}

void append_example(JsonText& json, const std::optional<Json>& example, bool list) {
  if (!example) return;
  json.raw("example", list ? to_text(Json(JsonArray{*example})) : to_text(*example));
}

bool is_checked(const Route& route) {
  return route.query || route.body || !route.headers.empty() || route.path.find('{') != std::string::npos;
}

void append_parameter(JsonText& json, const Field& field, std::string_view where) {
  json.begin_object().text("name", field.name).text("in", where);
  json.boolean("required", field.required || where == "path").name("schema");
  describe_field(json, field, true);
  if (!field.description.empty()) json.text("description", field.description);
  if (field.example && !field.secret) json.raw("example", to_text(*field.example));
  json.end_object();
}

// The names in braces, as the route describes them or as text.
std::vector<Field> path_fields(const Route& route) {
  std::vector<Field> fields;
  for (std::size_t open = route.path.find('{'); open != std::string::npos; open = route.path.find('{', open + 1)) {
    const std::string name = route.path.substr(open + 1, route.path.find('}', open) - open - 1);
    const auto& known = route.path_parameters.fields;
    const auto field = std::find_if(known.begin(), known.end(), [&](const Field& one) { return one.name == name; });
    fields.push_back(field == known.end() ? Field::text(name) : *field);
  }
  return fields;
}

void append_parameters(JsonText& json, const Route& route) {
  const std::vector<Field> in_path = path_fields(route);
  if (in_path.empty() && !route.query && route.headers.empty()) return;
  json.begin_array("parameters");
  for (const Field& field : in_path) append_parameter(json, field, "path");
  if (route.query) {
    for (const Field& field : route.query->fields) append_parameter(json, field, "query");
  }
  for (const Field& field : route.headers) append_parameter(json, field, "header");
  json.end_array();
}

void append_request_body(JsonText& json, const Route& route) {
  if (!route.body) return;
  json.begin_object("requestBody").begin_object("content");
  for (const std::string_view type : {kJsonType, kFormType}) {
    if (type == kFormType && !route.takes_form) continue;
    json.begin_object(type).name("schema");
    refer_to(json, route.body->name);
    append_example(json, example_of(*route.body), false);
    json.end_object();
  }
  json.end_object();
  if (route.body_required) json.boolean("required", true);
  json.end_object();
}

void append_answer_schema(JsonText& json, const Answer& answer) {
  json.name("schema");
  if (answer.schema) {
    if (answer.list) json.begin_object().name("items");
    refer_to(json, answer.schema->name);
    if (answer.list) json.text("type", "array").end_object();
  } else if (answer.status == 422) {  // wrong fields, or a rule that names no field
    json.begin_object().begin_array("anyOf");
    refer_to(json, "HTTPValidationError");
    refer_to(json, problem_schema().name);
    json.end_array().end_object();
  } else if (answer.status >= 400) {
    refer_to(json, problem_schema().name);
  } else if (answer.content_type.empty() || answer.content_type == kJsonType) {
    json.begin_object().end_object();
  } else {
    json.begin_object().text("type", "string").end_object();
  }
}

void append_answer(JsonText& json, const Answer& answer) {
  json.begin_object(std::to_string(answer.status)).text("description", answer.description);
  if (!answer.headers.empty()) {
    json.begin_object("headers");
    for (const Field& header : answer.headers) {
      json.begin_object(header.name).text("description", header.description).name("schema");
      describe_field(json, header, true);
      json.end_object();
    }
    json.end_object();
  }
  if (answer.status != 204 && answer.status != 304) {
    const std::string_view usual = answer.status >= 400 ? kProblemType : kJsonType;
    json.begin_object("content").begin_object(answer.content_type.empty() ? usual : answer.content_type);
    append_answer_schema(json, answer);
    if (answer.example) {
      json.raw("example", to_text(*answer.example));
    } else if (answer.schema) {
      append_example(json, example_of(*answer.schema), answer.list);
    }
    json.end_object().end_object();
  }
  json.end_object();
}

void append_problem(JsonText& json, std::string_view status, std::string_view description, std::string_view component) {
  json.begin_object(status).text("description", description).begin_object("content").begin_object(kProblemType);
  json.name("schema");
  refer_to(json, component);
  json.end_object().end_object().end_object();
}

void append_answers(JsonText& json, const Route& route) {
  const auto lists = [&](int status) {
    return std::any_of(route.answers.begin(), route.answers.end(), [&](const Answer& a) { return a.status == status; });
  };
  json.begin_object("responses");
  for (const Answer& answer : route.answers) append_answer(json, answer);
  if (route.auth == Auth::kSession && !lists(401)) append_answer(json, Answer::problem(401, "Not authenticated"));
  if (is_checked(route) && !lists(422)) append_problem(json, "422", "Validation Error", "HTTPValidationError");
  append_problem(json, "default", "Any other problem", problem_schema().name);
  json.end_object();
}

void append_operation(JsonText& json, const Route& route) {
  json.begin_object(ascii_lower(route.method));
  if (!route.tag.empty()) json.begin_array("tags").text(route.tag).end_array();
  json.text("summary", route.summary);
  if (!route.description.empty()) json.text("description", route.description);
  json.text("operationId", route.operation_id);
  append_parameters(json, route);
  append_request_body(json, route);
  append_answers(json, route);
  json.begin_array("security");
  if (route.auth == Auth::kSession) json.begin_object().begin_array(kSecurityScheme).end_array().end_object();
  json.end_array();
  for (const auto& [key, value] : route.extensions) json.raw(key, to_text(value));
  json.end_object();
}

void append_paths(JsonText& json, const std::vector<Route>& routes) {
  std::vector<std::string_view> paths;
  for (const Route& route : routes) {
    if (route.described && std::find(paths.begin(), paths.end(), route.path) == paths.end())
      paths.push_back(route.path);
  }
  json.begin_object("paths");
  for (const std::string_view path : paths) {
    json.begin_object(path);
    for (const Route& route : routes) {
      if (route.described && route.path == path) append_operation(json, route);
    }
    json.end_object();
  }
  json.end_object();
}

Components components_of(const std::vector<Route>& routes) {
  Components components{{"HTTPValidationError", std::string(kHttpValidationError)},
                        {"ValidationError", std::string(kValidationError)}};
  add_components(components, problem_schema());
  for (const Route& route : routes) {
    if (!route.described) continue;
    if (route.body) add_components(components, *route.body);
    if (route.query) {
      for (const Field& field : route.query->fields) add_components(components, field);
    }
    for (const Answer& answer : route.answers) {
      if (answer.schema) add_components(components, *answer.schema);
    }
  }
  return components;
}

}  // namespace

std::string openapi_document(const ApiInfo& info, const std::vector<Route>& routes) {
  JsonText json;
  json.begin_object().text("openapi", "3.1.0").begin_object("info").text("title", info.title);
  if (!info.description.empty()) json.text("description", info.description);
  json.text("version", info.version);
  if (!info.license.empty()) {
    json.begin_object("license").text("name", info.license).text("identifier", info.license).end_object();
  }
  json.end_object();
  json.begin_array("servers").begin_object().text("url", "/").end_object().end_array();  // whatever its clients call it
  append_paths(json, routes);
  json.begin_object("components").begin_object("schemas");
  for (const auto& [name, schema] : components_of(routes)) json.raw(name, schema);
  json.end_object().begin_object("securitySchemes").begin_object(kSecurityScheme);
  json.text("type", "apiKey").text("in", "cookie").text("name", info.cookie);
  json.end_object().end_object().end_object().begin_array("tags");
  for (const auto& [name, description] : info.tags) {
    json.begin_object().text("name", name);
    if (!description.empty()) json.text("description", description);
    json.end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace berth::http
