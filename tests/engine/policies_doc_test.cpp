// docs/policies.md says of every algorithm what its file says.
#include <array>
#include <charconv>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "engine/policy/spec.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

// Lines are broken for reading: all white space is one space.
std::string on_one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line, word;
  while (words >> word) line += (line.empty() ? "" : " ") + word;
  return line;
}

const std::map<std::string, std::string, std::less<>> kKindOfTitle = {
    {"Orders", "order"}, {"Backfilling", "backfill"}, {"Placement", "placement"}, {"Preemption", "preemption"}};

// What the page says of each algorithm, by kind and name: the text under its heading of the third level.
std::map<std::string, std::string> sections() {
  std::istringstream page(test::read_text(std::string(BERTH_SOURCE_DIR) + "/docs/policies.md"));
  std::map<std::string, std::string> found;
  std::string kind, name;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) {
      const auto title = kKindOfTitle.find(line.substr(3));
      kind = title == kKindOfTitle.end() ? "" : title->second;
      name.clear();
    } else if (line.starts_with("### ") && !kind.empty()) {
      name = line.substr(4);
      EXPECT_TRUE(found.try_emplace(kind + "=" + name).second) << kind << "=" << name << " stands there twice";
    } else if (!name.empty()) {
      found[kind + "=" + name] += line + "\n";
    }
  }
  for (auto& [algorithm, text] : found) text = on_one_line(text);
  return found;
}

std::string number(double value) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

void expect_in(const std::string& section, const std::string& wanted) {
  EXPECT_NE(section.find(wanted), std::string::npos) << "is missing: " << wanted;
}

TEST(PoliciesDocument, SaysOfEveryAlgorithmWhatItsFileSays) {
  const auto written = sections();
  for (const AlgorithmInfo& info : algorithms()) {
    const std::string algorithm = std::string(info.kind) + "=" + std::string(info.name);
    SCOPED_TRACE(algorithm);
    const auto section = written.find(algorithm);
    ASSERT_NE(section, written.end()) << "docs/policies.md has no section on it";
    expect_in(section->second, "* Formula: " + std::string(info.formula) + " * When: " + std::string(info.when) +
                                   " * Source: " + std::string(info.source));
    for (const ParameterInfo& parameter : info.parameters) {
      expect_in(section->second, "| `" + std::string(parameter.name) + "` | " + number(parameter.otherwise) + " | " +
                                     std::string(parameter.meaning) + " |");
    }
  }
}

TEST(PoliciesDocument, DescribesNoAlgorithmThatIsNotThere) { EXPECT_EQ(sections().size(), algorithms().size()); }

// Every line of the page's first example is a policy.
TEST(PoliciesDocument, HasOnlyExamplesThatAreRead) {
  const std::string page = test::read_text(std::string(BERTH_SOURCE_DIR) + "/docs/policies.md");
  const std::size_t open = page.find("```\n") + 4;
  std::istringstream example(page.substr(open, page.find("```", open) - open));
  int policies = 0;
  for (std::string line; std::getline(example, line); ++policies) {
    const auto policy = parse_policy(line);
    EXPECT_TRUE(policy.ok()) << policy.error().text();
  }
  EXPECT_GE(policies, 3);
}

}  // namespace
}  // namespace berth
