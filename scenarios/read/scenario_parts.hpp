// The parts of a scenario's JSON, each read by a function of its own. Problems go to the field's JsonProblems.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/read/json_fields.hpp"
#include "scenarios/scenario.hpp"

namespace berth {

std::vector<ClusterSpec> read_clusters(const JsonField& field);

// `clusters` give the model of Lublin & Feitelson its machine where the scenario does not.
WorkloadSource read_workload_source(const JsonField& field, const std::vector<ClusterSpec>& clusters);

LublinParameters read_lublin(const JsonField& field, const std::vector<ClusterSpec>& clusters);
PoissonParameters read_poisson(const JsonField& field);
Workload read_jobs(const JsonField& field);

// The keys "cpu", "memory_gib" or "memory_mib", and "gpu" of an object; what is not there is as in `otherwise`.
Resources read_resources(const JsonFields& fields, const Resources& otherwise);

}  // namespace berth
