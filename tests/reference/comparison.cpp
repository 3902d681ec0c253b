#include "tests/reference/comparison.hpp"

#include <algorithm>
#include <sstream>

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

// In ascending order, each once, however many replicas it hosts.
std::vector<std::uint32_t> nodes_of(const Replay& replay, JobId job) {
  std::vector<std::uint32_t> nodes;
  if (replay.placements.empty()) return nodes;
  for (const Seat& seat : replay.placements[job]) nodes.push_back(seat.node);
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

std::string text(const std::vector<std::uint32_t>& nodes) {
  std::string text = "nodes";
  for (const std::uint32_t node : nodes) text += " " + std::to_string(node);
  return text;
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
    const auto left_nodes = nodes_of(*engine, job), right_nodes = nodes_of(expected, job);
    if (!right_nodes.empty() && left_nodes != right_nodes) differ(job, text(left_nodes), text(right_nodes));
  }
  if (refused(*engine) != refused(expected)) said += "they refuse different jobs\n";
  return said;
}

std::string explain_difference(const Case& failing) {
  const Case least = shrunk(failing, [](const Case& cut) { return !difference(cut).empty(); });
  return as_code(least) + difference(least);
}

}  // namespace berth::reference
