#include "api/web/heat_map.hpp"

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

#include "api/web/occupations.hpp"
#include "api/web/page_json.hpp"

namespace berth::web {
namespace {

namespace json = boost::json;

constexpr std::size_t kFewestColumns = 60;
constexpr std::size_t kUsualColumns = 480;
constexpr std::size_t kMostColumns = 1920;     // on machines of few nodes
constexpr std::size_t kWantedCells = 400'000;  // of a map

std::int64_t amount(const Resources& of, Resource resource) {
  switch (resource) {
    case Resource::kCpu:
      return of.cpu_milli;
    case Resource::kMemory:
      return of.memory_mib;
    case Resource::kGpu:
      break;
  }
  return of.gpu_milli;
}

const char* name_of(Resource resource) {
  static constexpr const char* kNames[] = {"cpu", "memory", "gpu"};
  return kNames[static_cast<std::size_t>(resource)];
}

// Sums of what rectangles of rows × time add to each cell, at a constant cost for each rectangle: differences from cell
// to cell along both axes are kept, and added up at the end.
class Coverage {
 public:
  Coverage(std::size_t rows, std::size_t columns) : columns_(columns), stride_(columns + 2) {
    differences_.resize((rows + 2) * stride_, 0);
  }

  // `amount` from row `row` on, between two instants in units of columns. REQUIRES: 0 ≤ from ≤ until ≤ columns.
  void add(std::size_t row, double from, double until, double amount) {
    double* const line = differences_.data() + row * stride_;
    put(line, from, amount);
    put(line, until, -amount);
  }

  template <class Visit>
  void each_row(std::size_t rows, Visit&& visit) {
    std::vector<double> sums(columns_, 0);
    for (std::size_t row = 0; row < rows; ++row) {
      double along = 0;
      for (std::size_t column = 0; column < columns_; ++column) {
        along += differences_[row * stride_ + column];
        sums[column] += along;
      }
      visit(row, sums);
    }
  }

 private:
  // What begins at `at` covers the rest of that cell, and all of those after it.
  static void put(double* line, double at, double amount) {
    const double cell = std::floor(at);
    const double rest = 1 - (at - cell);
    line[static_cast<std::size_t>(cell)] += amount * rest;
    line[static_cast<std::size_t>(cell) + 1] += amount * (1 - rest);
  }

  std::size_t columns_, stride_;
  std::vector<double> differences_;
};

// The rows of a map, by what their nodes have.
struct Rows {
  std::size_t nodes_per_row = 1;
  std::vector<double> capacity;
};

Rows rows_of(const Outcome& outcome, Resource resource) {
  std::size_t nodes = 0;
  for (const ClusterSpec& cluster : outcome.clusters) nodes += static_cast<std::size_t>(cluster.node_count());
  Rows rows;
  if (nodes > kNodesWithRows) rows.nodes_per_row = (nodes + kNodesWithRows / 2 - 1) / (kNodesWithRows / 2);
  rows.capacity.resize((nodes + rows.nodes_per_row - 1) / rows.nodes_per_row, 0);
  std::size_t node = 0;
  for (const ClusterSpec& cluster : outcome.clusters) {
    for (const NodeGroup& group : cluster.groups) {
      const auto each = static_cast<double>(amount(group.per_node, resource));
      for (auto left = static_cast<std::size_t>(group.count); left > 0;) {
        const std::size_t row = node / rows.nodes_per_row;
        const std::size_t taken = std::min(left, (row + 1) * rows.nodes_per_row - node);
        rows.capacity[row] += each * static_cast<double>(taken);
        node += taken;
        left -= taken;
      }
    }
  }
  return rows;
}

// Who ran where, found once for all maps of an outcome.
struct Ran {
  explicit Ran(const Outcome& of)
      : outcome(of), assignment(assign_nodes(*of.workload, of.clusters, of.replay)), stretches(occupations(of)) {
    for (const Grown& grown : of.replay.grown) {
      stretches.push_back({grown.job, grown.cluster, 0, grown.from_us, grown.until_us, false, &grown.nodes});
    }
  }

