// How much of each node was in use over time, as a picture of bounded size: a row for each node, or for some next to
// each other where there are many, a column for each of equal parts of time; a cell is the exact mean over its nodes
// and its time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

#include "api/web/column_store.hpp"
#include "engine/metrics/span.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

enum class Resource : std::uint8_t { kCpu, kMemory, kGpu };

struct HeatMap {
  static constexpr std::uint8_t kFull = 200;  // a cell of use u is round(200 u)
  static constexpr std::uint8_t kNone = 255;  // nodes that have none of the resource

  std::size_t rows = 0, columns = 0, nodes_per_row = 1;
  std::vector<std::uint8_t> cells;  // row by row
};

// Nodes up to this number have a row each; more of them share about half as many.
inline constexpr std::size_t kNodesWithRows = 2'000;

HeatMap heat_map(const Outcome& outcome, Resource resource, const MeasuredSpan& span, std::size_t columns);

// Cells as pairs of bytes: a value, and how many more cells after it are alike (0 to 255).
std::vector<std::uint8_t> run_lengths(std::span<const std::uint8_t> cells);

// What the machines have and any job asked for, GPUs first, CPU always.
std::vector<Resource> resources_shown(std::span<const Outcome> outcomes);

// Of all outcomes, within `bytes` together before base64, in fewer columns where they would take more; by outcome
// {rows, nodes_per_row, maps: {gpu: …, cpu: …}}. Cells are added to `columns`.
std::vector<boost::json::object> heat_maps_json(std::span<const Outcome> outcomes, const MeasuredSpan& span,
                                                std::size_t bytes, ColumnStore& columns);

}  // namespace berth::web
