// The endpoints, by tag.
#pragma once

#include <vector>

#include "api/http/routes/application.hpp"

namespace berth::http {

std::vector<Endpoint> authentication_endpoints();
std::vector<Endpoint> organization_endpoints();
std::vector<Endpoint> cluster_endpoints();
std::vector<Endpoint> deployment_endpoints();
std::vector<Endpoint> event_endpoints();
std::vector<Endpoint> system_endpoints();

}  // namespace berth::http