  const Outcome& outcome;
  NodeAssignment assignment;
  std::vector<Occupation> stretches;
};

HeatMap draw(const Ran& ran, Resource resource, const MeasuredSpan& span, std::size_t columns) {
  const Outcome& outcome = ran.outcome;
  const Rows rows = rows_of(outcome, resource);
  HeatMap map{rows.capacity.size(), columns, rows.nodes_per_row, {}};
  Coverage coverage(map.rows, columns);
  const double per_us = static_cast<double>(columns) / static_cast<double>(std::max<Duration>(1, span.length_us()));
  const auto column_at = [&](Time at) {
    return static_cast<double>(std::clamp(at, span.first_us, span.last_us) - span.first_us) * per_us;
  };
  for (const Occupation& of : ran.stretches) {
    const std::int64_t one = amount(outcome.workload->jobs[of.job].per_replica, resource);
    const double from = column_at(of.start_us), until = column_at(of.end_us);
    if (one == 0 || from == until) continue;
    each_node_range(outcome, ran.assignment, of, [&](const NodeRange& range, std::uint32_t replicas) {
      const double each = static_cast<double>(one) * replicas;
      const std::size_t per_row = rows.nodes_per_row, first = range.first / per_row, last = range.last / per_row;
      if (first == last) {
        const double amount_in = each * (range.last - range.first + 1.0);
        coverage.add(first, from, until, amount_in);
        coverage.add(first + 1, from, until, -amount_in);
        return;
      }
      const double full = each * static_cast<double>(per_row);
      const double in_first = each * static_cast<double>((first + 1) * per_row - range.first);
      const double in_last = each * static_cast<double>(range.last - last * per_row + 1);
      coverage.add(first, from, until, in_first);
      coverage.add(first + 1, from, until, full - in_first);
      coverage.add(last, from, until, in_last - full);
      coverage.add(last + 1, from, until, -in_last);
    });
  }
  map.cells.reserve(map.rows * columns);
  coverage.each_row(map.rows, [&](std::size_t row, const std::vector<double>& sums) {
    for (const double sum : sums) {
      const double share = rows.capacity[row] > 0 ? std::clamp(sum / rows.capacity[row], 0.0, 1.0) : -1;
      map.cells.push_back(share < 0 ? HeatMap::kNone : static_cast<std::uint8_t>(share * HeatMap::kFull + 0.5));
    }
  });
  return map;
}

}  // namespace

HeatMap heat_map(const Outcome& outcome, Resource resource, const MeasuredSpan& span, std::size_t columns) {
  return draw(Ran(outcome), resource, span, columns);
}

std::vector<std::uint8_t> run_lengths(std::span<const std::uint8_t> cells) {
  std::vector<std::uint8_t> pairs;
  for (std::size_t i = 0; i < cells.size();) {
    std::size_t alike = 0;
    while (alike < 255 && i + alike + 1 < cells.size() && cells[i + alike + 1] == cells[i]) ++alike;
    pairs.push_back(cells[i]);
    pairs.push_back(static_cast<std::uint8_t>(alike));
    i += alike + 1;
  }
  return pairs;
}

std::vector<Resource> resources_shown(std::span<const Outcome> outcomes) {
  Resources has, asked;
  for (const Outcome& outcome : outcomes) {
    for (const ClusterSpec& cluster : outcome.clusters) has += cluster.capacity();
    for (const Job& job : outcome.workload->jobs) {
      asked.memory_mib = std::max(asked.memory_mib, job.per_replica.memory_mib);
      asked.gpu_milli = std::max(asked.gpu_milli, job.per_replica.gpu_milli);
    }
  }
  std::vector<Resource> shown;
  if (has.gpu_milli > 0 && asked.gpu_milli > 0) shown.push_back(Resource::kGpu);
  shown.push_back(Resource::kCpu);
  if (has.memory_mib > 0 && asked.memory_mib > 0) shown.push_back(Resource::kMemory);
  return shown;
}

std::vector<json::object> heat_maps_json(std::span<const Outcome> outcomes, const MeasuredSpan& span, std::size_t bytes,
                                         ColumnStore& columns) {
  const std::vector<Resource> resources = resources_shown(outcomes);
  struct Encoded {
    std::vector<std::uint8_t> bytes;
    bool runs;
  };
  std::size_t rows = 1;
  for (const Outcome& outcome : outcomes) rows = std::max(rows, rows_of(outcome, Resource::kCpu).capacity.size());
  std::size_t most = kUsualColumns;
  while (most < kMostColumns && most * 2 * rows <= kWantedCells) most *= 2;

  std::vector<json::object> heads;
  std::vector<Encoded> all;
  for (std::size_t count = most; count >= kFewestColumns; count /= 2) {
    heads.clear();
    all.clear();
    std::size_t sum = 0;
    for (const Outcome& outcome : outcomes) {
      const Ran ran(outcome);
      for (const Resource resource : resources) {
        HeatMap map = draw(ran, resource, span, count);
        std::vector<std::uint8_t> runs = run_lengths(map.cells);
        const bool shorter = runs.size() < map.cells.size();
        all.push_back({shorter ? std::move(runs) : std::move(map.cells), shorter});
        sum += all.back().bytes.size();
        if (resource == resources.front()) {
          heads.push_back({{"rows", map.rows}, {"columns", count}, {"nodes_per_row", map.nodes_per_row}});
        }
      }
      if (sum > bytes && count > kFewestColumns) break;
    }
    if (sum <= bytes) break;
  }
  for (std::size_t i = 0; i < heads.size(); ++i) {
    json::object maps;
    for (std::size_t k = 0; k < resources.size(); ++k) {
      const Encoded& encoded = all[i * resources.size() + k];
      maps[name_of(resources[k])] = {{"runs", encoded.runs},
                                     {"cells", columns.add({encoded.bytes.begin(), encoded.bytes.end()})}};
    }
    heads[i]["maps"] = std::move(maps);
  }
  return heads;
}

}  // namespace berth::web
