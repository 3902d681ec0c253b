#include "actors/store/postgres_lease.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <unistd.h>

namespace berth {
namespace {

std::string random_name() {
  std::random_device device;
  std::string name;
  for (int i = 0; i < 4; ++i) name += std::to_string(device()) + (i < 3 ? "-" : "");
  return name;
}

std::string host_and_process() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {"this host"};
  return std::string(host.data()) + " process " + std::to_string(::getpid());
}

std::string from_now(Duration us) { return "clock_timestamp() + interval '" + std::to_string(us) + " microseconds'"; }

// The update that makes this connection's backend the holder, where `condition` holds.
std::string take_where(const std::string& writer, const std::string& holder, Duration lease_us,
                       const std::string& condition) {
  return "update lease l set epoch = l.epoch + 1, writer = " + writer + ", holder = " + holder +
         ", backend_pid = me.pid, backend_start = me.backend_start, renewed_at = clock_timestamp(), expires_at = " +
         from_now(lease_us) +
         " from (select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()) me"
         " where l.id = 1 and (" +
         condition + ") returning l.epoch";
}

// The holder's backend is gone, and not because the server was restarted. Of other roles' backends only the process is
// shown.
constexpr const char* kBackendGone =
    "(l.renewed_at > pg_postmaster_start_time() and not exists (select from pg_stat_activity a"
    " where a.pid = l.backend_pid and (a.backend_start is null or a.backend_start = l.backend_start)))";

AppendOutcome outcome_of(const SqlOutcome& done) {
  if (!done.ok()) return {done.fault, done.message};
  return done.affected() == 1 ? AppendOutcome{} : PostgresLease::lost();
}

}  // namespace

PostgresLease::PostgresLease(Duration lease_us)
    : lease_us_(lease_us), writer_(random_name()), name_(host_and_process()) {}

AppendOutcome PostgresLease::lost() {
  return {AppendFault::kLostLease, "database: another process has taken over writing"};
}

PostgresLease::Attempt PostgresLease::try_take(PostgresSession& session) {
  Attempt attempt;
  const std::string writer = session.quoted(writer_);
  attempt.outcome =
      session.run(take_where(writer, session.quoted(name_), lease_us_,
                             "l.expires_at <= clock_timestamp() or l.writer = " + writer + " or " + kBackendGone));
  if (!attempt.outcome.ok()) return attempt;
  attempt.granted = attempt.outcome.size() == 1;
  if (attempt.granted) {
    epoch_ = attempt.outcome.unsigned_number(0, 0);
    return attempt;
  }
  const SqlOutcome who =
      session.run("select holder, greatest(0, ceil(extract(epoch from expires_at - clock_timestamp()))) from lease");
  if (who.ok() && who.size() == 1) {
    attempt.holder =
        std::string(who.text(0, 0)) + " (its lease ends in " + std::string(who.text(0, 1)) + " s unless it renews it)";
  }
  return attempt;
}

AppendOutcome PostgresLease::renew(PostgresSession& session, Duration at_least_us) {
  return outcome_of(session.run(
      "update lease set renewed_at = clock_timestamp(), expires_at = " + from_now(std::max(lease_us_, at_least_us)) +
      " where id = 1 and epoch = " + std::to_string(epoch_)));
}

AppendOutcome PostgresLease::take_up_again(PostgresSession& session) {
  const std::string writer = session.quoted(writer_);
  const SqlOutcome taken = session.run(take_where(writer, session.quoted(name_), lease_us_, "l.writer = " + writer));
  const AppendOutcome outcome = outcome_of(taken);
  if (outcome.fault == AppendFault::kNone) epoch_ = taken.unsigned_number(0, 0);
  return outcome;
}

void PostgresLease::release(PostgresSession& session) {
  session.run("update lease set expires_at = '-infinity' where id = 1 and epoch = " + std::to_string(epoch_), kSecond);
}

}  // namespace berth
