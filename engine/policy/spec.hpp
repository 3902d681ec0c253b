// A policy is four independent choices, written order=fcfs,backfill=easy,placement=first-fit,preemption=none.
// A choice may carry parameters: backfill=easy(depth=50), order=multifactor(age=1000,fairshare=5000).
// What is not said has the default below. A bare name stands for the choice it names: "sjf,easy".
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/result.hpp"

namespace berth {

// A named algorithm with the parameters given to it, in the order given.
struct Choice {
  std::string name;
  std::vector<std::pair<std::string, double>> parameters;

  double parameter(std::string_view key, double otherwise) const;
  std::string text() const;  // easy(depth=50)
  friend bool operator==(const Choice&, const Choice&) = default;
};

struct PolicySpec {
  Choice order{"fcfs", {}};
  Choice backfill{"none", {}};
  Choice placement{"first-fit", {}};
  Choice preemption{"none", {}};

  // The shortest text that parses to this policy: order and backfill always, the others unless default.
  std::string text() const;
  friend bool operator==(const PolicySpec&, const PolicySpec&) = default;
};

// Reads a policy. The error names the part that is wrong and lists what would be right.
Result<PolicySpec> parse_policy(std::string_view text);

// A parameter an algorithm takes.
struct ParameterInfo {
  std::string_view name;
  double otherwise;  // its value when not given
  std::string_view meaning;
  double least = 0, most = std::numeric_limits<double>::infinity();
};

// What people can read about an algorithm: `berth policies` prints it, docs/policies.md repeats it.
struct AlgorithmInfo {
  std::string_view kind;  // "order", "backfill", "placement", "preemption"
  std::string_view name;
  std::string_view summary;  // one line
  std::string_view formula;
  std::string_view source;  // paper or standard
  std::string_view when;    // when to use it
  std::vector<ParameterInfo> parameters;
};

// Every algorithm, by kind, then in the order of registration.
const std::vector<AlgorithmInfo>& algorithms();

}  // namespace berth
