#include "api/http/docs/documents.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <regex>
#include <set>

namespace berth::http {
namespace {

const std::vector<std::string> kPages = {"/docs", "/docs/oauth2-redirect", "/redoc"};

const std::string& page(const std::string& path) { return *find_document(path)->body; }

// What stands in src="…" and href="…".
std::set<std::string> loaded_by(const std::string& path) {
  static const std::regex kAddress("(?:src|href|spec-url|data-url)=\"([^\"]*)\"");
  std::set<std::string> found;
  const std::string& text = page(path);
  for (std::sregex_iterator at(text.begin(), text.end(), kAddress), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

TEST(Documents, ArePagesAndWhatTheyLoad) {
  for (const std::string& path : kPages) {
    ASSERT_NE(find_document(path), nullptr) << path;
    EXPECT_EQ(find_document(path)->content_type, "text/html; charset=utf-8");
  }
  EXPECT_EQ(find_document("/docs/"), nullptr);
  EXPECT_NE(page("/docs").find("Swagger UI"), std::string::npos);
  EXPECT_NE(page("/redoc").find("<redoc spec-url=\"/openapi.json\">"), std::string::npos);
}

TEST(Documents, LoadNothingThatIsNotServedHere) {
  for (const std::string& path : kPages) {
    for (const std::string& address : loaded_by(path)) {
      EXPECT_TRUE(address == "/openapi.json" || address == "data:," || find_document(address))
          << path << " loads " << address;
    }
  }
}

TEST(Documents, HaveNoScriptOrStyleInTheirPages) {
  static const std::regex kInline("<script>|<script [^>]*>[^<]|<style|style=| on[a-z]+=|javascript:");
  for (const std::string& path : kPages) EXPECT_FALSE(std::regex_search(page(path), kInline)) << path;
}

TEST(Documents, AllowScriptsOfThisServerOnly) {
  for (const std::string& path : kPages) {
    const std::string& policy = find_document(path)->content_security_policy;
    EXPECT_EQ(policy.find("default-src 'none'; script-src 'self';"), 0U) << path;
    EXPECT_EQ(policy.find("http"), std::string::npos) << path;
  }
}

TEST(Documents, NameNoSourceMapAndFetchNoLogo) {
  for (const Document& document : documents()) {
    for (const char* name : {".js.map", ".css.map"})
      EXPECT_EQ(document.body->find(name), std::string::npos) << document.path;
    EXPECT_EQ(document.body->find("https://cdn."), std::string::npos) << document.path;
  }
}

TEST(Documents, CarryTheLicencesOfWhatTheyAreMadeOf) {
  const std::string& text = page("/docs/assets/licenses.txt");
  for (const char* words : {"Apache License", "The MIT License", "React"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words;
  }
}

TEST(Documents, AreSortedByPathEachWithATagOfItsBytes) {
  std::set<std::string> tags;
  for (const Document& document : documents()) {
    EXPECT_FALSE(document.body->empty());
    EXPECT_TRUE(tags.insert(document.etag).second) << document.path;
    EXPECT_EQ(document.etag.size(), 18U);
  }
  EXPECT_TRUE(std::is_sorted(documents().begin(), documents().end(),
                             [](const Document& a, const Document& b) { return a.path < b.path; }));
}

}  // namespace
}  // namespace berth::http
