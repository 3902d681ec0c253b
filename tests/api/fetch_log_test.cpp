#include "api/fetch/fetch_log.hpp"

#include <fstream>
#include <httplib.h>
#include <memory>
#include <thread>
#include <zlib.h>

#include "api/fetch/sha256.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::fetch {
namespace {

using test::read_text;
using test::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kContent = "1 0 -1 10 1 -1 -1 1 20 -1 1 -1 -1 -1 -1 -1 -1 -1\n";
constexpr const char* kFile = "KTH-SP2-1996-2.1.swf.gz";

std::string sha256(const std::string& text) {
  Sha256 hash;
  hash.update(text.data(), text.size());
  return hash.hex();
}

// A publisher on this machine.
class Publisher {
 public:
  Publisher() {
    server_.Get("/workload/l_kth_sp2/(.*)", [this](const httplib::Request&, httplib::Response& response) {
      ++asked;
      response.status = status;
      if (!redirect.empty()) return response.set_redirect(redirect);
      response.set_content(content, "application/gzip");
    });
    server_.Get("/moved/log", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(content, "application/gzip");
    });
    server_.Get("/breaks/l_kth_sp2/(.*)", [](const httplib::Request&, httplib::Response& response) {
      response.set_content_provider(1000, "application/gzip", [](std::size_t, std::size_t, httplib::DataSink& sink) {
        sink.write("begin", 5);
        return false;
      });
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~Publisher() {
    server_.stop();
    thread_.join();
  }

  std::string url(const std::string& path = "/workload") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

  std::string content = kContent;
  std::string redirect;
  int status = 200;
  int asked = 0;

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

class FetchLog : public testing::Test {
 protected:
  Result<FetchedLog> fetch() { return fetch_log("kth-sp2", options); }
  std::string error() {
    const Result<FetchedLog> fetched = fetch();
    return fetched.ok() ? "no error" : fetched.error().text();
  }

  Publisher publisher;
  TemporaryFolder folder;
  FetchOptions options{.folder = folder / "logs", .base_url = publisher.url(), .sha256 = sha256(kContent)};
};

TEST_F(FetchLog, PutsTheLogUnderItsPublishedName) {
  const Result<FetchedLog> fetched = fetch();
  ASSERT_TRUE(fetched.ok()) << fetched.error().text();
  EXPECT_EQ(fetched->path, folder / ("logs/" + std::string(kFile)));
  EXPECT_FALSE(fetched->was_there);
  EXPECT_EQ(read_text(fetched->path), kContent);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "logs"), {}), 1);
}

TEST_F(FetchLog, DownloadsNothingThatIsThere) {
  ASSERT_TRUE(fetch().ok());
  const Result<FetchedLog> again = fetch();
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->was_there);
  EXPECT_EQ(publisher.asked, 1);
}

TEST_F(FetchLog, ReplacesAFileOfOtherContent) {
  folder.write("logs/" + std::string(kFile), "something else");
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(read_text(folder / ("logs/" + std::string(kFile))), kContent);
}

TEST_F(FetchLog, ChecksTheDecompressedContent) {
  const std::string packed_path = folder / "packed.gz";
  gzFile packed = gzopen(packed_path.c_str(), "wb");
  gzputs(packed, kContent);
  gzclose(packed);
  publisher.content = read_text(packed_path);
  const Result<FetchedLog> fetched = fetch();
  ASSERT_TRUE(fetched.ok()) << fetched.error().text();
  EXPECT_EQ(read_text(fetched->path), publisher.content);
}

TEST_F(FetchLog, FollowsRedirects) {
  publisher.redirect = publisher.url("/moved/log");
  EXPECT_TRUE(fetch().ok());
}

TEST_F(FetchLog, KeepsNothingWhoseChecksumDiffers) {
  publisher.content = "1 2 3";
  EXPECT_THAT(error(),
              AllOf(StartsWith(publisher.url() + "/l_kth_sp2/" + kFile), HasSubstr("differs from what is pinned"),
                    HasSubstr(sha256(kContent)), HasSubstr(sha256("1 2 3"))));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "logs"));
}

