// A large store, written through the journal's own interface: one organization, 40,000 nodes in four clusters, and
// deployments on them as months of use leave them: three of four running, the rest waiting for a node of their own or
// completed.
#pragma once

#include <cstdint>
#include <string>

namespace berth::bench {

inline constexpr std::int64_t kManyDeployments = 400'000;

// Writes `deployments` of them (0: none, but all else) into the store of the folder, the snapshot up to date but for
// the last thousand records. Ends the benchmark where that fails.
void write_many_deployments(const std::string& folder, std::int64_t deployments);

}  // namespace berth::bench
