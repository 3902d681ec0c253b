#include "scenarios/read/csv_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Row {
  std::uint64_t line;
  std::vector<std::string> fields;
  std::string problem;
};

std::vector<Row> rows_of(CsvReader reader) {
  std::vector<Row> rows;
  for (;;) {
    const Result<bool> more = reader.next();
    EXPECT_TRUE(more.ok()) << more.error().text();
    if (!more || !*more) return rows;
    rows.push_back({reader.line(), {reader.fields().begin(), reader.fields().end()}, reader.problem()});
  }
}
std::vector<Row> rows(std::string_view text, char separator = ',') {
  return rows_of(CsvReader::of_text(text, "f.csv", separator));
}
std::vector<std::string> only_row(std::string_view text) {
  const std::vector<Row> all = rows(text);
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? std::vector<std::string>() : all[0].fields;
}

TEST(CsvReader, SplitsAtSeparatorsAndKeepsEmptyFields) {
  EXPECT_THAT(only_row("a,,b,\n"), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(rows("a;b", ';').at(0).fields, ElementsAre("a", "b"));
  EXPECT_THAT(rows("a\tb", '\t').at(0).fields, ElementsAre("a", "b"));
}

TEST(CsvReader, ReadsCarriageReturnsAsPartOfTheLinesEnd) {
  const auto all = rows("a,b\r\n\"c\",\"d\"\r\n");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0].fields, ElementsAre("a", "b"));
  EXPECT_THAT(all[1].fields, ElementsAre("c", "d"));
}

TEST(CsvReader, ReadsSeparatorsQuotesAndLineEndsInsideQuotes) {
  const auto all = rows("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\nnext,\"\",\n");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0].fields, ElementsAre("a,b", "say \"x\"", "two\nlines"));
  EXPECT_EQ(all[1].line, 3u);
  EXPECT_THAT(all[1].fields, ElementsAre("next", "", ""));
}

TEST(CsvReader, PassesOverAByteOrderMarkAndBlankLines) {
  const auto all = rows(
      "\xEF\xBB\xBF"
      "a,b\n\n\r\nc,d");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0].fields, ElementsAre("a", "b"));
  EXPECT_EQ(all[1].line, 4u);
}

TEST(CsvReader, FindsNothingInAnEmptyFile) {
  EXPECT_THAT(rows(""), IsEmpty());
  EXPECT_THAT(rows("\n\n"), IsEmpty());
}

TEST(CsvReader, GivesUpOneLineForAQuoteThatIsNeverClosed) {
  const auto all = rows("a,\"b\nc,d\n");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].problem, "a quote is opened and never closed");
  EXPECT_EQ(all[0].line, 1u);
  EXPECT_THAT(all[1].fields, ElementsAre("c", "d"));
  EXPECT_EQ(all[1].line, 2u);
}

TEST(CsvReader, GivesUpALineWithAQuoteWhereNoneMayBe) {
  const auto all = rows("a\"b,c\n\"d\"e,f\ng,h\n");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_THAT(all[0].problem, HasSubstr("a quote stands inside a field"));
  EXPECT_THAT(all[1].problem, HasSubstr("something follows a closing quote"));
  EXPECT_THAT(all[2].fields, ElementsAre("g", "h"));
}

TEST(CsvReader, ReadsARowAtTheLimitAndRefusesALongerOne) {
  const std::string longest(kCsvRowLimit - 2, 'x');
  EXPECT_EQ(rows("a," + longest + "\nb,c").at(0).problem, "");
  EXPECT_EQ(rows("a," + longest).at(0).problem, "");
  const auto all = rows("a,x" + longest + "\nb,c");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].problem, "the row is longer than 65536 bytes, the most that is read");
  EXPECT_THAT(all[1].fields, ElementsAre("b", "c"));
  EXPECT_EQ(all[1].line, 2u);
}

TEST(CsvReader, PassesOverALineLongerThanItsBuffer) {
  const auto all = rows(std::string(2'000'000, 'x') + "\nb,c\n");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0].problem, HasSubstr("longer than 65536"));
  EXPECT_EQ(all[1].line, 2u);
  EXPECT_THAT(all[1].fields, ElementsAre("b", "c"));
}

TEST(CsvReader, ReadsAsManyFieldsAsTheLimitAndRefusesMore) {
  EXPECT_EQ(only_row(std::string(kCsvFieldsLimit - 1, ',')).size(), kCsvFieldsLimit);
  EXPECT_THAT(rows(std::string(kCsvFieldsLimit, ',')).at(0).problem, HasSubstr("more than 1024 fields"));
}

TEST(CsvReader, KeepsRowsWholeAcrossThePiecesAFileIsReadIn) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",\"q,\"\"" + std::to_string(i) + "\"\n";
  const test::TemporaryFolder folder;
  Result<CsvReader> reader = CsvReader::open(folder.write("f.csv", text));
  ASSERT_TRUE(reader.ok());
  const auto all = rows_of(std::move(*reader));
  ASSERT_EQ(all.size(), 100'000u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_THAT(all[i].fields, ElementsAre(std::to_string(i), "q,\"" + std::to_string(i)));
    ASSERT_EQ(all[i].line, i + 1);
  }
}

TEST(CsvReader, SaysWhatFileCannotBeOpened) {
  const Result<CsvReader> reader = CsvReader::open("/nowhere/f.csv");
  ASSERT_FALSE(reader.ok());
  EXPECT_THAT(reader.error().text(), HasSubstr("/nowhere/f.csv: cannot be opened"));
}

}  // namespace
}  // namespace berth