TEST_F(FetchLog, KeepsNothingThatIsTruncated) {
  publisher.content = std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
  EXPECT_THAT(error(), HasSubstr("no usable log: the gzip data ends early"));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "logs"));
}

TEST_F(FetchLog, SaysWhatTheServerAnswered) {
  publisher.status = 404;
  EXPECT_THAT(error(), HasSubstr("is not there (404)"));
  publisher.status = 500;
  EXPECT_THAT(error(), HasSubstr("the server answered 500, not 200"));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "logs"));
}

TEST_F(FetchLog, SaysThatTheAnswerBrokeOff) {
  options.base_url = publisher.url("/breaks");
  EXPECT_THAT(error(), HasSubstr("the answer broke off"));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "logs"));
}

TEST_F(FetchLog, SaysThatThereIsNoConnection) {
  options.base_url = "http://127.0.0.1:1";
  EXPECT_THAT(error(), HasSubstr("cannot connect"));
  EXPECT_EQ(fetch().error().kind, Error::Kind::kFailed);
}

TEST_F(FetchLog, TakesADownloadAtTheLimitAndRefusesALargerOne) {
  options.download_limit = std::string(kContent).size();
  EXPECT_EQ(error(), "no error");
  std::filesystem::remove_all(folder / "logs");
  --options.download_limit;
  EXPECT_THAT(error(), HasSubstr("is larger than"));
  options.download_limit = 1000;
  options.content_limit = std::string(kContent).size() - 1;
  EXPECT_THAT(error(), HasSubstr("bytes of content"));
}

TEST_F(FetchLog, ListsTheKnownLogsForAnUnknownName) {
  const Result<FetchedLog> fetched = fetch_log("nobody-knows", options);
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().kind, Error::Kind::kInput);
  EXPECT_EQ(fetched.error().text(), "nobody-knows: is no log that is known here; known: kth-sp2");
}

TEST_F(FetchLog, RefusesWhatIsNoAddressOrNoChecksum) {
  for (const char* address : {"", "ftp://example.org", "http://", "http:///x", "https://a b"}) {
    options.base_url = address;
    EXPECT_THAT(error(), StartsWith("--mirror: ")) << address;
  }
  options.base_url = publisher.url();
  options.sha256 = "abc";
  EXPECT_THAT(error(), StartsWith("--sha256: "));
}

TEST_F(FetchLog, StopsWhenAskedTo) {
  options.progress = [](std::uint64_t, std::uint64_t) { return false; };
  EXPECT_THAT(error(), HasSubstr("stopped"));
  EXPECT_TRUE(std::filesystem::is_empty(folder / "logs"));
}

TEST_F(FetchLog, TellsItsProgress) {
  std::uint64_t last = 0, all = 0;
  options.progress = [&](std::uint64_t received, std::uint64_t total) {
    last = received;
    all = total;
    return true;
  };
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(last, std::string(kContent).size());
  EXPECT_EQ(all, last);
}

TEST(KnownLogs, AreFoundByNameFileAndTitleWhateverTheCase) {
  for (const char* name : {"kth-sp2", "KTH-SP2", "KTH-SP2-1996-2.1.swf.gz", "kth-sp2-1996-2.1"}) {
    ASSERT_NE(find_known_log(name), nullptr) << name;
    EXPECT_EQ(find_known_log(name)->name, "kth-sp2");
  }
  EXPECT_EQ(find_known_log("kth"), nullptr);
}

TEST(KnownLogs, HaveTheChecksumOfTheRealLog) {
  const char* data = std::getenv("BERTH_DATA");
  const std::string path = (data == nullptr ? std::string() : data) + "/" + kFile;
  if (data == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << kFile << " is not there: set BERTH_DATA";
  const Result<std::string> found = sha256_of_content(path, 1 << 30);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, find_known_log("kth-sp2")->sha256);
}

TEST(Sha256, GivesThePublishedAnswers) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace berth::fetch
