#include "api/web/stories.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <boost/json.hpp>

#include "api/web/curves.hpp"
#include "api/web/job_facts.hpp"
#include "api/web/occupations.hpp"
#include "api/web/page_json.hpp"
#include "api/web/waiting.hpp"
#include "api/web/worst_served.hpp"

namespace berth::web {
namespace {

namespace json = boost::json;

// A stretch of waiting: for dependencies, for a first start, or for another one.
struct Wait {
  Time from_us = 0, until_us = 0;
};

// One look at why one job waits.
struct Look {
  Time at_us;
  std::size_t story, wait;
  bool operator<(const Look& other) const {
    return std::tie(at_us, story, wait) < std::tie(other.at_us, other.story, other.wait);
  }
};

struct Story {
  WorstServed served;
  std::vector<Occupation> runs;
  std::vector<Wait> waits;
  std::vector<json::array> reasons;  // by wait: [until, reason] parts
};

json::array named(const Workload& workload, std::vector<JobId> jobs) {
  json::array names;
  std::sort(jobs.begin(), jobs.end());
  for (std::size_t i = 0; i < std::min(jobs.size(), kStoryNames); ++i) {
    names.push_back(json::string(bounded_text(workload.name_of(jobs[i]))));
  }
  return names;
}

std::string nodes_text(const Outcome& outcome, const NodeAssignment& assignment, const Occupation& run) {
  std::int64_t offset = 0;
  for (ClusterId i = 0; i < run.cluster; ++i) offset += outcome.clusters[i].node_count();
  std::vector<NodeRange> ranges;
  each_node_range(outcome, assignment, run, [&](const NodeRange& range, std::uint32_t) {
    if (!ranges.empty() && range.first <= ranges.back().last + 1) {
      ranges.back().last = std::max(ranges.back().last, range.last);
    } else {
      ranges.push_back(range);
    }
  });
  std::string text;
  for (std::size_t i = 0; i < std::min(ranges.size(), kStoryRanges); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(ranges[i].first - offset);
    if (ranges[i].last > ranges[i].first) text += "–" + std::to_string(ranges[i].last - offset);
  }
  if (ranges.size() > kStoryRanges) text += " and " + std::to_string(ranges.size() - kStoryRanges) + " more ranges";
  return text;
}

// Looks spread over all waits by their length, at least one for each.
std::vector<Look> looks_at(const std::vector<Story>& stories) {
  std::vector<Look> looks;
  for (std::size_t story = 0; story < stories.size(); ++story) {
    double all = 0;
    for (const Wait& wait : stories[story].waits) all += static_cast<double>(wait.until_us - wait.from_us);
    for (std::size_t i = 0; i < stories[story].waits.size(); ++i) {
      const Wait& wait = stories[story].waits[i];
      const Duration length = wait.until_us - wait.from_us;
      const auto count = std::max<Duration>(
          1, static_cast<Duration>(static_cast<double>(kStoryLooks) * (static_cast<double>(length) / all)));
      for (Duration k = 0; k < count; ++k) {
        looks.push_back({wait.from_us + length / count * k + length / (2 * count), story, i});
      }
    }
  }
  std::sort(looks.begin(), looks.end());
  return looks;
}

void ask_for_reasons(const Outcome& outcome, std::vector<Story>& stories) {
  struct Seen {
    Time at_us;
    WaitReason reason;
  };
  std::vector<std::vector<std::vector<Seen>>> seen(stories.size());
  for (std::size_t i = 0; i < stories.size(); ++i) seen[i].resize(stories[i].waits.size());
  WaitReasons reasons(*outcome.workload, outcome.clusters, outcome.replay);
  for (const Look& look : looks_at(stories)) {
    reasons.advance(look.at_us);
    const auto reason = reasons.of(stories[look.story].served.job);
    if (reason) seen[look.story][look.wait].push_back({look.at_us, *reason});
  }
  for (std::size_t i = 0; i < stories.size(); ++i) {
    for (std::size_t k = 0; k < seen[i].size(); ++k) {
      json::array& parts = stories[i].reasons.emplace_back();
      const std::vector<Seen>& of = seen[i][k];
      for (std::size_t at = 0; at < of.size(); ++at) {
        if (at + 1 < of.size() && of[at + 1].reason == of[at].reason) continue;
        const Time until =
            at + 1 < of.size() ? of[at].at_us + (of[at + 1].at_us - of[at].at_us) / 2 : stories[i].waits[k].until_us;
        parts.push_back(json::array{number(seconds(until)), key_of(of[at].reason)});
      }
    }
  }
}

// Who took the place of others, by who came and when.
using Ousted = std::map<std::pair<JobId, Time>, std::vector<JobId>>;

json::object run_json(const Outcome& outcome, const NodeAssignment& assignment, const Ousted& ousted,
                      const Occupation& run) {
  const Workload& workload = *outcome.workload;
  json::object entry = {{"cluster", run.cluster},
                        {"from", number(seconds(run.start_us))},
                        {"until", number(seconds(run.end_us))},
                        {"nodes", nodes_text(outcome, assignment, run)}};
  if (const auto found = ousted.find({run.job, run.start_us}); found != ousted.end()) {
    entry["ousted"] = named(workload, found->second);
    entry["ousted_count"] = found->second.size();
  }
  if (!run.interrupted) return entry;
  for (const Stint& stint : outcome.replay.interrupted) {
    if (stint.job != run.job || stint.start_us != run.start_us || stint.end_us != run.end_us) continue;
    entry["interrupted_by"] = stint.by == Interruption::kPreempted  ? "preempted"
                              : stint.by == Interruption::kNodeDown ? "node down"
                                                                    : "closed";
    entry["lost"] = number(seconds(stint.lost_us));
    if (stint.for_job == kNoJob) continue;
    entry["for"] = json::object{{"job", stint.for_job},
                                {"name", bounded_text(workload.name_of(stint.for_job))},
                                {"priority", workload.jobs[stint.for_job].priority}};
  }
  return entry;
}

// The share of all GPUs that jobs held over time.
std::vector<Step> gpus_held(const Outcome& outcome) {
  std::int64_t capacity = 0;
  for (const ClusterSpec& cluster : outcome.clusters) capacity += cluster.capacity().gpu_milli;
  std::vector<std::pair<Time, std::int64_t>> changes;
  for (const Occupation& of : occupations(outcome)) {
    const Job& job = outcome.workload->jobs[of.job];
    const std::int64_t held = job.per_replica.gpu_milli * job.replicas;
    if (held == 0 || of.start_us == of.end_us) continue;
    changes.emplace_back(of.start_us, held);
    changes.emplace_back(of.end_us, -held);
  }
  std::sort(changes.begin(), changes.end());
  std::vector<Step> steps;
  std::int64_t level = 0;
  for (const auto& [at, change] : changes) {
    level += change;
    steps.push_back({at, static_cast<double>(level) / static_cast<double>(capacity)});
  }
  return steps;
}

const char* state_text(JobState state) {
  static constexpr const char* kStates[] = {"waiting", "running", "completed", "killed", "refused"};
  return kStates[static_cast<std::size_t>(state)];
}

void find_waits(const Outcome& outcome, Story& story) {
  const Record& record = outcome.replay.records[story.served.job];
  const auto add = [&](Time from, Time until) {
    if (from < until) story.waits.push_back({from, until});
  };
  add(outcome.workload->jobs[story.served.job].submit_us, record.submit_us);
  if (story.runs.empty()) add(record.submit_us, record.submit_us + story.served.wait_us);
  for (const Occupation& run : story.runs) add(run.waits_since_us, run.start_us);
}

}  // namespace

json::array stories_json(const Outcome& outcome, std::span<const Step> utilization, std::size_t count) {
  const Workload& workload = *outcome.workload;
  std::vector<Story> stories;
  for (const WorstServed& served : worst_served(outcome.replay, utilization, count)) stories.push_back({served});
  if (stories.empty()) return {};

  std::map<JobId, Story*> by_job;
  for (Story& story : stories) by_job[story.served.job] = &story;
  std::map<JobId, std::uint64_t> left_out;
  for (const Occupation& run : occupations(outcome)) {
    const auto found = by_job.find(run.job);
    if (found == by_job.end()) continue;
    // The last one is always told.
    if (found->second->runs.size() == kStoryStretches) {
      ++left_out[run.job];
      found->second->runs.pop_back();
    }
    found->second->runs.push_back(run);
  }
  Ousted ousted;
  for (const Stint& stint : outcome.replay.interrupted) {
    if (by_job.contains(stint.for_job)) ousted[{stint.for_job, stint.end_us}].push_back(stint.job);
  }
  for (Story& story : stories) find_waits(outcome, story);
  ask_for_reasons(outcome, stories);

  const std::vector<Step> gpus = gpus_held(outcome);
  const NodeAssignment assignment = assign_nodes(workload, outcome.clusters, outcome.replay);
  json::array list;
  for (Story& story : stories) {
    const WorstServed& served = story.served;
    const Record& record = outcome.replay.records[served.job];
    json::object entry = job_facts(workload, served.job);
    entry["wait"] = number(seconds(served.wait_us));
    entry["slowdown"] = served.bounded_slowdown > 0 ? number(served.bounded_slowdown) : json::value();
    entry["eligible"] = number(seconds(record.submit_us));
    entry["share_in_use"] = number(served.share_in_use);
    if (workload.jobs[served.job].per_replica.gpu_milli > 0) {
      entry["gpus_in_use"] = number(mean_between(gpus, record.submit_us, record.submit_us + served.wait_us));
    }
    entry["overtaken_by"] = served.overtaken_by;
    entry["started_meanwhile"] = served.started_meanwhile;
    entry["state"] = state_text(record.state);
    std::vector<JobId> on;
    for (const Dependency& dependency : workload.dependencies_of(served.job)) on.push_back(dependency.on);
    if (!on.empty()) {
      entry["depends_on"] = named(workload, on);
      entry["depends_on_count"] = on.size();
    }
    json::array waits, runs;
    for (std::size_t i = 0; i < story.waits.size(); ++i) {
      waits.push_back({{"from", number(seconds(story.waits[i].from_us))},
                       {"until", number(seconds(story.waits[i].until_us))},
                       {"reasons", std::move(story.reasons[i])}});
    }
    for (const Occupation& run : story.runs) runs.push_back(run_json(outcome, assignment, ousted, run));
    entry["waits"] = std::move(waits);
    entry["runs"] = std::move(runs);
    entry["runs_left_out"] = left_out[served.job];
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace berth::web
