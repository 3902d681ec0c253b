// What tables say of a job without looking it up in the columns.
#pragma once

#include <boost/json/fwd.hpp>

#include "engine/model/workload.hpp"

namespace berth::web {

boost::json::object job_facts(const Workload& workload, JobId id);
boost::json::object resources_json(const Resources& of);

}  // namespace berth::web
