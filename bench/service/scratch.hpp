// A folder for the stores and logs of one run, beside the program (a real disk: what is durable is synced), removed
// with all in it when the run ends.
#pragma once

#include <string>
#include <string_view>

namespace berth::bench {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

// The folder this program is in, where `berth` is too.
std::string program_folder();

}  // namespace berth::bench
