// Tells by its content what kind of file one is, reading no more of it than needed.
#pragma once

#include <cstdint>
#include <string>

#include "engine/model/result.hpp"

namespace berth {

enum class FileFormat : std::uint8_t {
  kSwf,        // whatever is none of these
  kScenario,   // a JSON object, unless it is
  kBatsim,     // one with a key only Batsim's workloads have
  kPhillyLog,  // a JSON array
  kOpenbPods,  // CSV by what its first row has of a format's columns
  kOpenbNodes,
  kPhillyCsv,
  kHelios,
  kPaiTasks,  // no header: a row as of PAI's task table
  kOtherCsv,  // a first row of names that belong to none of them
};

// The first top-level key that is known to one of the JSON formats decides.
Result<FileFormat> recognize(const std::string& path);

}  // namespace berth
