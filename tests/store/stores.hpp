// The databases a journal is tested on, behind one face, and records in a line.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "actors/store/journal.hpp"

namespace berth::test {

// One database of its own; journals opened on it share it.
class TestStore {
 public:
  virtual ~TestStore() = default;
  virtual std::unique_ptr<Journal> journal() = 0;
  // SQL from beside: what a person, or a broken disk, does. Fields as text, separated by |.
  virtual std::vector<std::string> sql(const std::string& text) = 0;
  // Makes a journal that is still open look as if its process were gone or cut off.
  virtual void let_lease_go() = 0;
  // An empty store as the first version of the schema made it.
  virtual void make_first_version() {}
  virtual std::string url() const { return ""; }  // of the database, or the file
};

std::unique_ptr<TestStore> memory_store();  // SQL is not for it, nor a second journal
std::unique_ptr<TestStore> sqlite_store();
std::unique_ptr<TestStore> postgres_store();  // null where there is no Postgres

struct StoreKind {
  const char* name;
  std::unique_ptr<TestStore> (*make)();
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

// Opens; fails the test when it cannot.
std::vector<std::string> open(Journal& journal, Duration patience_us = 0);

JournalRecord record(std::string stream, std::uint64_t sequence, std::string kind, std::string key,
                     std::string document, std::int64_t organization = 7);
// Records as commands of one each, or as the sizes say.
AppendOutcome append(Journal& journal, std::vector<JournalRecord> records,
                     std::vector<std::uint32_t> command_sizes = {});
// Fails the test when it is not committed.
void must_append(Journal& journal, std::vector<JournalRecord> records, std::vector<std::uint32_t> command_sizes = {});

// "stream kind key document" of each, and "stream sequence" of each end; "error: …" last if there was one.
std::vector<std::string> loaded(Journal& journal, const std::string& stream = "");
// "position command stream sequence event key" of each.
std::vector<std::string> read(Journal& journal, std::int64_t organization = 0, std::uint64_t position = 0,
                              std::size_t limit = 1000);

// `count` deployments that start in one stream, from key `from` on, 100 records a command.
std::vector<JournalRecord> deployments(std::uint64_t from, std::uint64_t count);

}  // namespace berth::test
