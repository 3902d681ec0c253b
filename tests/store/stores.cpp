#include "tests/store/stores.hpp"

#include <filesystem>
#include <gtest/gtest.h>

#include "actors/store/postgres_session.hpp"
#include "actors/store/schema.hpp"
#include "actors/store/sqlite.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

class MemoryStore final : public TestStore {
 public:
  std::unique_ptr<Journal> journal() override { return make_memory_journal(); }
  std::vector<std::string> sql(const std::string&) override { return {}; }
  void let_lease_go() override {}
};

class SqliteStore final : public TestStore {
 public:
  std::unique_ptr<Journal> journal() override { return make_sqlite_journal(file_); }
  std::vector<std::string> sql(const std::string& text) override {
    SqliteConnection connection;
    EXPECT_EQ(connection.open(file_), SQLITE_OK);
    connection.run("pragma busy_timeout = 1000");
    SqliteStatement statement = connection.prepare(text);
    std::vector<std::string> lines;
    while (statement.next()) {
      std::string line = statement.string(0);
      for (int column = 1; column < statement.columns(); ++column) line += "|" + statement.string(column);
      lines.push_back(line);
    }
    EXPECT_EQ(statement.status(), SQLITE_OK) << text << ": " << connection.message();
    return lines;
  }
  void let_lease_go() override { std::filesystem::remove(file_ + ".lock"); }
  void make_first_version() override {
    std::filesystem::create_directories(std::filesystem::path(file_).parent_path());
    SqliteConnection connection;
    connection.open(file_);
    EXPECT_EQ(connection.run(sqlite_migrations().front().sql), SQLITE_OK) << connection.message();
    EXPECT_EQ(connection.run("insert into schema_version values (1)"), SQLITE_OK);
  }
  std::string url() const override { return file_; }

 private:
  TemporaryFolder folder_;
  std::string file_ = folder_ / "data/berth.db";
};

class PostgresStore final : public TestStore {
 public:
  explicit PostgresStore(PostgresServer& server) : url_(server.make_database()) {}
  std::unique_ptr<Journal> journal() override { return make_postgres_journal(url_); }
  std::vector<std::string> sql(const std::string& text) override {
    if (!session_ || !session_->is_open()) {
      auto connected = PostgresSession::connect(url_, 10 * kSecond);
      if (!connected) {
        ADD_FAILURE() << connected.error().text();
        return {};
      }
      session_ = std::move(connected.value());
    }
    const SqlOutcome rows = session_->run(text);
    EXPECT_TRUE(rows.ok()) << text << ": " << rows.message;
    std::vector<std::string> lines;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      std::string line(rows.text(row, 0));
      for (int column = 1; column < rows.columns(); ++column) line += "|" + std::string(rows.text(row, column));
      lines.push_back(line);
    }
    return lines;
  }
  void let_lease_go() override { sql("update lease set expires_at = now()"); }
  void make_first_version() override {
    sql(postgres_migrations().front().sql);
    sql("insert into schema_version values (1)");
  }
  std::string url() const override { return url_; }

 private:
  std::string url_;
  std::unique_ptr<PostgresSession> session_;
};

}  // namespace

std::unique_ptr<TestStore> postgres_store() {
  PostgresServer* server = PostgresServer::shared();
  return server == nullptr ? nullptr : std::make_unique<PostgresStore>(*server);
}
std::unique_ptr<TestStore> memory_store() { return std::make_unique<MemoryStore>(); }
std::unique_ptr<TestStore> sqlite_store() { return std::make_unique<SqliteStore>(); }

std::vector<std::string> open(Journal& journal, Duration patience_us) {
  std::vector<std::string> notes;
  const auto opened = journal.open(patience_us, notes);
  EXPECT_TRUE(opened.ok()) << (opened ? "" : opened.error().text());
  return notes;
}

JournalRecord record(std::string stream, std::uint64_t sequence, std::string kind, std::string key,
                     std::string document, std::int64_t organization) {
  JournalRecord record;
  record.stream = std::move(stream);
  record.sequence = sequence;
  record.organization = organization;
  record.kind = std::move(kind);
  record.key = std::move(key);
  record.event = record.kind + (document.empty() ? ".removed" : ".changed");
  record.at_us = 1'700'000'000'000'000 + static_cast<Time>(sequence);
  record.document = std::move(document);
  record.cause = R"({"user_id":3})";
  return record;
}

AppendOutcome append(Journal& journal, std::vector<JournalRecord> records, std::vector<std::uint32_t> command_sizes) {
  if (command_sizes.empty()) command_sizes.assign(records.size(), 1);
  return journal.append(records, command_sizes);
}

void must_append(Journal& journal, std::vector<JournalRecord> records, std::vector<std::uint32_t> command_sizes) {
  const AppendOutcome outcome = append(journal, std::move(records), std::move(command_sizes));
  EXPECT_EQ(outcome.fault, AppendFault::kNone) << outcome.message;
}

std::vector<std::string> loaded(Journal& journal, const std::string& stream) {
  std::vector<std::string> lines;
  const auto done = journal.load(
      stream, [&](Entity&& e) { lines.push_back(e.stream + " " + e.kind + " " + e.key + " " + e.document); },
      [&](StreamEnd&& e) { lines.push_back(e.stream + " " + std::to_string(e.sequence)); });
  if (!done) lines.push_back("error: " + done.error().text());
  return lines;
}

std::vector<std::string> read(Journal& journal, std::int64_t organization, std::uint64_t position, std::size_t limit) {
  std::vector<std::string> lines;
  const auto records = journal.read(organization, position, limit);
  if (!records) return {"error: " + records.error().text()};
  for (const JournalRecord& r : *records) {
    lines.push_back(std::to_string(r.position) + " " + std::to_string(r.command) + " " + r.stream + " " +
                    std::to_string(r.sequence) + " " + r.event + " " + r.key);
  }
  return lines;
}

std::vector<JournalRecord> deployments(std::uint64_t from, std::uint64_t count) {
  std::vector<JournalRecord> records;
  for (std::uint64_t id = from; id < from + count; ++id) {
    const std::string key = std::to_string(id);
    records.push_back(record(
        "scheduler/7", id, "deployment", key,
        R"({"id":)" + key + R"(,"organization_id":7,"cluster_id":3,"name":"train-)" + key +
            R"(","docker_image":"registry.example/model:1.4","cpu_required":2.0,"ram_required":8.0,)"
            R"("gpu_required":0.5,"replicas":2,"priority":1,"status":"running","reason":"started",)"
            R"("created_us":1700000000000000,"started_us":1700000000500000,"ended_us":0,"nodes":[[0,1],[4,1]]})"));
  }
  return records;
}

}  // namespace berth::test
