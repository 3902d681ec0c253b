// What the service knows of people, organizations, clusters and deployments, as plain values: what the journal's
// documents hold and what answers are rendered from. Published ones are never changed, only replaced.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/live/turns.hpp"
#include "engine/live/use.hpp"
#include "engine/model/cluster_spec.hpp"
#include "engine/model/time.hpp"
#include "engine/model/traits.hpp"
#include "engine/policy/placement/placement.hpp"

namespace berth::live {

enum class Role : std::uint8_t { kNone, kViewer, kDeveloper, kAdmin };
std::string_view name_of(Role role);
std::optional<Role> role_called(std::string_view name);  // "admin", "developer", "viewer"

struct User {
  std::int64_t id = 0;
  std::string username;
  std::optional<std::string> email;
  bool is_active = true;
  std::string password_hash;
  Time created_us = 0;
};

// A user's place in an organization. A user has at most one.
struct Membership {
  std::int64_t user_id = 0;
  std::int64_t organization_id = 0;
  Role role = Role::kNone;
  bool owner = false;
  Time since_us = 0;
};

struct Session {
  std::string key;  // hex of the token's hash; the token itself is only the client's
  std::int64_t user_id = 0;
  Time created_us = 0;
  Time last_seen_us = 0;  // as last written down; the live value is the session table's
  std::string address;
  std::string user_agent;
};

// Amounts as people gave them, in cores, GB and GPUs: shown as they came. What is decided on is Resources.
struct Amounts {
  double cpu = 0;
  double ram = 0;
  double gpu = 0;

  friend bool operator==(const Amounts&, const Amounts&) = default;
};

// Who shares an organization's clusters: what a scenario calls a tenant (engine/model/tenants.hpp). Deployments name
// one that has no others below it.
struct Queue {
  struct Limit {  // nothing: none
    std::optional<double> cpu, ram, gpu;
    friend bool operator==(const Limit&, const Limit&) = default;
  };
  std::string name;
  std::string parent;  // one before it in the list; empty: at the top
  double weight = 1;
  Amounts quota;  // what it may count on; of what it says 0, it lives on what others leave
  Limit limit;    // the most it may hold

  friend bool operator==(const Queue&, const Queue&) = default;
};

struct Organization {
  std::int64_t id = 0;
  std::string name;
  std::string invite_code;
  Time invite_expires_us = kNever;
  std::int64_t invite_uses_left = -1;  // -1: any number
  std::optional<Amounts> quota;        // nothing: unlimited
  std::vector<Queue> queues;           // empty: every member alike
  Time created_us = 0;
  std::uint64_t version = 1;
};

struct NodeGroupView {
  std::string name;
  std::int64_t count = 0;
  Amounts per_node;
  std::string gpu_model;
  double gpu_memory = 0;  // GB of each GPU; 0: not said
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<std::string> taints;
  std::string rack, zone;           // where they stand; empty: nowhere in particular
  std::int64_t nodes_per_rack = 0;  // 0: all in one
};

// Nodes of a cluster that are closed for a while (engine/model/closure.hpp).
struct Reservation {
  std::int64_t id = 0;
  Closure closure;
};

struct Cluster {
  std::int64_t id = 0;
  std::int64_t organization_id = 0;
  std::string name;
  Amounts limit;                      // totals; the sum over the groups where there are any
  std::vector<NodeGroupView> groups;  // empty: one pool of the totals
  std::string policy;                 // as engine/policy/spec.hpp writes it
  bool cordoned = false;
  std::vector<std::uint32_t> down;        // nodes that are, ascending, numbered through the groups
  std::vector<Reservation> reservations;  // by beginning; none that was over when the last was made
  std::int64_t reservations_made = 0;     // so far: the last one's id
  Time created_us = 0;
  std::uint64_t version = 1;
  std::uint16_t lane = 0;  // its place among the organization's clusters, never given twice
};

enum class Status : std::uint8_t { kPending, kRunning, kCompleted, kFailed, kCancelled };
std::string_view name_of(Status status);
std::optional<Status> status_called(std::string_view name);

struct Deployment {
  std::int64_t id = 0;
  std::int64_t organization_id = 0;
  std::int64_t cluster_id = 0;  // where it runs, waits, or last ran; 0: nowhere yet
  std::string name;
  std::string docker_image;
  Amounts required;  // per replica
  std::int64_t replicas = 1;
  std::int32_t priority = 0;
  Status status = Status::kPending;
  bool any_cluster = false;  // it did not ask for one
  std::shared_ptr<const Traits>
      traits;  // where its replicas may be; null: anywhere. Memory in kB, as amounts.hpp counts
  std::optional<double> expected_duration_s;
  std::vector<std::int64_t> dependency_ids;
  std::string queue;  // whose part of the clusters it uses; empty: none's
  std::string
      reason;  // a word for machines on how it came to this status: "queued", "started", "preempted", "never_fits" …
  std::int64_t by = 0;  // who preempted it last; 0: nobody
  std::int64_t preemptions = 0;
  Duration held_us = 0;                // Standing::held_us
  Duration lost_us = 0;                // how long it had run whenever a node failed under it, all together
  std::shared_ptr<const Turns> turns;  // null: it takes none
  std::shared_ptr<const Use> use;      // null: its owner's does not count
  std::int64_t created_by = 0;
  Time created_us = 0;
  Time eligible_us = 0;  // its place in line
  Time started_us = 0;   // 0: never yet
  Time ended_us = 0;
  Time changed_us = 0;
  Placement nodes;  // where it runs
  std::uint64_t version = 1;
};

// "nodes", "racks"; "rack", "zone", "prefer-rack", "prefer-zone"; empty: anywhere.
std::string_view name_of(Spread spread);
std::string_view name_of(Pack pack);
Spread spread_called(std::string_view name);
Pack pack_called(std::string_view name);

// Documents of the journal.
std::string to_document(const User& user);
std::string to_document(const Membership& membership);
std::string to_document(const Session& session);
std::string to_document(const Organization& organization);
std::string to_document(const Cluster& cluster);
std::string to_document(const Deployment& deployment);
// Reads one back; nothing when it is not such a document.
template <class View>
std::optional<View> from_document(std::string_view document);

}  // namespace berth::live
