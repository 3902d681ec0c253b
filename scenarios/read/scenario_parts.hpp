// The parts of a scenario's JSON, each read by a function of its own. Problems go to the field's JsonProblems.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/read/json_fields.hpp"
#include "scenarios/read/scenario_json.hpp"
#include "scenarios/scenario.hpp"

namespace berth {

std::vector<ClusterSpec> read_clusters(const JsonField& field, const NodeListReader& node_lists);

// `clusters` give the model of Lublin & Feitelson its machine where the scenario does not.
WorkloadSource read_workload_source(const JsonField& field, const std::vector<ClusterSpec>& clusters);

// One group of nodes. `named` is its name where it has none; `anywhere`: it may name a cluster, which is not read here.
NodeGroup read_group(const JsonField& field, const std::string& named, bool anywhere = false);

// "outages", "failures", "recovery", "maintenance" and "reservations" of a scenario; its "variants".
Disruptions read_disruptions(const JsonFields& fields);
std::vector<Variant> read_variants(const JsonField& field);

// Seconds with up to 6 decimals, in whole microseconds.
Duration read_seconds(const JsonField& field);

LublinParameters read_lublin(const JsonField& field, const std::vector<ClusterSpec>& clusters);
PoissonParameters read_poisson(const JsonField& field);
TraceFile read_trace(const JsonField& field);
CsvFile read_csv(const JsonField& field);
DrawParameters read_draw(const JsonField& field);
Workload read_jobs(const JsonField& field);

Tenants read_tenants(const JsonField& field);

// An array of names, none twice; an object of texts: sorted, as the model keeps them.
std::vector<std::string> read_names(const JsonField& field);
std::vector<Label> read_labels(const JsonField& field);
// GiB with up to 3 decimals, in whole MiB.
std::int64_t read_gib(const JsonField& field, const std::string& must_be = "a whole number of MiB, written in GiB");

// What a job says beyond amounts: "gpu_models", "gpu_memory_gib_each", "labels", "tolerates", "spread", "pack" and
// "apart_from".
Traits read_traits(const JsonFields& fields, const Resources& per_replica, std::uint32_t replicas);

// How fast jobs of such replicas run on GPU models, sorted.
std::vector<Speed> read_speeds(const JsonField& field, const Resources& per_replica);

// The GPUs of a replica: whole ones, or a share of one.
std::int64_t read_gpu_request(const JsonField& field);

// The keys "cpu", "memory_gib" or "memory_mib", and "gpu" of an object; what is not there is as in `otherwise`.
// GPUs are those of a replica, unless they must be `whole_gpus`, as of a node.
Resources read_resources(const JsonFields& fields, const Resources& otherwise, bool whole_gpus = false);

}  // namespace berth
