// What a record of the journal publishes, for records that were committed without this server knowing: the connection
// broke on the answer, and was away for longer than anybody waited.
#pragma once

#include <vector>

#include "actors/live/board.hpp"
#include "actors/store/journal.hpp"

namespace berth::live {

std::vector<Publication> publications_of(const JournalRecord& record);

// What every cluster of an organization has in use, by its running deployments.
std::vector<Publication> used_in(const Board& board, std::int64_t organization_id);

}  // namespace berth::live
