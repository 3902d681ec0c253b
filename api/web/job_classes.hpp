// Jobs by what they ask for, so that those that compete for the same are compared: by GPUs asked for in all where any
// job asks for one, else by cores.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scenarios/outcome.hpp"

namespace berth::web {

// Names in ascending order of what is asked for. The same for all outcomes of a report.
class JobClasses {
 public:
  explicit JobClasses(std::span<const Outcome> outcomes);

  std::size_t count() const { return bounds_.size() + 1; }
  const std::string& name(std::size_t job_class) const { return names_[job_class]; }
  std::size_t of(const Job& job) const;

 private:
  bool by_gpus_ = false;
  std::vector<std::int64_t> bounds_;  // the greatest amount of each class but the last, in milli-GPUs or milli-cores
  std::vector<std::string> names_;
};

}  // namespace berth::web
