// What people ask of the service, as plain values, and what they are answered. A command walks one corridor of actors
// (docs/architecture.md); each adds what follows from it, the store makes it durable, and then it is answered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "actors/live/views.hpp"

namespace berth::live {

// Who asks, as the session says.
struct Caller {
  std::int64_t user_id = 0;
  std::string session;  // the session's key; empty: none
  std::string address;
  std::string user_agent;
};

// --- accounts and sessions
struct Register {
  std::string username;
  std::optional<std::string> email;
  std::string password_hash;
};
struct Login {  // the password has been verified
  std::int64_t user_id = 0;
  std::string session_key;
};
struct EndSession {
  std::string session_key;  // one of the caller's own
};
struct ChangePassword {  // the old one has been verified; ends the caller's other sessions
  std::string password_hash;
};

// --- organizations
struct CreateOrganization {
  std::string name;
};
struct JoinOrganization {
  std::string invite_code;
};
struct LeaveOrganization {};
struct ChangeMember {  // nothing: unchanged
  std::int64_t user_id = 0;
  std::optional<Role> role;
  bool remove = false;
};
struct TransferOwnership {
  std::int64_t user_id = 0;
};
struct RotateInvite {
  std::optional<Time> expires_us;
  std::optional<std::int64_t> uses;
};
struct ChangeOrganization {
  std::optional<std::string> name;
  std::optional<std::optional<Amounts>> quota;
  std::optional<std::vector<Queue>> queues;
  std::optional<std::uint64_t> if_version;
};

// --- clusters
struct CreateCluster {
  std::string name;
  Amounts limit;
  std::vector<NodeGroupView> groups;
  std::optional<std::int64_t> organization_id;
  std::optional<std::string> policy;
};
struct ChangeCluster {
  std::int64_t id = 0;
  std::optional<std::string> name;
  std::optional<double> cpu_limit, ram_limit, gpu_limit;
  std::optional<std::vector<NodeGroupView>> groups;
  std::optional<std::string> policy;
  std::optional<bool> cordoned;
  bool drain = false;  // cordons it and sends everybody back to the queue
  std::optional<std::uint64_t> if_version;
};
struct ChangeNodes {  // reported: they failed, or are back; numbered through the cluster's groups, from 0
  std::int64_t cluster_id = 0;
  std::vector<std::int64_t> down, up;
};
struct MakeReservation {
  std::int64_t cluster_id = 0;
  Closure closure;  // no nodes: all of them
};
struct EndReservation {
  std::int64_t cluster_id = 0, reservation_id = 0;
};
struct DeleteCluster {
  std::int64_t id = 0;
  bool force = false;
  std::optional<std::uint64_t> if_version;
};

// --- deployments
struct CreateDeployment {
  std::string name;
  std::string docker_image;
  Amounts required;
  std::int64_t replicas = 1;
  std::int32_t priority = 0;
  std::optional<std::int64_t> cluster_id;  // nothing: any of the organization's
  std::optional<double> expected_duration_s;
  std::vector<std::int64_t> dependency_ids;
  std::string queue;                     // empty: none
  std::shared_ptr<const Traits> traits;  // null: anywhere
  bool refuse_never = false;             // larger than its cluster: refused instead of kept pending
  bool dry_run = false;
};
struct ChangeDeployment {  // nothing: unchanged
  std::int64_t id = 0;
  std::optional<std::int32_t> priority;
  std::optional<Status> status;  // by the table of transitions; "pending" is a retry
  std::optional<std::uint64_t> if_version;
};
struct ExplainDeployment {
  std::int64_t id = 0;
};
struct MeasureGpus {
  std::int64_t cluster_id = 0;
};
struct MeasureQueues {};

using Wish = std::variant<Register, Login, EndSession, ChangePassword, CreateOrganization, JoinOrganization,
                          LeaveOrganization, ChangeMember, TransferOwnership, RotateInvite, ChangeOrganization,
                          CreateCluster, ChangeCluster, ChangeNodes, MakeReservation, EndReservation, DeleteCluster,
                          CreateDeployment, ChangeDeployment, ExplainDeployment, MeasureGpus, MeasureQueues>;

// --- answers
enum class Fault : std::uint8_t {
  kBadRequest,       // a business rule of the contract (400)
  kUnauthenticated,  // (401)
  kForbidden,        // (403)
  kNotFound,         // missing or foreign (404)
  kConflict,         // in use (409)
  kVersionMismatch,  // If-Match (412)
  kNeverFits,        // refused on request (422)
  kKeyReused,        // an idempotency key with another request (422)
  kUnavailable,      // the store, or an actor, is not there for the moment (503)
};
struct Refused {
  Fault fault = Fault::kBadRequest;
  std::string code;     // for machines: "already_in_organization"
  std::string message;  // for people, as the contract words it
};

struct Done {};  // nothing to show
struct Removed {
  std::int64_t id = 0;
};
struct ClusterShown {
  Cluster cluster;
  Amounts available;
};
// Where a deployment would go, for a dry run.
struct Forecast {
  Deployment deployment;                  // as it would stand
  std::vector<std::int64_t> victims;      // deployments it would preempt
  std::optional<Time> expected_start_us;  // when that can be told
};
// Why a deployment is where it is, computed from the present state.
struct Explanation {
  std::int64_t id = 0;
  Status status = Status::kPending;
  std::string reason_class;  // never, quota, capacity, dependency, reservation, policy; empty when it does not wait
  std::string text;
  struct Constraint {
    std::string kind;     // "cpu", "ram", "gpu", "quota_cpu", "dependency", "cordoned", "reservation" …
    double required = 0;  // in people's units
    double available = 0;
    double limit = 0;
    std::string detail;
  };
  std::vector<Constraint> constraints;
  struct Holder {
    std::int64_t deployment = 0;
    Amounts holds;
    std::int32_t priority = 0;
    std::optional<Time> expected_end_us;
  };
  std::vector<Holder> holders;                // who runs on what it needs, most important first; at most 20
  std::optional<std::int64_t> place_in_line;  // 1: next
  std::optional<Time> expected_start_us;
};

// How a cluster's GPUs are used, in GPUs (engine/live/gpu_use.hpp).
struct ClusterGpus {
  std::int64_t cluster_id = 0;
  double all = 0, allocated = 0, fragmented = 0;
};

// What an organization's queues hold in the clusters where they take turns.
struct QueuesShown {
  struct Use {
    Queue queue;
    Amounts held;      // by it and all below it
    double share = 0;  // where it stands among its siblings: the smallest is next; below 1: within its quota
  };
  std::vector<Use> queues;
};

using Answer = std::variant<Refused, Done, Removed, User, Session, Organization, Membership, ClusterShown, Deployment,
                            Forecast, Explanation, ClusterGpus, QueuesShown>;

// An Idempotency-Key: the first answer is kept with it, and given again to the same request.
struct Idempotency {
  std::string key;
  std::string request_hash;
  // Renders the answer to be kept.
  std::function<std::string(const Answer&)> render;
};

}  // namespace berth::live
