#include "api/cli/save_workload.hpp"

#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"
#include "scenarios/write/batsim.hpp"
#include "scenarios/write/swf.hpp"

namespace berth::cli {
namespace {

bool is_swf(const std::string& path) { return path.ends_with(".swf") || path.ends_with(".swf.gz"); }
bool is_batsim(const std::string& path) { return path.ends_with(".json") || path.ends_with(".json.gz"); }

}  // namespace

Result<void> check_ending(const std::string& flag, const std::string& path) {
  if (is_swf(path) || is_batsim(path)) return {};
  return Error::input(flag, "\"" + path + "\" ends in no known format; end it in .swf, .swf.gz or .json (Batsim)");
}

Result<void> save_workload(const std::string& path, const Workload& workload) {
  std::vector<Oddity> losses;
  Result<void> written =
      is_batsim(path) ? write_batsim(path, workload, losses) : write_swf(path, workload, nullptr, losses);
  if (!written) return written;
  for (const Oddity& loss : losses) {
    say("berth: " + path + ": " + count_text(loss.count) + " × " + loss.what + ": " + loss.consequence);
  }
  return {};
}

}  // namespace berth::cli
