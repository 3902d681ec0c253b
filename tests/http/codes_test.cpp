// The codes of refusals, for machines: each that the actors give is one the API lists, or stands for one.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "api/http/routes/context.hpp"
#include "api/http/wire/problem.hpp"
#include "tests/http/site.hpp"

namespace berth::http {
namespace {

TEST(RefusalCodes, AreAllListed) {
  const std::regex refusal(
      R"re((?:refuse|unavailable|Refused\{|\brefused)[^;"]*?Fault::\w+,\s*"([a-z_]+)"|unavailable\("([a-z_]+)")re");
  std::size_t found = 0;
  for (const auto& file : std::filesystem::directory_iterator(BERTH_SOURCE_DIR "/actors/live")) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator at(source.begin(), source.end(), refusal), end; at != end; ++at) {
      const std::string theirs = (*at)[1].matched ? (*at)[1] : (*at)[2];
      Response response;
      answer_refusal(response, {live::Fault::kConflict, theirs, ""});
      const Reply reply{response.status, response.body, {}};
      const std::string code = reply.at("code");
      EXPECT_NE(find_problem(code.substr(1, code.size() - 2)), nullptr) << file.path() << ": " << theirs;
      ++found;
    }
  }
  EXPECT_GT(found, 30U);
}

}  // namespace
}  // namespace berth::http
