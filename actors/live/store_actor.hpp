// The store: the only one who writes the journal. It takes whatever has queued, commits it in one transaction,
// publishes it on the board, and answers. A detached actor: it blocks on the database, so it has a thread of its own.
//
// What an organization decided is committed in the order it was decided in (by ticket); a folder that arrives early
// waits. When a commit fails for good nothing of it is published, its askers are told, and the organizations it
// touched are closed until the supervisor has started them anew from what is committed.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "actors/live/wiring.hpp"

namespace berth::live {

class StoreActor final : public caf::event_based_actor {
 public:
  // `ends`: where every organization's streams end.
  StoreActor(caf::actor_config& config, WiringPtr wiring, std::shared_ptr<Journal> journal,
             std::unordered_map<std::string, std::uint64_t> ends);
  caf::behavior make_behavior() override;
  const char* name() const override { return "store"; }

 private:
  struct Line {  // an organization's folders
    std::uint64_t incarnation = 1;
    std::uint64_t next_ticket = 1;
    std::map<std::uint64_t, FolderPtr> early;
  };

  void take(FolderPtr folder);
  void flush();
  void flush_soon();
  void give_back(std::vector<JournalRecord>& records);
  void remember_end(const JournalRecord& record);
  void publish(std::size_t records);
  void keep_answer(Folder& folder);
  void fail(const AppendOutcome& outcome);
  // After a failure: publishes what was committed all the same. False while the store is away.
  bool catch_up();
  void close(std::int64_t organization_id, const std::string& why);
  void tidy();
  void renew_lease_later();

  WiringPtr wiring_;
  std::shared_ptr<Journal> journal_;
  std::unordered_map<std::string, std::uint64_t> ends_;
  std::unordered_map<std::int64_t, Line> lines_;
  std::vector<FolderPtr> pending_;
  bool flush_is_due_ = false;
  Time failing_since_ = kNever;
  bool may_be_behind_ = false;  // the last failure left open what was committed
  std::uint64_t behind_ = 0;    // records the snapshot lacks
};

}  // namespace berth::live
