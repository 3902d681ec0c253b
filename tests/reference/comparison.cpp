#include "tests/reference/comparison.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include "engine/simulation/setup.hpp"
#include "tests/reference/reference.hpp"
#include "tests/reference/shrink.hpp"

namespace berth::reference {
namespace {

std::string text(const Record& record) {
  constexpr const char* kStates[] = {"waiting", "running", "completed", "killed", "refused"};
  std::ostringstream out;
  const auto instant = [&](const char* what, Time at) {
    out << what;
    if (at == kNever) out << "never";
    if (at != kNever) out << seconds(at);
  };
  instant("eligible ", record.submit_us);
  instant(", start ", record.start_us);
  instant(", end ", record.end_us);
  out << ", " << kStates[static_cast<std::size_t>(record.state)];
  if (record.cluster != kNoCluster) out << " on cluster " << record.cluster;
  return out.str();
}

Placement seats_of(const Replay& replay, JobId job) {
  return replay.placements.empty() ? Placement{} : replay.placements[job];
}

// Replicas × node, and the GPU of a share.
std::string text(const Placement& seats) {
  std::string text = "on";
  for (const Seat& seat : seats) {
    text += " " + std::to_string(seat.replicas) + "×" + std::to_string(seat.node);
    if (seat.slot != Seat::kNoSlot) text += "." + std::to_string(seat.slot);
  }
  return text;
}

std::string text(const Workload& work, const std::tuple<Time, JobId, Time, Duration>& stint) {
  const auto& [end, job, start, lost] = stint;
  std::ostringstream out;
  out << "  job " << work.jobs[job].number << " from " << seconds(start) << " to " << seconds(end) << ", lost "
      << seconds(lost) << "\n";
  return out.str();
}

std::vector<JobId> refused(const Replay& replay) {
  std::vector<JobId> jobs;
  for (const Refusal& refusal : replay.refusals) jobs.push_back(refusal.job);
  std::sort(jobs.begin(), jobs.end());
  return jobs;
}

}  // namespace

std::string difference(const Case& one) {
  const Workload work = one.workload();
  const auto engine = berth::replay(work, one.clusters, one.policy(), one.options());
  if (!engine.ok()) return "the engine says: " + engine.error().text() + "\n";
  const Replay expected = reference::replay(work, one.clusters, one.policy(), one.options());
  std::string said;
  const auto differ = [&](JobId job, const std::string& left, const std::string& right) {
    const std::string name = "job " + std::to_string(work.jobs[job].number);
    said += name + "  engine     " + left + "\n" + std::string(name.size(), ' ') + "  reference  " + right + "\n";
  };
  for (JobId job = 0; job < work.jobs.size(); ++job) {
    const Record &left = engine->records[job], &right = expected.records[job];
    if (left != right) differ(job, text(left), text(right));
    const Placement left_seats = seats_of(*engine, job), right_seats = seats_of(expected, job);
    if (!right_seats.empty() && left_seats != right_seats) differ(job, text(left_seats), text(right_seats));
  }
  const auto stints = [](const Replay& replay) {
    std::vector<std::tuple<Time, JobId, Time, Duration>> all;
    for (const Stint& stint : replay.interrupted) {
      all.emplace_back(stint.end_us, stint.job, stint.start_us, stint.lost_us);
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  if (stints(*engine) != stints(expected)) {
    said += "interrupted, engine:\n";
    for (const auto& stint : stints(*engine)) said += text(work, stint);
    said += "interrupted, reference:\n";
    for (const auto& stint : stints(expected)) said += text(work, stint);
  }
  const auto powered = [](const Replay& replay) {
    std::vector<std::tuple<Time, ClusterId, std::uint32_t, Time, Time>> all;
    for (const Powered& on : replay.powered) {
      all.emplace_back(on.from_us, on.cluster, on.node, on.ready_us, on.until_us);
    }
    std::sort(all.begin(), all.end());
    return all;
  };
  if (powered(*engine) != powered(expected)) {
    for (const auto* replay : {&*engine, &expected}) {
      said += replay == &expected ? "on, reference:\n" : "on, engine:\n";
      for (const auto& [from, cluster, node, ready, until] : powered(*replay)) {
        std::ostringstream out;
        out << "  node " << node << " of cluster " << cluster << " from " << seconds(from) << " to " << seconds(until);
        said += out.str() + "\n";
      }
    }
  }
  const auto grown = [](const Replay& replay) {
    std::vector<std::tuple<JobId, Time, Time, Placement>> all;
    for (const Grown& more : replay.grown) all.emplace_back(more.job, more.from_us, more.until_us, more.nodes);
    std::sort(all.begin(), all.end());
    return all;
  };
  if (grown(*engine) != grown(expected)) said += "other jobs have extra replicas, or elsewhere\n";
  if (refused(*engine) != refused(expected)) said += "they refuse different jobs\n";
  return said;
}

static bool taken(const Case& one) { return check_setup(one.workload(), one.clusters, one.policy()).ok(); }

std::string explain_difference(const Case& failing) {
  // A cut that the engine does not take says nothing, unless that was what is wrong.
  const bool is_taken = taken(failing);
  const Case least =
      shrunk(failing, [&](const Case& cut) { return taken(cut) == is_taken && !difference(cut).empty(); });
  return as_code(least) + difference(least);
}

}  // namespace berth::reference
