#include "api/cli/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "api/cli/units.hpp"
#include "api/web/charted_span.hpp"
#include "api/web/curves.hpp"
#include "engine/metrics/gpu_curve.hpp"

namespace berth::cli {
namespace {

constexpr std::size_t kNameWidth = 16;
constexpr std::size_t kSummaryWidth = 26;

enum class Keep : std::uint8_t { kMean, kGreatest };

// The mean of a curve in each of equal parts of the time, or its greatest value.
std::vector<double> parts_of(std::span<const Step> steps, const MeasuredSpan& span, std::size_t parts, Keep keep) {
  std::vector<double> values;
  std::size_t next = 0;
  double level = 0;
  for (std::size_t part = 0; part < parts; ++part) {
    const auto edge = [&](std::size_t at) {
      return span.first_us + static_cast<Time>(static_cast<double>(span.length_us()) * static_cast<double>(at) /
                                               static_cast<double>(parts));
    };
    const Time begin = edge(part), end = edge(part + 1);
    for (; next < steps.size() && steps[next].at_us <= begin; ++next) level = steps[next].value;
    double greatest = level;
    for (; next < steps.size() && steps[next].at_us < end; ++next) {
      level = steps[next].value;
      greatest = std::max(greatest, level);
    }
    values.push_back(keep == Keep::kMean ? web::mean_between(steps, begin, end) : greatest);
  }
  return values;
}

std::string padded(std::string text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string line(std::string name, const std::string& curve, const std::string& summary, const char* colour,
                 bool styled) {
  std::string text = padded(std::move(name), kNameWidth);
  text += styled ? std::string("\x1b[") + colour + "m" + curve + "\x1b[0m" : curve;
  return text + "  " + summary + "\n";
}

}  // namespace

std::string sparkline(std::span<const double> values, double top) {
  static constexpr std::array<const char*, 9> kBlocks = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::string text;
  for (const double value : values) {
    const double part = top > 0 ? std::clamp(value / top, 0.0, 1.0) : 0;
    text += kBlocks[static_cast<std::size_t>(std::ceil(part * 8 - 1e-9))];
  }
  return text;
}

std::string sparklines(const Outcome& outcome, const Terminal& terminal) {
  if (!terminal.is_terminal || !terminal.utf8 || terminal.width < kNarrowestSparklines) return {};
  const web::ChartedSpan charted = web::charted_span({&outcome, 1});
  const MeasuredSpan& span = charted.span;
  if (span.length_us() <= 0) return {};
  const std::size_t width = std::min(kWidestSparkline, terminal.width - kNameWidth - kSummaryWidth - 2);
  const Workload& workload = *outcome.workload;
  std::string text;

  const std::vector<Step> used = utilization_over_time(workload, outcome.clusters, outcome.replay);
  text +=
      line("utilization", sparkline(parts_of(used, span, width, Keep::kMean), 1),
           percent_text(web::mean_between(used, span.first_us, span.last_us)) + " on average", "36", terminal.styled);

  std::vector<Step> allocated;
  double capacity = 0;
  for (const ClusterSpec& cluster : outcome.clusters) capacity += static_cast<double>(cluster.capacity().gpu_milli);
  for (const GpuStep& step : gpu_curve(workload, outcome.clusters, outcome.replay)) {
    allocated.push_back({step.at_us, static_cast<double>(step.allocated) / capacity});
  }
  if (!allocated.empty()) {
    text += line("GPUs allocated", sparkline(parts_of(allocated, span, width, Keep::kMean), 1),
                 percent_text(web::mean_between(allocated, span.first_us, span.last_us)) + " on average", "35",
                 terminal.styled);
  }

  const std::vector<double> waiting = parts_of(queue_length_over_time(outcome.replay), span, width, Keep::kGreatest);
  const double most = *std::max_element(waiting.begin(), waiting.end());
  text += line("waiting jobs", sparkline(waiting, most), count_text(static_cast<std::uint64_t>(most)) + " at most",
               "33", terminal.styled);

  const std::string length = duration_text(seconds(span.length_us()));
  std::string axis =
      padded("", kNameWidth) + "0" + std::string(width - 1 - std::min(width - 1, length.size()), ' ') + length;
  if (charted.cut_from_us > 0) axis += "  of " + duration_text(seconds(charted.cut_from_us - span.first_us));
  return text + axis;
}

}  // namespace berth::cli
