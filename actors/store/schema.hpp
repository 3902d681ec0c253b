// The databases' schemas, as numbered steps forward. A store is at the version of the last step applied to it; a
// program applies the steps it is missing, and refuses a store that is further than it knows.
//
//   schema_version     one row: the version
//   lease              one row: who may write, by epoch
//   journal            the records, with their seals
//   snapshot           one row: the position it was taken at, and how many entities it holds
//   snapshot_entities  their latest documents as of that position
//   entities           view: what is current, the snapshot overlaid with the journal's tail
//   users, organizations, clusters, deployments, usage   views for people
#pragma once

#include <span>
#include <string>

#include "engine/model/result.hpp"

namespace berth {

struct Migration {
  int version = 0;
  const char* sql = nullptr;  // several statements, run in one transaction
};

// In ascending order of version, from 1 on without a gap. The first makes the tables and the lease, which later ones
// are applied under.
std::span<const Migration> sqlite_migrations();
std::span<const Migration> postgres_migrations();

// Refuses a store that is newer than the last of the migrations.
Result<void> accept_version(const std::string& place, int found, std::span<const Migration> migrations);

}  // namespace berth
