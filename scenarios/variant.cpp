#include "scenarios/variant.hpp"

#include <algorithm>
#include <limits>

namespace berth {
namespace {

constexpr std::uint32_t kGone = std::numeric_limits<std::uint32_t>::max();

// Gives nodes their new numbers, by old number; what befell those that are gone goes with them.
void renumber(const std::vector<std::uint32_t>& number, ClusterSpec& cluster) {
  for (Outage& outage : cluster.outages) outage.node = number[outage.node];
  std::erase_if(cluster.outages, [](const Outage& outage) { return outage.node == kGone; });
  join_outages(cluster.outages);
  for (Closure& closure : cluster.closures) {
    for (std::uint32_t& node : closure.nodes) node = number[node];
    std::erase(closure.nodes, kGone);
  }
  std::erase_if(cluster.closures, [](const Closure& closure) { return closure.nodes.empty(); });
  for (NodeGroup& group : cluster.groups) {
    if (group.autoscaling) group.autoscaling->least = std::min(group.autoscaling->least, group.count);
  }
}

void remove(const std::vector<std::uint32_t>& gone, ClusterSpec& cluster) {
  std::vector<std::uint32_t> number(static_cast<std::size_t>(cluster.node_count()));
  for (const std::uint32_t node : gone) number[node] = kGone;
  std::uint32_t node = 0, left = 0;
  for (NodeGroup& group : cluster.groups) {
    for (std::int64_t i = group.count; i > 0; --i, ++node) {
      if (number[node] == kGone) {
        --group.count;
      } else {
        number[node] = left++;
      }
    }
  }
  renumber(number, cluster);
}

// Gives groups other counts, the highest numbers of a group coming or going.
void resize(const std::vector<std::int64_t>& counts, ClusterSpec& cluster) {
  std::vector<std::uint32_t> number;
  std::uint32_t first = 0;
  for (std::size_t group = 0; group < counts.size(); ++group) {
    for (std::int64_t i = 0; i < cluster.groups[group].count; ++i) {
      number.push_back(i < counts[group] ? first + static_cast<std::uint32_t>(i) : kGone);
    }
    first += static_cast<std::uint32_t>(counts[group]);
    cluster.groups[group].count = counts[group];
  }
  renumber(number, cluster);
}

std::vector<std::int64_t> counts_of(const ClusterSpec& cluster) {
  std::vector<std::int64_t> counts;
  for (const NodeGroup& group : cluster.groups) counts.push_back(group.count);
  return counts;
}

Result<void> check_count(const std::vector<std::int64_t>& counts, const Variant& variant) {
  std::int64_t nodes = 0;
  for (const std::int64_t count : counts) {
    if (count > kCountLimit || (nodes += count) > kCountLimit) {
      return Error::input(variant.place, "makes more than " + std::to_string(kCountLimit) + " nodes");
    }
  }
  return {};
}

Result<void> remove_all(const Variant& variant, std::vector<ClusterSpec>& clusters) {
  // All are named by what there was, then go at once.
  std::vector<std::vector<std::uint32_t>> gone(clusters.size());
  for (const NodeChoice& choice : variant.remove) {
    const Result<ChosenNodes> chosen = choose_nodes(clusters, choice);
    if (!chosen) return chosen.error();
    std::vector<std::uint32_t>& of = gone[chosen->cluster];
    of.insert(of.end(), chosen->nodes.begin(), chosen->nodes.end());
  }
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (!gone[i].empty()) remove(gone[i], clusters[i]);
  }
  return {};
}

Result<void> add(const Addition& addition, const Variant& variant, std::vector<ClusterSpec>& clusters) {
  const Result<ClusterId> number = find_cluster(clusters, addition.cluster, addition.place);
  if (!number) return number.error();
  ClusterSpec& cluster = clusters[*number];
  if (addition.fresh) {
    cluster.groups.push_back(*addition.fresh);
    return check_count(counts_of(cluster), variant);
  }
  std::size_t group = cluster.groups.size() - 1;
  if (!addition.group.empty()) {
    const auto found = std::find_if(cluster.groups.begin(), cluster.groups.end(),
                                    [&](const NodeGroup& one) { return one.name == addition.group; });
    if (found == cluster.groups.end()) {
      return Error::input(addition.place,
                          "adds to the group \"" + addition.group + "\", which cluster " + cluster.name + " has not");
    }
    group = static_cast<std::size_t>(found - cluster.groups.begin());
  }
  std::vector<std::int64_t> counts = counts_of(cluster);
  counts[group] += addition.count;
  if (Result<void> fine = check_count(counts, variant); !fine) return fine;
  resize(counts, cluster);
  return {};
}

}  // namespace

