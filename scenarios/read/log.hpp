// One way in for logs of every known format.
#pragma once

#include <cstdint>
#include <string>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/gpu_shape.hpp"
#include "scenarios/read/recognize.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

enum class TraceFormat : std::uint8_t { kByContent, kOpenb, kPhilly, kHelios, kPai };

// A log of any format, told by its content. What is none is an error that says what to do with it.
Result<Workload> read_log(const std::string& path, const GpuShape& shape, ReadReport& report);

// The trace of a GPU cluster. `jobs` is PAI's job table; empty: none.
Result<Workload> read_trace(TraceFormat format, const std::string& path, const std::string& jobs, const GpuShape& shape,
                            ReadReport& report);

// Whether a file of this format is the trace of a GPU cluster.
bool is_gpu_trace(FileFormat format);

}  // namespace berth
