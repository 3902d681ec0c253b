// The examples in docs/scenario-format.md are scenarios this program reads, and its table of the library is complete.
#include <filesystem>
#include <gtest/gtest.h>

#include "scenarios/read/scenario_json.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

const std::string kSource = BERTH_SOURCE_DIR;

std::vector<std::string> json_blocks(const std::string& text) {
  constexpr std::string_view kOpen = "```json\n", kClose = "\n```";
  std::vector<std::string> blocks;
  for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, at)) {
    at += kOpen.size();
    blocks.push_back(text.substr(at, text.find(kClose, at) - at));
  }
  return blocks;
}

TEST(ScenarioFormatDocument, HasOnlyExamplesThatAreRead) {
  const std::vector<std::string> blocks = json_blocks(test::read_text(kSource + "/docs/scenario-format.md"));
  EXPECT_GE(blocks.size(), 2u);
  for (const std::string& block : blocks) {
    const Result<Scenario> scenario = parse_scenario(block, "example.json");
    EXPECT_TRUE(scenario.ok()) << scenario.error().text() << "\n" << block;
  }
}

TEST(ScenarioFormatDocument, NamesEveryScenarioOfTheLibrary) {
  const std::string text = test::read_text(kSource + "/docs/scenario-format.md");
  for (const auto& entry : std::filesystem::directory_iterator(kSource + "/scenarios/library")) {
    const std::string name = entry.path().filename().string();
    EXPECT_NE(text.find("library/" + name + ")"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace berth
