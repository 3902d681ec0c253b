#include "engine/model/closure.hpp"

#include <algorithm>

namespace berth {

bool Closure::admits(const Job& job) const {
  if (std::find(users.begin(), users.end(), job.user) != users.end()) return true;
  return std::find(job_numbers.begin(), job_numbers.end(), job.number) != job_numbers.end();
}

}  // namespace berth
