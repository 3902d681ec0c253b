#include "actors/live/cause.hpp"

#include "actors/live/document_text.hpp"

namespace berth::live {

std::string cause_of(const Caller& caller, const std::string& reason) {
  DocumentText cause;
  if (caller.user_id != 0) cause.integer("user_id", caller.user_id);
  if (!caller.address.empty()) cause.text("address", caller.address);
  if (!reason.empty()) cause.text("reason", reason);
  return cause.is_empty() ? std::string() : cause.take();
}

}  // namespace berth::live
