#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "actors/live/recheck.hpp"
#include "api/cli/commands.hpp"
#include "api/cli/journal_place.hpp"
#include "api/cli/terminal.hpp"
#include "api/http/wire/json_text.hpp"

namespace berth::cli {
namespace {

constexpr std::size_t kRecordsAtOnce = 1000;

std::string line_of(const JournalRecord& record) {
  http::JsonText json;
  json.begin_object();
  json.integer("position", static_cast<std::int64_t>(record.position));
  json.integer("command", static_cast<std::int64_t>(record.command));
  json.text("stream", record.stream).integer("sequence", static_cast<std::int64_t>(record.sequence));
  json.integer("organization", record.organization).text("kind", record.kind).text("key", record.key);
  json.text("event", record.event).integer("at_us", record.at_us);
  json.raw("document", record.document.empty() ? "null" : record.document);
  json.raw("cause", record.cause.empty() ? "null" : record.cause);
  return json.end_object().take() + "\n";
}

// Where the lines go: a file of its owner's, or stdout.
class Sink {
 public:
  explicit Sink(std::string path) : path_(std::move(path)) {}
  ~Sink() {
    if (file_ >= 0) ::close(file_);
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  Result<void> open() {
    if (path_.empty()) return {};
    file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return file_ < 0 ? failed() : Result<void>();
  }
  Result<void> write(std::string_view text) {
    if (path_.empty()) {
      return print(text) == kOk ? Result<void>() : Result<void>(Error::failed("stdout", "cannot be written"));
    }
    while (!text.empty()) {
      const ssize_t count = ::write(file_, text.data(), text.size());
      if (count < 0) return failed();
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  Result<void> failed() const {
    return Error::failed(path_, std::string("cannot be written: ") + std::strerror(errno));
  }

  std::string path_;
  int file_ = -1;
};

// Every record, oldest first.
template <class Take>
Result<void> walk(Journal& journal, const Take& take) {
  std::uint64_t position = 0;
  for (;;) {
    Result<std::vector<JournalRecord>> records = journal.read(0, position, kRecordsAtOnce);
    if (!records) return records.error();
    if (records->empty()) return {};
    position = records->back().position;
    if (const Result<void> taken = take(std::move(*records)); !taken) return taken;
  }
}

ExitStatus verify(Journal& journal) {
  live::Recheck recheck;
  const Result<void> walked = walk(journal, [&](std::vector<JournalRecord>&& records) -> Result<void> {
    for (JournalRecord& record : records) recheck.take(std::move(record));
    return {};
  });
  if (!walked) return complain(walked.error());
  const live::RecheckOutcome outcome = recheck.finish();
  std::string text = fmt::format(
      "{} organizations, {} scheduling commands, {} decisions\nrecorded {:016x}\nreplayed {:016x}\n",
      outcome.organizations, outcome.commands, outcome.decisions, outcome.recorded_hash, outcome.replayed_hash);
  for (const auto& difference : outcome.differences) {
    text += fmt::format("organization {} differs first at position {}:\n  recorded {}\n  replayed {}\n",
                        difference.organization, difference.position, difference.recorded, difference.replayed);
  }
  text += outcome.differences.empty() ? "every decision is as it was recorded\n"
                                      : fmt::format("{} differ\n", outcome.differences.size());
  const ExitStatus printed = print(text);
  return outcome.differences.empty() ? printed : kFailed;
}

}  // namespace

ExitStatus run_export(const ExportArguments& arguments) {
  Result<std::unique_ptr<Journal>> journal = journal_at(arguments.data, arguments.database_url, Place::kMustExist);
  if (!journal) return complain(journal.error());
  std::vector<std::string> notes;
  const Result<void> opened = (*journal)->open(0, notes);
  for (const std::string& note : notes) say("berth: " + note);
  if (!opened) return complain(opened.error());
  if (arguments.verify) return verify(**journal);
  Sink sink(arguments.out);
  if (const Result<void> made = sink.open(); !made) return complain(made.error());
  const Result<void> walked = walk(**journal, [&](std::vector<JournalRecord>&& records) {
    std::string text;
    for (const JournalRecord& record : records) text += line_of(record);
    return sink.write(text);
  });
  return walked ? kOk : complain(walked.error());
}

}  // namespace berth::cli
