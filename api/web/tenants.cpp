#include "api/web/tenants.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <boost/json.hpp>

#include "api/web/occupations.hpp"
#include "api/web/page_json.hpp"
#include "engine/metrics/dominant_share.hpp"

namespace berth::web {
namespace {

namespace json = boost::json;

using NumberOf = std::int32_t Job::*;

struct Kind {
  std::string_view name;
  NumberOf number = nullptr;
};

Kind kind_of(const Workload& workload) {
  for (const Kind kind : {Kind{"user", &Job::user}, Kind{"group", &Job::group}, Kind{"queue", &Job::queue}}) {
    const auto other = std::find_if(workload.jobs.begin(), workload.jobs.end(), [&](const Job& job) {
      return job.*kind.number != workload.jobs.front().*kind.number;
    });
    if (other != workload.jobs.end()) return kind;
  }
  return {};
}

// A change of what a tenant holds, and of how many of its jobs run or wait.
struct Change {
  Time at_us;
  std::uint32_t tenant;
  Resources held;
  int asking;
};

std::vector<Change> changes_of(const Outcome& outcome, const std::vector<std::uint32_t>& tenant_of,
                               const MeasuredSpan& span) {
  std::vector<Change> changes;
  const std::vector<Record>& records = outcome.replay.records;
  for (JobId id = 0; id < records.size(); ++id) {
    if (records[id].state == JobState::kRefused || records[id].submit_us == kNever) continue;
    changes.push_back({records[id].submit_us, tenant_of[id], {}, 1});
    if (records[id].end_us != kNever) changes.push_back({records[id].end_us, tenant_of[id], {}, -1});
  }
  for (const Occupation& of : occupations(outcome)) {
    const Job& job = outcome.workload->jobs[of.job];
    const Resources held = job.per_replica * job.replicas;
    changes.push_back({of.start_us, tenant_of[of.job], held, 0});
    changes.push_back({of.end_us, tenant_of[of.job], held * -1, 0});
  }
  for (Change& change : changes) change.at_us = std::clamp(change.at_us, span.first_us, span.last_us);
  std::sort(changes.begin(), changes.end(),
            [](const Change& left, const Change& right) { return left.at_us < right.at_us; });
  return changes;
}

// Adds up shares and entitlements of some tenants over equal parts of the time.
class Sums {
 public:
  Sums(const std::vector<std::uint32_t>& drawn, std::size_t tenants, const Resources& capacity,
       const MeasuredSpan& span, std::size_t parts)
      : tenants_(tenants), drawn_(drawn), capacity_(capacity), span_(span), parts_(parts), now_(span.first_us) {
    for (Tenant& tenant : tenants_) tenant.since = now_;
  }

  void take(const Change& change) {
    advance(change.at_us);
    Tenant& tenant = tenants_[change.tenant];
    settle(tenant);
    const bool asked = tenant.asking > 0;
    tenant.held += change.held;
    tenant.asking += change.asking;
    tenant.share = dominant_share(tenant.held, capacity_);
    if (asked != (tenant.asking > 0)) asking_ += asked ? -1 : 1;
  }

  // By drawn tenant, then part.
  void finish(std::vector<std::vector<double>>& shares, std::vector<std::vector<double>>& entitlements) {
    advance(span_.last_us);
    shares = std::move(shares_);
    entitlements = std::move(entitlements_);
  }

 private:
  struct Tenant {
    Resources held;
    std::int64_t asking = 0;
    double share = 0;
    Time since = 0;            // settled until then
    double entitled_then = 0;  // `entitled_` of that instant
    double share_sum = 0, entitled_sum = 0;
  };

  Time end_of(std::size_t part) const {
    if (part + 1 >= parts_) return span_.last_us;
    return span_.first_us + static_cast<Time>(static_cast<double>(span_.length_us()) * static_cast<double>(part + 1) /
                                              static_cast<double>(parts_));
  }

  void settle(Tenant& tenant) {
    tenant.share_sum += tenant.share * seconds(now_ - tenant.since);
    if (tenant.asking > 0) tenant.entitled_sum += entitled_ - tenant.entitled_then;
    tenant.since = now_;
    tenant.entitled_then = entitled_;
  }

