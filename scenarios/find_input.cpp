#include "scenarios/find_input.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace berth {

Result<std::string> find_input(const std::string& folder, const std::string& path) {
  const std::filesystem::path beside = std::filesystem::path(folder) / path;
  std::error_code ignored;
  if (std::filesystem::path(path).is_absolute() || std::filesystem::exists(beside, ignored)) return beside.string();
  const char* data = std::getenv("BERTH_DATA");
  if (data == nullptr || *data == '\0') {
    return Error::input(beside.string(),
                        "is not there, and BERTH_DATA, the folder of traces that is looked in next, is "
                        "not set");
  }
  const std::filesystem::path among_data = std::filesystem::path(data) / path;
  if (std::filesystem::exists(among_data, ignored)) return among_data.string();
  return Error::input(beside.string(),
                      "is not there, and not in the folder that BERTH_DATA names, " + std::string(data));
}

}  // namespace berth
