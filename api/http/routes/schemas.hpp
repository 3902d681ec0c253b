// The API's objects. Names, order and types of the contract's fields are its clients' and do not change; Berth's own
// come after them.
#pragma once

#include "api/http/wire/schema.hpp"

namespace berth::http::schemas {

// Cores, GB, GPUs, by names that end so.
std::vector<Field> amounts(const char* suffix);
inline constexpr std::size_t kQueues = 1000;  // of an organization

const Schema& user_create();
const Schema& user();
const Schema& login_query();
const Schema& login_done();
const Schema& message();
const Schema& password_change();
const Schema& session();

const Schema& organization_create();
const Schema& organization();
const Schema& organization_change();
const Schema& quota();
const Schema& queue();
const Schema& queue_use();
const Schema& join_done();
const Schema& member();
const Schema& member_change();
const Schema& ownership();
const Schema& invite();

const Schema& node_group();
const Schema& cluster_create();
const Schema& cluster_change();
const Schema& cluster();
const Schema& cluster_measured();
const Schema& reservation_make();
const Schema& reservation();
const Schema& resources();
const Schema& cluster_gpus();
const Schema& nodes_change();
const Schema& force_query();
const Schema& page_query();

const Schema& deployment_create();
const Schema& deployment_change();
const Schema& deployment_status();
const Schema& deployment();
const Schema& deployments_query();
const Schema& dry_run_query();
const Schema& forecast();
const Schema& explanation();

const Schema& event();
const Schema& events_query();
const Schema& health();

}  // namespace berth::http::schemas