  void pass(Time to) {
    if (asking_ > 0) entitled_ += seconds(to - now_) / static_cast<double>(asking_);
    now_ = to;
  }

  void advance(Time to) {
    for (; part_ < parts_ && end_of(part_) <= to; ++part_) {
      const double length = seconds(end_of(part_) - (part_ == 0 ? span_.first_us : end_of(part_ - 1)));
      pass(end_of(part_));
      shares_.resize(drawn_.size());
      entitlements_.resize(drawn_.size());
      for (std::size_t i = 0; i < drawn_.size(); ++i) {
        Tenant& tenant = tenants_[drawn_[i]];
        settle(tenant);
        shares_[i].push_back(length > 0 ? tenant.share_sum / length : 0);
        entitlements_[i].push_back(length > 0 ? tenant.entitled_sum / length : 0);
        tenant.share_sum = tenant.entitled_sum = 0;
      }
    }
    pass(to);
  }

  std::vector<Tenant> tenants_;
  const std::vector<std::uint32_t>& drawn_;
  Resources capacity_;
  MeasuredSpan span_;
  std::size_t parts_, part_ = 0;
  Time now_;
  double entitled_ = 0;  // what a tenant that asks all the time has been entitled to, in seconds of everything
  std::int64_t asking_ = 0;
  std::vector<std::vector<double>> shares_, entitlements_;
};

}  // namespace

Tenants tenants(const Outcome& outcome, const MeasuredSpan& span, std::size_t parts) {
  const Workload& workload = *outcome.workload;
  Tenants result;
  const Kind kind = kind_of(workload);
  if (kind.number == nullptr || span.length_us() <= 0) return result;
  result.kind = kind.name;

  std::vector<std::int32_t> numbers;
  std::vector<std::uint32_t> tenant_of;
  std::unordered_map<std::int32_t, std::uint32_t> by_number;
  for (const Job& job : workload.jobs) {
    const auto [found, is_new] = by_number.try_emplace(job.*kind.number, static_cast<std::uint32_t>(by_number.size()));
    if (is_new) numbers.push_back(found->first);
    tenant_of.push_back(found->second);
  }
  result.count = numbers.size();

  Resources capacity;
  for (const ClusterSpec& cluster : outcome.clusters) capacity += cluster.capacity();
  const std::vector<Change> changes = changes_of(outcome, tenant_of, span);
  std::vector<std::vector<double>> shares, entitlements;
  const auto sum_up = [&](const std::vector<std::uint32_t>& drawn, std::size_t in_parts) {
    Sums sums(drawn, numbers.size(), capacity, span, in_parts);
    for (const Change& change : changes) sums.take(change);
    sums.finish(shares, entitlements);
  };

  std::vector<std::uint32_t> all(numbers.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
  sum_up(all, 1);
  const std::vector<std::vector<double>> means = std::move(shares), entitled = std::move(entitlements);
  std::sort(all.begin(), all.end(), [&](std::uint32_t left, std::uint32_t right) {
    return means[left][0] != means[right][0] ? means[left][0] > means[right][0] : numbers[left] < numbers[right];
  });
  all.resize(std::min(all.size(), kTenantsDrawn));
  sum_up(all, parts);
  for (std::size_t i = 0; i < all.size(); ++i) {
    result.foremost.push_back(
        {numbers[all[i]], means[all[i]][0], entitled[all[i]][0], std::move(shares[i]), std::move(entitlements[i])});
  }
  return result;
}

json::value tenants_json(const Outcome& outcome, const MeasuredSpan& span) {
  const Tenants all = tenants(outcome, span, kTenantParts);
  if (all.kind.empty()) return nullptr;
  const auto shares = [](const std::vector<double>& of) {
    json::array list;
    for (const double value : of) list.push_back(number(std::round(value * 1e4) / 1e4));
    return list;
  };
  json::array list;
  for (const TenantShares& tenant : all.foremost) {
    list.push_back({{"number", tenant.number},
                    {"share", number(tenant.share)},
                    {"entitled", number(tenant.entitled)},
                    {"shares", shares(tenant.shares)},
                    {"entitlements", shares(tenant.entitlements)}});
  }
  return {{"kind", all.kind}, {"count", all.count}, {"parts", kTenantParts}, {"foremost", std::move(list)}};
}

}  // namespace berth::web