Result<std::vector<ClusterSpec>> varied(std::vector<ClusterSpec> clusters, const Variant& variant) {
  if (Result<void> removed = remove_all(variant, clusters); !removed) return removed.error();
  if (variant.scale_milli != 1000) {
    for (ClusterSpec& cluster : clusters) {
      std::vector<std::int64_t> counts = counts_of(cluster);
      for (std::int64_t& count : counts) count = (count * variant.scale_milli + 500) / 1000;
      if (Result<void> fine = check_count(counts, variant); !fine) return fine.error();
      resize(counts, cluster);
    }
  }
  for (const Addition& addition : variant.add) {
    if (Result<void> added = add(addition, variant, clusters); !added) return added.error();
  }
  for (const ClusterSpec& cluster : clusters) {
    if (cluster.node_count() > 0) continue;
    return Error::input(variant.place, "leaves cluster " + cluster.name + " without nodes");
  }
  return clusters;
}

Result<Variant> parse_variant(const std::string& text) {
  const auto wrong = [&] {
    return Error::input(
        "--variant " + text,
        "is no variant; say +20 or -20, where there are several groups +20:GROUP or -20:GROUP, x1.5, or "
        "-rack:3");
  };
  Variant variant;
  variant.name = text;
  variant.place = "--variant " + text;
  if (text.size() < 2 || text.size() > 200) return wrong();
  const std::size_t colon = text.find(':');
  const std::string amount = text.substr(1, colon == std::string::npos ? colon : colon - 1);
  const std::string what = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (colon != std::string::npos && what.empty()) return wrong();
  const auto whole = [](const std::string& digits) -> std::int64_t {
    if (digits.empty() || digits.size() > 9) return 0;
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) return 0;
    return std::stoll(digits);
  };
  if (text.front() == 'x') {
    const std::size_t point = amount.find('.');
    std::string decimals = point == std::string::npos ? "" : amount.substr(point + 1);
    if (colon != std::string::npos || decimals.size() > 3 || (point != std::string::npos && decimals.empty())) {
      return wrong();
    }
    decimals.resize(3, '0');
    variant.scale_milli = whole(amount.substr(0, point) + decimals);
    if (variant.scale_milli < 1 || variant.scale_milli > kScaleMilliLimit) return wrong();
    return variant;
  }
  if (text.starts_with("-rack:")) {
    NodeChoice choice;
    choice.place = variant.place;
    if (whole(what) > 0) {
      choice.rack_number = whole(what);
    } else {
      choice.rack = what;
    }
    variant.remove.push_back(std::move(choice));
    return variant;
  }
  const std::int64_t count = whole(amount);
  if (count < 1 || (text.front() != '+' && text.front() != '-')) return wrong();
  if (text.front() == '+') {
    variant.add.push_back({.cluster = {}, .group = what, .count = count, .fresh = {}, .place = variant.place});
  } else {
    NodeChoice choice;
    choice.group = what;
    choice.last = count;
    choice.place = variant.place;
    variant.remove.push_back(std::move(choice));
  }
  return variant;
}

}  // namespace berth
