#include "scenarios/read/recognize.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/json_text.hpp"
#include "scenarios/read/json_tree.hpp"

namespace berth {
namespace {

using boost::json::error_code;
using Text = boost::json::string_view;

// Goes through JSON until a top-level key tells which format it is.
class KeyFinder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  bool is_batsim() const { return is_batsim_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return ++depth_ > 0; }
  bool on_object_end(std::size_t, error_code&) { return depth_-- > 0; }
  bool on_array_begin(error_code&) { return ++depth_ > 0; }
  bool on_array_end(std::size_t, error_code&) { return depth_-- > 0; }
  bool on_key_part(Text part, std::size_t, error_code&) {
    if (depth_ == 1 && key_.size() <= kJsonKeyLimit) key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(Text part, std::size_t size, error_code& ec) {
    if (depth_ != 1) return true;
    on_key_part(part, size, ec);
    is_batsim_ = key_ == "nb_res" || key_ == "jobs" || key_ == "profiles";
    const bool decided = is_batsim_ || key_ == "berth" || key_ == "clusters" || key_ == "workload";
    key_.clear();
    if (decided) ec = boost::json::error::syntax;  // any error ends the search
    return !decided;
  }
  bool on_string_part(Text, std::size_t, error_code&) { return true; }
  bool on_string(Text, std::size_t, error_code&) { return true; }
  bool on_number_part(Text, error_code&) { return true; }
  bool on_int64(std::int64_t, Text, error_code&) { return true; }
  bool on_uint64(std::uint64_t, Text, error_code&) { return true; }
  bool on_double(double, Text, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }

 private:
  int depth_ = 0;
  std::string key_;
  bool is_batsim_ = false;
};

// Columns of each format that no other one has.
constexpr std::string_view kPods[] = {"num_gpu", "gpu_milli", "gpu_spec", "qos", "pod_phase"};
constexpr std::string_view kNodes[] = {"sn", "model"};
constexpr std::string_view kPhilly[] = {"num_gpus", "gpu_time", "timestamp"};
constexpr std::string_view kHelios[] = {"gpu_num", "cpu_num", "node_num", "vc", "submit_time"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_name(std::string_view text) {
  return !text.empty() &&
         ((text.front() >= 'a' && text.front() <= 'z') || (text.front() >= 'A' && text.front() <= 'Z'));
}

// Tells by the first row; two columns of a format's own make it that, so that one that is missing can be named.
FileFormat recognize_csv(std::string_view beginning) {
  constexpr std::size_t kPaiStatus = 3, kPaiColumns = 10;
  CsvReader reader = CsvReader::of_text(beginning, "");
  const Result<bool> row = reader.next();
  if (!row || !*row || !reader.problem().empty() || reader.fields().size() < 2) return FileFormat::kSwf;
  const std::vector<std::string_view>& fields = reader.fields();
  if (fields.size() == kPaiColumns) {
    constexpr std::string_view kStatuses[] = {"Terminated", "Failed", "Running", "Waiting", "status"};
    if (is_one_of(fields[kPaiStatus], kStatuses)) return FileFormat::kPaiTasks;
  }
  const auto has_two = [&](std::span<const std::string_view> columns) {
    return std::count_if(fields.begin(), fields.end(),
                         [&](std::string_view field) { return is_one_of(field, columns); }) >= 2;
  };
  if (has_two(kPods)) return FileFormat::kOpenbPods;
  if (has_two(kNodes)) return FileFormat::kOpenbNodes;
  if (has_two(kPhilly)) return FileFormat::kPhillyCsv;
  if (has_two(kHelios)) return FileFormat::kHelios;
  return std::all_of(fields.begin(), fields.end(), is_name) ? FileFormat::kOtherCsv : FileFormat::kSwf;
}

}  // namespace

Result<FileFormat> recognize(const std::string& path) {
  constexpr std::size_t kChunk = 65'536;
  std::error_code ignored;
  if (const auto about = std::filesystem::status(path, ignored);
      std::filesystem::is_fifo(about) || std::filesystem::is_socket(about)) {
    return Error::input(path,
                        "is a pipe, which can be read only once; a file is needed: its format is looked at first");
  }
  Result<InputFile> file = InputFile::open(path);
  if (!file) return file.error();
  boost::json::parse_options options;
  options.max_depth = kJsonDepthLimit;
  boost::json::basic_parser<KeyFinder> parser(options);
  std::vector<char> buffer(kChunk);
  bool begun = false;
  error_code ec;
  for (;;) {
    const Result<std::size_t> got = file->read(buffer.data(), buffer.size());
    if (!got) return got.error();
    if (*got == 0) break;
    const auto end = buffer.begin() + static_cast<std::ptrdiff_t>(*got);
    if (!begun) {
      const auto first = std::find_if(buffer.begin(), end, [](char letter) {
        return letter != ' ' && letter != '\t' && letter != '\r' && letter != '\n';
      });
      if (first == end) continue;
      if (*first == '[') return FileFormat::kPhillyLog;
      if (*first != '{') return recognize_csv(std::string_view(buffer.data(), *got));
      begun = true;
    }
    parser.write_some(true, buffer.data(), *got, ec);
    if (ec || parser.done()) break;
  }
  if (!begun) return FileFormat::kSwf;
  return parser.handler().is_batsim() ? FileFormat::kBatsim : FileFormat::kScenario;
}

}  // namespace berth
