// The comparisons that docs/policies.md shows are what the program prints.
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

const std::string kSource = BERTH_SOURCE_DIR;

TEST(PoliciesDocument, ShowsComparisonsAsTheProgramPrintsThem) {
  const std::string page = read_text(kSource + "/docs/policies.md");
  const std::string prompt = "```\n$ berth ";
  int shown = 0;
  for (std::size_t at = page.find(prompt); at != std::string::npos; at = page.find(prompt, at), ++shown) {
    at += prompt.size();
    const std::string session = page.substr(at, page.find("```", at) - at);
    // The command ends with the first line that no backslash continues.
    std::size_t end = session.find('\n');
    while (end > 0 && session[end - 1] == '\\') end = session.find('\n', end + 1);
    std::istringstream words(session.substr(0, end));
    std::vector<std::string> arguments;
    for (std::string word; words >> word;) {
      if (word != "\\") arguments.push_back(word.starts_with("scenarios/") ? kSource + "/" + word : word);
    }
    const ProgramRun run = run_berth(arguments);
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(run.out, session.substr(end + 1)) << "paste the new output into docs/policies.md";
  }
  EXPECT_EQ(shown, 2);
}

}  // namespace
}  // namespace berth::test
