#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <zlib.h>

#include "scenarios/read/input_file.hpp"
#include "scenarios/read/swf.hpp"
#include "tests/scenarios/swf_text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::count_of;
using test::swf;
using test::SwfJob;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string many_jobs(int count) {
  std::string text = "; MaxProcs: 64\n";
  for (int i = 1; i <= count; ++i) {
    text += SwfJob{.number = std::to_string(i), .submit = std::to_string(i * 7), .run = std::to_string(i % 999)}.line();
  }
  return text;
}

std::string error_of_file(const std::string& path) {
  ReadReport report;
  const Result<Workload> workload = read_swf(path, report);
  return workload.ok() ? "no error" : workload.error().text();
}

TEST(SwfFile, IsReadAlikePlainAndCompressedWhateverItsName) {
  const TemporaryFolder folder;
  const std::string text = many_jobs(20'000);
  ReadReport plain_report, packed_report;
  const Result<Workload> plain = read_swf(folder.write("plain.gz", text), plain_report);
  const Result<Workload> packed = read_swf(folder.write("packed.swf", gzip(text)), packed_report);
  ASSERT_TRUE(plain.ok() && packed.ok());
  EXPECT_EQ(plain->jobs.size(), 20'000u);
  EXPECT_EQ(packed->jobs.size(), 20'000u);
  EXPECT_EQ(packed->jobs.back().submit_us, 140'000 * kSecond);
  EXPECT_EQ(packed->machine_units, 64);
  EXPECT_EQ(plain_report.input_hash, packed_report.input_hash);
  EXPECT_EQ(packed_report.lines, 20'001u);
}

TEST(SwfFile, IsNamedByItsFile) {
  EXPECT_EQ(name_from_path("logs/KTH-SP2-1996-2.1.swf.gz"), "KTH-SP2-1996-2.1");
  EXPECT_EQ(name_from_path("a.b.swf"), "a.b");
  EXPECT_EQ(name_from_path(".swf"), ".swf");
}

TEST(SwfFile, MayBeSeveralGzipFilesInARow) {
  const TemporaryFolder folder;
  const std::string text =
      gzip(SwfJob{}.line()) + gzip("") + gzip(SwfJob{.number = "2"}.line()) + std::string(1000, '\0');
  ReadReport report;
  const Result<Workload> workload = read_swf(folder.write("log", text), report);
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->jobs.size(), 2u);
}

TEST(SwfFile, NamesATruncatedGzipFileAtEveryLength) {
  const TemporaryFolder folder;
  const std::string packed = gzip(many_jobs(30));
  for (std::size_t length = 2; length < packed.size(); ++length) {
    const std::string path = folder.write("cut.swf.gz", packed.substr(0, length));
    EXPECT_THAT(error_of_file(path), AllOf(StartsWith(path), HasSubstr("truncated"))) << length;
  }
}

TEST(SwfFile, NamesADamagedGzipFile) {
  const TemporaryFolder folder;
  std::string packed = gzip(many_jobs(5'000));
  packed[packed.size() - 6] ^= 1;  // of the checksum
  EXPECT_THAT(error_of_file(folder.write("bad.swf.gz", packed)), HasSubstr("gzip data is damaged"));
  packed = gzip(many_jobs(5'000)) + "more";
  EXPECT_THAT(error_of_file(folder.write("more.swf.gz", packed)), HasSubstr("followed by bytes that are not gzip"));
}

TEST(SwfFile, TellsFoldersAndMissingFilesByName) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of_file(folder.path()), folder.path() + ": is a folder; a file is needed");
  EXPECT_EQ(error_of_file(folder / "nowhere.swf"),
            (folder / "nowhere.swf") + ": cannot be opened: No such file or directory");
}

TEST(SwfFile, TellsAnEmptyFileByName) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of_file(folder.write("empty.swf", "")), HasSubstr("empty.swf: has no jobs"));
  EXPECT_THAT(error_of_file(folder.write("empty.swf.gz", gzip(""))), HasSubstr("empty.swf.gz: has no jobs"));
}

TEST(SwfFile, RefusesALineOfAGigabyteWithoutHoldingIt) {
  const TemporaryFolder folder;
  const std::string path = folder.write("long.swf", SwfJob{}.line());
  std::filesystem::resize_file(path, std::uintmax_t{1} << 30);  // a hole: no space on the disk
  EXPECT_THAT(error_of_file(path), HasSubstr("long.swf:2: the line is longer than 1048576 bytes"));
}

TEST(SwfFile, ReadsALineAtTheLimitAcrossPieces) {
  const TemporaryFolder folder;
  const std::string line = test::long_line(kSwfLineLimit);
  EXPECT_EQ(error_of_file(folder.write("limit.swf", many_jobs(0) + line)), "no error");
  EXPECT_EQ(error_of_file(folder.write("limit.swf", many_jobs(0) + line + "\n" + SwfJob{.number = "2"}.line())),
            "no error");
  EXPECT_THAT(error_of_file(folder.write("over.swf", many_jobs(0) + line + "n")),
              HasSubstr("over.swf:2: the line is longer"));
}

TEST(SwfFile, IsReadFromAPipe) {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::string text = many_jobs(3'000);
  std::thread writer([&] { std::ofstream(pipe) << text; });
  ReadReport report;
  const Result<Workload> workload = read_swf(pipe, report);
  writer.join();
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->jobs.size(), 3'000u);
}

class SwfRealLog : public testing::Test {
 protected:
  // Reads a log of the folder that BERTH_DATA names.
  Workload read(const std::string& name) {
    const char* data = std::getenv("BERTH_DATA");
    if (data == nullptr || !std::filesystem::exists(std::string(data) + "/" + name)) return {};
    Result<Workload> workload = read_swf(std::string(data) + "/" + name, report);
    EXPECT_TRUE(workload.ok()) << workload.error().text();
    return workload.ok() ? std::move(*workload) : Workload{};
  }
  ReadReport report;
};

TEST_F(SwfRealLog, OfKthIsReadWithoutOddities) {
  const Workload kth = read("KTH-SP2-1996-2.1.swf.gz");
  if (kth.jobs.empty())
    GTEST_SKIP() << "KTH-SP2-1996-2.1.swf.gz is not there: set BERTH_DATA to the folder of real logs";
  EXPECT_EQ(kth.jobs.size(), 28'481u);
  EXPECT_EQ(kth.machine_units, 100);
  EXPECT_EQ(kth.jobs.back().number, 28'490);
  EXPECT_TRUE(report.oddities.empty());
}

TEST_F(SwfRealLog, OfMetaCentrumIsReadWithEachOddityCounted) {
  const Workload raw = read("metacentrum-wagap-2013.swf.gz");
  if (raw.jobs.empty())
    GTEST_SKIP() << "metacentrum-wagap-2013.swf.gz is not there: set BERTH_DATA to the folder of real logs";
  EXPECT_EQ(raw.jobs.size(), 17'898u);
  EXPECT_EQ(report.skipped, 2u);
  EXPECT_EQ(raw.jobs.front().submit_us, 1'356'996'147 * kSecond);
  EXPECT_TRUE(raw.dependencies.empty());
  EXPECT_EQ(count_of(report, "negative run time"), 2u);
  EXPECT_EQ(count_of(report, "columns after the 18th"), 17'900u);
  EXPECT_EQ(count_of(report, "longer than requested"), 702u);
  EXPECT_EQ(count_of(report, "same on every line"), 17'898u);
}

}  // namespace
}  // namespace berth
