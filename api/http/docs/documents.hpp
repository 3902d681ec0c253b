// The API's documentation as documents to be served: /docs (Swagger UI), /redoc (ReDoc) and what they load, all from
// the program itself. No script or style stands in a page: each comes with a content security policy that allows only
// files of this server.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace berth::http {

struct Document {
  std::string path;  // "/docs", "/docs/assets/swagger-ui.css"
  std::string content_type;
  std::shared_ptr<const std::string> body;
  std::string etag;                     // of its bytes: serve with "Cache-Control: no-cache"
  std::string content_security_policy;  // of pages; empty for what they load
};

// All of them, by path. Made when first asked for; they live as long as the program.
const std::vector<Document>& documents();
const Document* find_document(std::string_view path);  // null pointer: there is none

}  // namespace berth::http
