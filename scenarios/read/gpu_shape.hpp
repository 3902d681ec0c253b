// What the GPUs of a job come with where a trace does not say.
#pragma once

#include <cstdint>

#include "engine/model/resources.hpp"

namespace berth {

// GPUs a replica gets at most: those of the usual node.
inline constexpr std::int64_t kUsualGpusPerNode = 8;

struct GpuShape {
  Resources per_gpu;                           // gpu_milli is not looked at
  std::int64_t most_each = kUsualGpusPerNode;  // GPUs of a replica; a job of more becomes several
};

}  // namespace berth
