#include "api/http/front/server.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "api/http/front/blocking.hpp"
#include "tests/front/raw_client.hpp"

namespace berth::http {
namespace {

using namespace std::chrono_literals;

constexpr const char* kGet = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post(const std::string& body) {
  return "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Echoes what was asked; "/slow" takes its time, "/throw" fails, "/stream" streams.
class FrontServer : public ::testing::Test {
 protected:
  void start(const std::function<void(ServerSettings&)>& adjust = {}) {
    ServerSettings settings;
    settings.port = 0;
    settings.workers = 8;
    settings.failed = [this](const std::string& text) { failure_ = text; };
    if (adjust) adjust(settings);
    server_ = std::make_unique<Server>(settings, [this](const Request& request, Response& response) {
      if (request.path == "/slow") {
        about_to_block();
        std::this_thread::sleep_for(400ms);
      }
      if (request.path == "/later") {
        response.later->defer();
        const std::lock_guard lock(waiting_mutex_);
        waiting_.emplace_back(response.later, [&request, &response] { response.body = request.path + " at last]"; });
        return;
      }
      if (request.path == "/long") {
        response.body = std::string(10'000, 'x') + "]";
        return;
      }
      if (request.path == "/throw") throw std::runtime_error("a secret");
      if (request.path == "/stream") {
        response.content_type = "text/event-stream";
        response.stream = [this](std::shared_ptr<EventStream> stream) { stream_ = std::move(stream); };
      }
      response.body = request.method + " " + request.path + " [" + request.body + "]";
    });
    const Result<void> started = server_->start();
    ASSERT_TRUE(started) << started.error().text();
  }

  RawClient client() const { return RawClient(server_->port()); }
  std::string ask(const std::string& bytes) const {
    RawClient raw = client();
    raw.send(bytes);
    return raw.receive_until("]");
  }

  std::size_t waiting() {
    const std::lock_guard lock(waiting_mutex_);
    return waiting_.size();
  }
  void wait_for(std::size_t count) {
    for (int i = 0; i < 3000 && waiting() < count; ++i) std::this_thread::sleep_for(1ms);
    ASSERT_EQ(waiting(), count);
  }
  void answer_all() {
    const std::lock_guard lock(waiting_mutex_);
    for (auto& [later, rest] : waiting_) later->resume(rest);
    waiting_.clear();
  }

  std::mutex waiting_mutex_;
  std::vector<std::pair<Later*, std::function<void()>>> waiting_;  // those of /later
  std::unique_ptr<Server> server_;
  std::shared_ptr<EventStream> stream_;
  std::string failure_;
};

TEST_F(FrontServer, AnswersAndKeepsTheConnection) {
  start();
  RawClient raw = client();
  for (int i = 0; i < 3; ++i) {
    raw.send(kGet);
    const std::string answer = raw.receive_until("]");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
    EXPECT_NE(answer.find("GET /hello []"), std::string::npos);
  }
}

TEST_F(FrontServer, ClosesWhenAskedTo) {
  start();
  RawClient raw = client();
  raw.send("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_NE(raw.receive_until("]").find("200"), std::string::npos);
  EXPECT_TRUE(raw.is_closed_within(3000));
}

TEST_F(FrontServer, TakesARequestThatComesByteByByte) {
  start();
  RawClient raw = client();
  for (const char c : post("abc")) {
    raw.send({&c, 1});
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_NE(raw.receive_until("]").find("[abc]"), std::string::npos);
}

TEST_F(FrontServer, AnswersPipelinedRequestsInOrder) {
  start();
  RawClient raw = client();
  raw.send(post("one") + post("two") + post("three"));
  const std::string answers = raw.receive_until("[three]");
  EXPECT_LT(answers.find("[one]"), answers.find("[two]"));
  EXPECT_LT(answers.find("[two]"), answers.find("[three]"));
}

TEST_F(FrontServer, DecodesAChunkedBody) {
  start();
  EXPECT_NE(
      ask("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
          .find("[abcde]"),
      std::string::npos);
}

TEST_F(FrontServer, SaysContinueToWhoWaitsForIt) {
  start();
  RawClient raw = client();
  raw.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(raw.receive_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
  raw.send("abc");
  EXPECT_NE(raw.receive_until("]").find("[abc]"), std::string::npos);
}

TEST_F(FrontServer, RefusesWhatTwoReadersWouldReadDifferently) {
  start();
  for (const char* request : {
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabc",
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\n folded: yes\r\n\r\n",
           "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
           "nonsense\r\n\r\n",
       }) {
    RawClient raw = client();
    raw.send(request);
    EXPECT_TRUE(raw.receive_all(3000).starts_with("HTTP/1.1 400")) << request;
  }
}

TEST_F(FrontServer, BoundsHeadTargetAndBody) {
  start([](ServerSettings& settings) { settings.body_bytes = 1000; });
  RawClient head = client();
  head.send("GET / HTTP/1.1\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n");
  EXPECT_TRUE(head.receive_all(3000).starts_with("HTTP/1.1 431"));
  RawClient target = client();
  target.send("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(target.receive_all(3000).starts_with("HTTP/1.1 414"));
  RawClient body = client();
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_TRUE(body.receive_all(3000).starts_with("HTTP/1.1 413"));
  RawClient chunks = client();
  chunks.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n");
  EXPECT_TRUE(chunks.receive_all(3000).starts_with("HTTP/1.1 413"));
}

TEST_F(FrontServer, TellsNobodyWhatAHandlerFailedOf) {
  start();
  const std::string answer = ask("GET /throw HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500")) << answer;
  EXPECT_EQ(answer.find("secret"), std::string::npos);
  EXPECT_EQ(failure_, "a secret");
}

TEST_F(FrontServer, EndsARequestThatDribbles) {
  start([](ServerSettings& settings) { settings.head_timeout_us = 300'000; });
  RawClient raw = client();
  raw.send("GET / HT");
  for (int i = 0; i < 20; ++i) {
    raw.send("x");
    std::this_thread::sleep_for(50ms);
  }
  EXPECT_TRUE(raw.receive_all(3000).starts_with("HTTP/1.1 408"));
}

TEST_F(FrontServer, ServesRightClientsBesideHundredsOfSlowOnes) {
  start();
  std::vector<RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(client());
    slow.back().send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nab");
  }
  for (int i = 0; i < 20; ++i) EXPECT_NE(ask(kGet).find("200"), std::string::npos);
}

TEST_F(FrontServer, ServesRightClientsBesideThousandsOfIdleOnes) {
  start();
  std::vector<RawClient> idle;
  for (int i = 0; i < 3000; ++i) {
    idle.push_back(client());
    if (i % 10 == 0) {
      idle.back().send(kGet);
      idle.back().receive_until("]");
    }
  }
  for (int i = 0; i < 20; ++i) EXPECT_NE(ask(kGet).find("200"), std::string::npos);
  idle.front().send(kGet);
  EXPECT_NE(idle.front().receive_until("]").find("200"), std::string::npos);
}

TEST_F(FrontServer, RefusesConnectionsBeyondItsBound) {
  start([](ServerSettings& settings) { settings.connections = 2; });
  RawClient first = client();
  RawClient second = client();
  first.send(kGet);
  first.receive_until("]");
  second.send(kGet);
  second.receive_until("]");
  RawClient third = client();
  EXPECT_TRUE(third.receive_all(3000).starts_with("HTTP/1.1 503"));
}

TEST_F(FrontServer, ServesQuickRequestsWhileOthersBlock) {
  start();
  std::vector<RawClient> blocked;
  for (int i = 0; i < 5; ++i) {
    blocked.push_back(client());
    blocked.back().send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_NE(ask(kGet).find("200"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 350ms);
  for (RawClient& raw : blocked) EXPECT_NE(raw.receive_until("]").find("200"), std::string::npos);
}

TEST_F(FrontServer, SurvivesClientsThatLeaveInTheMiddle) {
  start();
  for (int i = 0; i < 50; ++i) {
    RawClient raw = client();
    raw.send(i % 2 == 0 ? "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n" : "POST /echo HTTP/1.1\r\nContent-Le");
  }
  EXPECT_NE(ask(kGet).find("200"), std::string::npos);
}

TEST_F(FrontServer, AnswersWhatIsOnItsWayWhenItDrains) {
  start();
  RawClient raw = client();
  raw.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(100ms);
  std::thread drains([this] { server_->drain(3 * kSecond); });
  EXPECT_NE(raw.receive_until("]").find("200"), std::string::npos);
  drains.join();
  EXPECT_THROW(client(), std::runtime_error);
}

TEST_F(FrontServer, StreamsAsLongAsBothWant) {
  start();
  RawClient raw = client();
  raw.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string head = raw.receive_until("]");
  EXPECT_NE(head.find("text/event-stream"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(stream_->send("data: 1\n\n"));
  EXPECT_NE(raw.receive_until("1\n\n").find("data: 1"), std::string::npos);
  stream_->close();
  EXPECT_TRUE(raw.is_closed_within(3000));
}

TEST_F(FrontServer, DropsAStreamWhoseClientReadsNothing) {
  start([](ServerSettings& settings) { settings.stream_bytes = 100'000; });
  RawClient raw = client();
  raw.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  raw.receive_until("]");
  const std::string much(50'000, 'x');
  bool dropped = false;
  for (int i = 0; i < 1000 && !dropped; ++i) dropped = !stream_->send(much);
  EXPECT_TRUE(dropped);
}

TEST_F(FrontServer, HoldsNoThreadForAStream) {
  start([](ServerSettings& settings) { settings.workers = 4; });
  std::vector<RawClient> listeners;
  for (int i = 0; i < 20; ++i) {
    listeners.push_back(client());
    listeners.back().send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    listeners.back().receive_until("]");
  }
  EXPECT_NE(ask(kGet).find("200"), std::string::npos);
}

TEST_F(FrontServer, HoldsNoThreadForAnAnswerThatComesLater) {
  start([](ServerSettings& settings) { settings.workers = 4; });
  std::vector<RawClient> patient;
  for (int i = 0; i < 50; ++i) {
    patient.push_back(client());
    patient.back().send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  wait_for(50);
  EXPECT_NE(ask(kGet).find("200"), std::string::npos);
  answer_all();
  for (RawClient& raw : patient) EXPECT_NE(raw.receive_until("]").find("/later at last"), std::string::npos);
}

TEST_F(FrontServer, AnswersThoseWhoAreAnsweredTogetherAllOfThem) {
  start();
  std::vector<RawClient> patient;
  for (int i = 0; i < 50; ++i) {
    patient.push_back(client());
    patient.back().send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  wait_for(50);
  Server::together([this] { answer_all(); });
  for (RawClient& raw : patient) EXPECT_NE(raw.receive_until("]").find("/later at last"), std::string::npos);
}

TEST_F(FrontServer, AnswersWhoWasAnsweredBeforeOneOfThoseTogetherFailed) {
  start();
  RawClient raw = client();
  raw.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  wait_for(1);
  const auto answers_and_fails = [this] {
    answer_all();
    throw std::runtime_error("the next one");
  };
  EXPECT_THROW(Server::together(answers_and_fails), std::runtime_error);
  EXPECT_NE(raw.receive_until("]").find("/later at last"), std::string::npos);
  raw.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  wait_for(1);
  answer_all();  // alone again, on this thread
  EXPECT_NE(raw.receive_until("]").find("/later at last"), std::string::npos);
}

TEST_F(FrontServer, GoesOnWithWhatWasPipelinedBehindALateAnswer) {
  start();
  RawClient raw = client();
  raw.send(std::string("GET /later HTTP/1.1\r\nHost: h\r\n\r\n") + post("next"));
  wait_for(1);
  answer_all();
  const std::string answers = raw.receive_until("[next]");
  EXPECT_LT(answers.find("at last]"), answers.find("[next]"));
}

TEST_F(FrontServer, WaitsForLateAnswersWhenItDrains) {
  start();
  RawClient raw = client();
  raw.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  wait_for(1);
  std::thread drains([this] { server_->drain(0); });
  std::this_thread::sleep_for(50ms);
  answer_all();
  EXPECT_NE(raw.receive_until("]").find("at last"), std::string::npos);
  drains.join();
}

class FullFrontServer : public FrontServer {
 protected:
  // Two changes at once; a third is asked for.
  void fill() {
    start([](ServerSettings& settings) {
      settings.shed_after_us = kMinute;  // only by number
      settings.allowances = {{[](std::string_view method, std::string_view) { return method == "POST"; }, 2}};
    });
    for (int i = 0; i < 2; ++i) {
      admitted_.push_back(client());
      admitted_.back().send("POST /later HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    wait_for(2);
  }
  std::vector<RawClient> admitted_;
};

TEST_F(FullFrontServer, RefusesBeyondAnAllowanceAtOnceAndSaysWhenToComeAgain) {
  fill();
  RawClient third = client();
  third.send(post("never read"));
  const std::string answer = third.receive_until("busy\"}");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503")) << answer;
  EXPECT_NE(answer.find("Retry-After: 1"), std::string::npos);
  EXPECT_EQ(server_->counters().shed, 1U);
  answer_all();
  for (RawClient& raw : admitted_) EXPECT_NE(raw.receive_until("]").find("at last"), std::string::npos);
  third.send(post("again"));
  EXPECT_NE(third.receive_until("]").find("[again]"), std::string::npos) << "the connection is kept, and there is room";
}

TEST_F(FullFrontServer, StillTakesWhatTheAllowanceDoesNotCover) {
  fill();
  EXPECT_NE(ask(kGet).find("200"), std::string::npos);
  answer_all();
  for (RawClient& raw : admitted_) raw.receive_until("]");
}

TEST_F(FrontServer, RefusesWhatHasWaitedTooLongToBeRead) {
  start([](ServerSettings& settings) {
    settings.shed_after_us = -1;  // anything has
    settings.allowances = {{[](std::string_view method, std::string_view) { return method == "POST"; }, 100}};
  });
  RawClient raw = client();
  raw.send(post("late"));
  EXPECT_TRUE(raw.receive_until("busy\"}").starts_with("HTTP/1.1 503"));
  EXPECT_NE(ask(kGet).find("200"), std::string::npos);
}

TEST_F(FrontServer, CompressesALongTextForWhoAcceptsIt) {
  start();
  RawClient raw = client();
  raw.send("GET /long HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br, gzip\r\nConnection: close\r\n\r\n");
  const std::string compressed = raw.receive_all(3000);
  EXPECT_NE(compressed.find("Content-Encoding: gzip"), std::string::npos);
  EXPECT_LT(compressed.size(), 1000U);
  const std::string plain = ask("GET /long HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
  EXPECT_EQ(plain.find("Content-Encoding"), std::string::npos);
  EXPECT_NE(plain.find("Vary: Accept-Encoding"), std::string::npos);
}

}  // namespace
}  // namespace berth::http
