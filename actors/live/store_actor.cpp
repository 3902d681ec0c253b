#include "actors/live/store_actor.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <thread>

#include "actors/live/catch_up.hpp"
#include "actors/live/kept.hpp"
#include "actors/live/steady_clock.hpp"

namespace berth::live {
namespace {

using std::chrono::milliseconds;

// Beyond this a batch is committed before more is taken: bounds a transaction, and so everybody's wait.
constexpr std::size_t kFoldersInBatch = 2000;
constexpr std::uint64_t kSnapshotStep = 500;
// The snapshot keeps up in steps between commits; in a rush it may fall this far behind before it takes its turn.
constexpr std::uint64_t kSnapshotSlack = 100'000;
constexpr std::uint64_t kSnapshotStepInARush = 1'000;
constexpr auto kTidying = milliseconds(200);
constexpr auto kRetry = milliseconds(50);

}  // namespace

StoreActor::StoreActor(caf::actor_config& config, WiringPtr wiring, std::shared_ptr<Journal> journal,
                       std::unordered_map<std::string, std::uint64_t> ends)
    : caf::event_based_actor(config), wiring_(std::move(wiring)), journal_(std::move(journal)), ends_(std::move(ends)) {
  wiring_->position = journal_->last_position();
  wiring_->epoch = journal_->epoch();
}

void StoreActor::take(FolderPtr folder) {
  const std::int64_t organization = folder->organization_id;
  if (organization == 0 || folder->ticket == 0) {
    pending_.push_back(std::move(folder));
    return;
  }
  Line& line = lines_[organization];
  if (folder->incarnation != line.incarnation) {
    folder->refuse(Fault::kUnavailable, "restarted", "The organization was restarted; try again");
    return;
  }
  line.early.emplace(folder->ticket, std::move(folder));
  for (auto first = line.early.begin(); first != line.early.end() && first->first == line.next_ticket;
       first = line.early.begin()) {
    pending_.push_back(std::move(first->second));
    line.early.erase(first);
    ++line.next_ticket;
  }
}

void StoreActor::keep_answer(Folder& folder) {
  if (!folder.idempotency || std::holds_alternative<Refused>(folder.answer)) return;
  const Idempotency& idempotency = *folder.idempotency;
  Service::Kept kept{idempotency.request_hash, idempotency.render(folder.answer)};
  JournalRecord record;
  record.kind = "idempotency";
  record.key = std::to_string(folder.caller.user_id) + "/" + idempotency.key;
  record.stream = "idempotency/" + record.key;
  record.sequence = 1;
  record.event = "idempotency.kept";
  record.at_us = folder.now;
  record.document = kept_document(folder.caller.user_id, idempotency.key, kept, folder.now);
  folder.records.push_back(std::move(record));
  folder.when_done.push_back([wiring = wiring_, user = folder.caller.user_id, key = idempotency.key,
                              kept = std::move(kept)]() mutable { wiring->keep(user, key, std::move(kept)); });
}

void StoreActor::flush() {
  flush_is_due_ = false;
  if (pending_.empty()) return;
  AppendOutcome outcome;
  if (may_be_behind_ && !catch_up()) outcome = {AppendFault::kUnavailable, "the database does not answer"};
  if (pending_.empty()) return;  // they were decided on what has turned out to be old
  std::vector<JournalRecord> records;
  std::vector<std::uint32_t> sizes;
  if (failing_since_ == kNever) {
    for (const FolderPtr& folder : pending_) keep_answer(*folder);
  }
  for (const FolderPtr& folder : pending_) {
    if (folder->records.empty()) continue;
    sizes.push_back(static_cast<std::uint32_t>(folder->records.size()));
    std::move(folder->records.begin(), folder->records.end(), std::back_inserter(records));
  }
  if (outcome.fault == AppendFault::kNone && !records.empty()) {
    outcome = journal_->append(records, sizes);
  }
  switch (outcome.fault) {
    case AppendFault::kNone: {
      failing_since_ = kNever;
      wiring_->store_sound = true;
      for (const JournalRecord& record : records) remember_end(record);
      publish(records.size());
      // Last, so that who hears of a change finds it done.
      for (const JournalRecord& record : records) wiring_->subscriptions.tell(record);
      return;
    }
    case AppendFault::kUnavailable: {
      const Time now = steady_now();
      if (failing_since_ == kNever) failing_since_ = now;
      wiring_->store_sound = false;
      if (now - failing_since_ < wiring_->settings.store_patience_us && !wiring_->draining) {
        give_back(records);
        flush_is_due_ = true;
        delayed_send(this, kRetry, FlushAtom::value);
        return;
      }
      break;
    }
    case AppendFault::kLostLease:
      wiring_->lost_lease = true;
      break;
    case AppendFault::kRefused:
    case AppendFault::kConflict:
      break;
  }
  fail(outcome);
}

// Only an organization's actors ask for theirs, when they begin anew.
void StoreActor::remember_end(const JournalRecord& record) {
  if (record.organization != 0) ends_[record.stream] = record.sequence;
}

// The records of a batch to the folders they are of.
void StoreActor::give_back(std::vector<JournalRecord>& records) {
  auto next = records.begin();
  for (const FolderPtr& folder : pending_) {
    for (JournalRecord& record : folder->records) record = std::move(*next++);
  }
}

// Behind all that has queued by now, which comes along. More is not waited for: while a commit is on its way the next
// batch gathers, and those whom the last one answered ask again meanwhile.
void StoreActor::flush_soon() {
  if (flush_is_due_ || pending_.empty()) return;
  flush_is_due_ = true;
  send(this, FlushAtom::value);
}

void StoreActor::publish(std::size_t records) {
  std::vector<FolderPtr> committed = std::move(pending_);
  pending_.clear();
  ++wiring_->commits;
  wiring_->committed_commands += committed.size();
  wiring_->position = journal_->last_position();
  behind_ += records;
  const auto answer = [&] {
    for (const FolderPtr& folder : committed) {
      wiring_->board.publish(std::move(folder->publications));
      for (const auto& then : folder->when_done) then();
      folder->when_failed.clear();
      folder->reply(std::move(folder->answer));
    }
  };
  if (wiring_->settings.answering) {
    wiring_->settings.answering(answer);
  } else {
    answer();
  }
  wiring_->store_queue = 0;
}

void StoreActor::fail(const AppendOutcome& outcome) {
  failing_since_ = kNever;
  may_be_behind_ = true;
  wiring_->store_sound = false;
  wiring_->say("the store did not take a write: " + outcome.message);
  std::vector<FolderPtr> failed = std::move(pending_);
  pending_.clear();
  std::map<std::int64_t, bool> touched;
  for (const FolderPtr& folder : failed) {
    if (folder->organization_id != 0) touched[folder->organization_id] = true;
    folder->refuse(Fault::kUnavailable, "store_unavailable",
                   "The store does not take writes for the moment; nothing was changed");
  }
  for (const auto& [organization, yes] : touched) close(organization, outcome.message);
}

bool StoreActor::catch_up() {
  std::map<std::int64_t, bool> touched;
  for (;;) {
    Result<std::vector<JournalRecord>> records = journal_->read(0, wiring_->position, kSnapshotStep);
    if (!records) return false;
    if (records->empty()) break;
    for (const JournalRecord& record : *records) {
      remember_end(record);
      wiring_->position = record.position;
      wiring_->board.publish(publications_of(record));
      wiring_->subscriptions.tell(record);
      if (record.organization != 0) touched[record.organization] = true;
    }
  }
  may_be_behind_ = false;
  for (const auto& [organization, yes] : touched) {
    wiring_->board.publish(used_in(wiring_->board, organization));
    close(organization, "the store had taken a write whose answer was lost");
  }
  return true;
}

void StoreActor::close(std::int64_t organization_id, const std::string& why) {
  Line& line = lines_[organization_id];
  for (auto& [ticket, folder] : line.early) {
    folder->refuse(Fault::kUnavailable, "restarted", "The organization was restarted; try again");
  }
  line.early.clear();
  std::erase_if(pending_, [&](const FolderPtr& folder) {
    if (folder->organization_id != organization_id) return false;
    folder->refuse(Fault::kUnavailable, "restarted", "The organization was restarted; try again");
    return true;
  });
  ++line.incarnation;
  line.next_ticket = 1;
  // Gone for those who look it up from now on; what is on its way to the old actors comes back refused.
  const OrganizationActors old = wiring_->remove(organization_id);
  caf::anon_send_exit(old.organization, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(old.scheduler, caf::exit_reason::user_shutdown);
  send(wiring_->supervisor, ReloadAtom::value, organization_id, line.incarnation,
       ends_[organization_stream(organization_id)], ends_[scheduler_stream(organization_id)], why);
}

void StoreActor::tidy() {
  delayed_send(this, kTidying, TidyAtom::value);
  if (behind_ == 0 || !pending_.empty()) return;
  const Result<std::uint64_t> behind = journal_->advance_snapshot(kSnapshotStep);
  if (behind) behind_ = *behind;
}

void StoreActor::renew_lease_later() {
  delayed_send(this, std::chrono::microseconds(wiring_->settings.lease_renewal_us), LeaseAtom::value);
}

caf::behavior StoreActor::make_behavior() {
  send(this, LeaseAtom::value);  // loading may have taken it for longer than is good from now on
  delayed_send(this, kTidying, TidyAtom::value);
  return {
      [this](CommitAtom, FolderPtr& folder) {
        take(std::move(folder));
        wiring_->store_queue = pending_.size();
        if (pending_.size() >= kFoldersInBatch && failing_since_ == kNever) {
          flush();
        } else {
          flush_soon();
        }
      },
      [this](FlushAtom) {
        flush();
        if (behind_ > kSnapshotSlack) {
          if (const Result<std::uint64_t> behind = journal_->advance_snapshot(kSnapshotStepInARush)) {
            behind_ = *behind;
          }
        }
      },
      // A cluster could not commit what its scheduler decided, or an actor failed.
      [this](DeclineAtom, FolderPtr& folder) {
        ++wiring_->declined;
        const std::int64_t organization = folder->organization_id;
        const bool is_current = folder->incarnation == lines_[organization].incarnation;
        folder->refuse(Fault::kUnavailable, "declined", "The cluster has moved on; try again");
        if (is_current) close(organization, "a cluster declined an award");
      },
      [this](DeclineAtom, std::int64_t organization, std::uint64_t incarnation) {
        if (lines_[organization].incarnation == incarnation) close(organization, "one of its actors failed");
      },
      [this](LeaseAtom) {
        renew_lease_later();
        const AppendOutcome outcome = journal_->renew_lease();
        if (outcome.fault == AppendFault::kLostLease) {
          wiring_->lost_lease = true;
          wiring_->store_sound = false;
          wiring_->say("another server has taken over: " + outcome.message);
        }
      },
      [this](TidyAtom) { tidy(); },
      [this](EventsAtom, std::shared_ptr<std::promise<Result<std::vector<JournalRecord>>>>& promise,
             std::int64_t organization, std::uint64_t after,
             std::uint64_t limit) { promise->set_value(journal_->read(organization, after, limit)); },
      [this](DrainAtom, std::shared_ptr<std::promise<void>>& drained) {
        while (!pending_.empty()) {
          flush();
          if (!pending_.empty()) std::this_thread::sleep_for(kRetry);
        }
        while (behind_ > 0) {
          const Result<std::uint64_t> behind = journal_->advance_snapshot(kSnapshotSlack);
          if (!behind || *behind >= behind_) break;
          behind_ = *behind;
        }
        drained->set_value();
        quit();
      },
  };
}

}  // namespace berth::live
