// Reads the node lists of Alibaba's 2023 GPU-sharing trace ("openb"): CSV with the columns
//   sn, cpu_milli, memory_mib, gpu, model          name, each node's amounts, whole GPUs, their model (may be empty)
// The nodes keep their order; neighbours that are alike make one group, named as the first of them.
//
// Malformed rows (counted, left out): a number that is none, negative or absurd, a node of nothing, a name that is
// empty or stands twice. Errors: columns that are missing, no nodes, more than can be counted.
#pragma once

#include <string>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/result.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// The groups of a cluster named `name`.
Result<ClusterSpec> read_node_list(CsvReader reader, const std::string& name, ReadReport& report);

}  // namespace berth
