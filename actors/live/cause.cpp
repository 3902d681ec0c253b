#include "actors/live/cause.hpp"

#include <boost/json.hpp>

namespace berth::live {

std::string cause_of(const Caller& caller, const std::string& reason) {
  boost::json::object object;
  if (caller.user_id != 0) object["user_id"] = caller.user_id;
  if (!caller.address.empty()) object["address"] = caller.address;
  if (!reason.empty()) object["reason"] = reason;
  if (object.empty()) return {};
  return boost::json::serialize(object);
}

}  // namespace berth::live
