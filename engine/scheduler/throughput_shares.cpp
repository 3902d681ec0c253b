#include "engine/scheduler/throughput_shares.hpp"

#include <array>
#include <numeric>

#include "engine/scheduler/linear_program.hpp"

namespace berth {

std::vector<std::vector<double>> throughput_shares(std::span<const ThroughputKind> kinds,
                                                   std::span<const double> machines) {
  std::vector<std::vector<double>> shares(kinds.size(), std::vector<double>(machines.size(), 0));
  const double all_machines = std::accumulate(machines.begin(), machines.end(), 0.0);

  constexpr std::size_t kLeast = 0;  // the variable that stands for the least throughput; then one for each share
  std::size_t variables = 1;
  std::vector<LinearProgram::Terms> needed(machines.size());  // machines of each kind
  LinearProgram::Terms sum;
  std::vector<LinearProgram::Terms> within_one, above_least;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const auto& [count, width, weight, speeds] = kinds[kind];
    double with_equal_shares = 0;
    for (std::size_t on = 0; on < machines.size(); ++on) with_equal_shares += speeds[on] * machines[on] / all_machines;
    if (!(with_equal_shares > 0)) continue;
    LinearProgram::Terms time, throughput{{kLeast, 1}};
    for (std::size_t on = 0; on < machines.size(); ++on) {
      if (!(speeds[on] > 0) || !(machines[on] > 0)) continue;
      const std::size_t share = variables++;
      const double worth = width * speeds[on] / with_equal_shares;
      time.emplace_back(share, 1);
      throughput.emplace_back(share, -worth / weight);
      needed[on].emplace_back(share, count * width / machines[on]);
      sum.emplace_back(share, count * worth);
    }
    within_one.push_back(std::move(time));
    above_least.push_back(std::move(throughput));
  }

  LinearProgram program(variables);
  for (LinearProgram::Terms& terms : needed) {
    if (!terms.empty()) program.at_most(std::move(terms), 1);
  }
  for (LinearProgram::Terms& terms : within_one) program.at_most(std::move(terms), 1);
  for (LinearProgram::Terms& terms : above_least) program.at_most(std::move(terms), 0);
  const std::array<LinearProgram::Terms, 2> objectives{LinearProgram::Terms{{kLeast, 1}}, sum};
  const std::vector<double> values = above_least.empty() ? std::vector<double>{} : program.maximize(objectives);

  std::size_t next = 1;
  for (std::size_t kind = 0; kind < kinds.size() && next < values.size(); ++kind) {
    for (std::size_t on = 0; on < machines.size(); ++on) {
      if (kinds[kind].speeds[on] > 0 && machines[on] > 0) shares[kind][on] = values[next++];
    }
  }
  return shares;
}

}  // namespace berth
