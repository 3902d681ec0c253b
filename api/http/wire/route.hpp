// A route of the API, said once: requests are matched to it (route_table.hpp), validated by its schemas, and it is
// described by it in the OpenAPI document (openapi.hpp). Plain values; what answers it is the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/http/wire/json_value.hpp"
#include "api/http/wire/schema.hpp"

namespace berth::http {

enum class Auth : std::uint8_t { kNone, kSession };

// One way a route answers.
struct Answer {
  int status = 200;
  std::string description = "Successful Response";
  const Schema* schema = nullptr;  // of the body; below 400 a null pointer means any JSON, from 400 on a problem
  bool list = false;               // a bare array of these
  std::string content_type;        // empty: JSON, or a problem from 400 on
  std::optional<Json> example;     // else made of the examples of the schema's fields
  std::vector<Field> headers;      // sent with it

  static Answer of(const Schema& schema) { return {200, "Successful Response", &schema, false, {}, {}, {}}; }
  static Answer list_of(const Schema& schema) { return {200, "Successful Response", &schema, true, {}, {}, {}}; }
  static Answer problem(int status, std::string description) {
    return {status, std::move(description), nullptr, false, {}, {}, {}};
  }
};

struct Route {
  std::string method;        // "GET"
  std::string path;          // "/api/v1/clusters/{id}": a name in braces stands for one segment
  std::string operation_id;  // "list_clusters_api_v1_clusters__get"
  std::string tag;
  std::string summary;
  std::string description;
  Auth auth = Auth::kNone;

  Schema path_parameters;  // the names in braces, in order; those that are not listed are text
  const Schema* query = nullptr;
  const Schema* body = nullptr;
  bool body_required = true;
  bool takes_form = false;      // the body may be a form, too
  std::vector<Field> headers;   // of the request: Idempotency-Key, If-Match
  std::vector<Answer> answers;  // best first; 401, 422 and "any other problem" are described without being listed

  std::vector<std::pair<std::string, Json>> extensions;  // "x-berth-roles": who may call it
  bool answers_head = false;                             // HEAD as GET: documents
  bool described = true;                                 // false: not in the OpenAPI document
};

}  // namespace berth::http
