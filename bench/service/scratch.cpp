#include "bench/service/scratch.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace berth::bench {

std::string program_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path().string(); }

Scratch::Scratch() : path_(program_folder() + "/bench-service-XXXXXX") {
  if (::mkdtemp(path_.data()) != nullptr) return;
  std::perror(path_.c_str());
  std::exit(1);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace berth::bench
