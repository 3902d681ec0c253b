// The API's objects as JSON, fields in the contract's order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/live/service.hpp"

namespace berth::http {

std::string time_text(Time at_us);  // RFC 3339, UTC, microseconds

std::string render(const live::User& user, std::int64_t organization_id);
std::string render(const live::Organization& organization, bool shows_code);
std::string render(const live::Membership& membership, const live::Board& board);
std::string render(const live::Session& session, const std::string& current_key, Time last_seen_us);
std::string render(const live::Reservation& reservation);
std::string render(const live::ClusterShown& shown);
std::string render(const live::ClusterShown& shown, const std::optional<live::ClusterGpus>& measured);
std::string render(const live::Deployment& deployment);
std::string render(const live::Forecast& forecast);
std::string render(const live::Explanation& explanation);
std::string render(const live::ClusterGpus& gpus);
std::string render(const live::QueuesShown::Use& use);
// An event, with what it made of its subject as other answers show it. From where somebody asked is the owner's to see.
enum class Shows : std::uint8_t { kWhatMembersMaySee, kWhatOwnersMaySee };
std::string render(const JournalRecord& record, Shows shows, const live::Board& board);
std::string render_message(std::string_view message);

template <class Range, class Each>
std::string render_list(const Range& range, const Each& each) {
  std::string text = "[";
  for (const auto& one : range) {
    if (text.size() > 1) text += ',';
    text += each(one);
  }
  return text += ']';
}

}  // namespace berth::http
