// Answers kept with idempotency keys, as documents.
#include "actors/live/kept.hpp"

#include <boost/json.hpp>

namespace berth::live {

std::string kept_document(std::int64_t user_id, const std::string& key, const Service::Kept& kept, Time at) {
  return boost::json::serialize(boost::json::object{{"user_id", user_id},
                                                    {"key", key},
                                                    {"request_hash", kept.request_hash},
                                                    {"rendered", kept.rendered},
                                                    {"at_us", at}});
}

std::optional<KeptEntry> kept_from(std::string_view document) {
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse({document.data(), document.size()}, error);
  if (error || !value.is_object()) return std::nullopt;
  const boost::json::object& object = value.get_object();
  const auto text = [&](const char* name) {
    const boost::json::value* field = object.if_contains(name);
    return field && field->is_string() ? std::string(field->get_string()) : std::string();
  };
  const boost::json::value* user = object.if_contains("user_id");
  return KeptEntry{
      user && user->is_int64() ? user->get_int64() : 0, text("key"), {text("request_hash"), text("rendered")}};
}

}  // namespace berth::live
