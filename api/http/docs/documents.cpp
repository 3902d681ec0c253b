#include "api/http/docs/documents.hpp"

#include <cstdint>

#define BERTH_ASSET(name)                \
  extern const char berth_docs_##name[]; \
  extern const char berth_docs_##name##_end[]

extern "C" {
BERTH_ASSET(docs_css);
BERTH_ASSET(docs_html);
BERTH_ASSET(licenses_txt);
BERTH_ASSET(oauth2_redirect_html);
BERTH_ASSET(oauth2_redirect_js);
BERTH_ASSET(redoc_html);
BERTH_ASSET(redoc_standalone_js);
BERTH_ASSET(swagger_start_js);
BERTH_ASSET(swagger_ui_bundle_js);
BERTH_ASSET(swagger_ui_css);
}

namespace berth::http {
namespace {

// Pictures in style sheets are data: addresses.
constexpr const char* kSwaggerPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src "
    "'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// ReDoc makes its styles as it goes and searches in a worker of its own making.
constexpr const char* kRedocPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src "
    "'self'; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr const char* kRedirectPolicy =
    "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kStyle = "text/css; charset=utf-8";
constexpr const char* kScript = "text/javascript; charset=utf-8";
constexpr const char* kPlain = "text/plain; charset=utf-8";

// FNV-1a, enough to tell one build's file from another's.
std::string tag_of(const std::string& bytes) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string tag = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) tag += kHex[(hash >> shift) & 15];
  return tag + '"';
}

Document document(const char* path, const char* type, const char* begin, const char* end, const char* policy = "") {
  auto body = std::make_shared<const std::string>(begin, end);
  std::string tag = tag_of(*body);
  return {path, type, std::move(body), std::move(tag), policy};
}

#define BERTH_DOCUMENT(path, type, name, ...) \
  document(path, type, berth_docs_##name, berth_docs_##name##_end __VA_OPT__(, ) __VA_ARGS__)

}  // namespace

const std::vector<Document>& documents() {
  static const std::vector<Document> kDocuments = {
      BERTH_DOCUMENT("/docs", kHtml, docs_html, kSwaggerPolicy),
      BERTH_DOCUMENT("/docs/assets/docs.css", kStyle, docs_css),
      BERTH_DOCUMENT("/docs/assets/licenses.txt", kPlain, licenses_txt),
      BERTH_DOCUMENT("/docs/assets/oauth2-redirect.js", kScript, oauth2_redirect_js),
      BERTH_DOCUMENT("/docs/assets/redoc.standalone.js", kScript, redoc_standalone_js),
      BERTH_DOCUMENT("/docs/assets/swagger-start.js", kScript, swagger_start_js),
      BERTH_DOCUMENT("/docs/assets/swagger-ui-bundle.js", kScript, swagger_ui_bundle_js),
      BERTH_DOCUMENT("/docs/assets/swagger-ui.css", kStyle, swagger_ui_css),
      BERTH_DOCUMENT("/docs/oauth2-redirect", kHtml, oauth2_redirect_html, kRedirectPolicy),
      BERTH_DOCUMENT("/redoc", kHtml, redoc_html, kRedocPolicy),
  };
  return kDocuments;
}

const Document* find_document(std::string_view path) {
  for (const Document& one : documents()) {
    if (one.path == path) return &one;
  }
  return nullptr;
}

}  // namespace berth::http
