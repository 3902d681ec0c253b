#include "engine/policy/spec.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace berth {
namespace {

constexpr std::size_t kTextLimit = 1000;
constexpr std::array<std::string_view, 4> kKinds{"order", "backfill", "placement", "preemption"};

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string text_of(double value) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

// The pieces between commas that stand outside parentheses.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ',' && depth == 0)) {
      pieces.push_back(trim(text.substr(start, i - start)));
      start = i + 1;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')') {
      --depth;
    }
  }
  return pieces;
}

std::string names_of(std::string_view kind) {
  std::string names;
  for (const AlgorithmInfo& info : algorithms()) {
    if (info.kind != kind) continue;
    if (!names.empty()) names += ", ";
    names += info.name;
  }
  return names;
}

const AlgorithmInfo* find(std::string_view kind, std::string_view name) {
  for (const AlgorithmInfo& info : algorithms()) {
    if (info.kind == kind && info.name == name) return &info;
  }
  return nullptr;
}

Error wrong(std::string message) { return Error::input("policy", std::move(message)); }

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

Result<Choice> parse_choice(std::string_view kind, std::string_view text) {
  const auto open = text.find('(');
  const std::string_view name = trim(text.substr(0, open));
  const AlgorithmInfo* info = find(kind, name);
  if (!info) {
    return wrong("no " + std::string(kind) + " is called " + quoted(name) + "; there are: " + names_of(kind));
  }
  Choice choice{std::string(name), {}};
  if (open == std::string_view::npos) return choice;
  if (text.back() != ')') return wrong("the parameters of " + quoted(name) + " need a closing parenthesis");
  for (const std::string_view piece : split(text.substr(open + 1, text.size() - open - 2))) {
    const auto equals = piece.find('=');
    const std::string_view key = trim(piece.substr(0, equals));
    const auto known = std::find_if(info->parameters.begin(), info->parameters.end(),
                                    [&](const ParameterInfo& parameter) { return parameter.name == key; });
    if (known == info->parameters.end()) {
      std::string names;
      for (const ParameterInfo& parameter : info->parameters) {
        names += (names.empty() ? "" : ", ") + std::string(parameter.name);
      }
      return wrong(quoted(name) + " has no parameter " + quoted(key) + "; it has " + (names.empty() ? "none" : names));
    }
    if (equals == std::string_view::npos)
      return wrong("parameter " + quoted(key) + " needs a value: " + std::string(key) + "=…");
    const std::string_view digits = trim(piece.substr(equals + 1));
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value) || value < 0) {
      return wrong("parameter " + quoted(key) + " of " + quoted(name) + " is " + quoted(digits) +
                   ", must be a number of at least 0");
    }
    if (std::any_of(choice.parameters.begin(), choice.parameters.end(),
                    [&](const auto& given) { return given.first == key; })) {
      return wrong("parameter " + quoted(key) + " of " + quoted(name) + " is given twice");
    }
    const bool divides = key == "half_life" || key == "max_age" || key == "priority_max";
    if (value < known->least || value > known->most) {
      return wrong("parameter " + quoted(key) + " of " + quoted(name) + " must be from " + text_of(known->least) +
                   " to " + text_of(known->most));
    }
    const bool counts = key == "depth" || key == "queues" || key == "budget" || key == "seed";
    if (counts && value != std::floor(value)) {
      return wrong("parameter " + quoted(key) + " of " + quoted(name) + " is " + quoted(digits) +
                   ", must be a whole number");
    }
    if (divides && value == 0) return wrong("parameter " + quoted(key) + " of " + quoted(name) + " must be above 0");
    choice.parameters.emplace_back(key, value);
  }
  return choice;
}

}  // namespace

double Choice::parameter(std::string_view key, double otherwise) const {
  for (const auto& [given, value] : parameters) {
    if (given == key) return value;
  }
  return otherwise;
}

std::string Choice::text() const {
  if (parameters.empty()) return name;
  std::string text = name + "(";
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    text += (i > 0 ? "," : "") + parameters[i].first + "=" + text_of(parameters[i].second);
  }
  return text + ")";
}

std::string PolicySpec::text() const {
  const PolicySpec standard;
  std::string text = "order=" + order.text() + ",backfill=" + backfill.text();
  if (placement != standard.placement) text += ",placement=" + placement.text();
  if (preemption != standard.preemption) text += ",preemption=" + preemption.text();
  return text;
}

Result<PolicySpec> parse_policy(std::string_view text) {
  PolicySpec spec;
  const std::array<Choice*, kKinds.size()> choices{&spec.order, &spec.backfill, &spec.placement, &spec.preemption};
  std::array<bool, kKinds.size()> given{};
  if (text.size() > kTextLimit) return wrong("is longer than " + std::to_string(kTextLimit) + " characters");
  if (trim(text).empty()) return wrong("is empty; write for example order=fcfs,backfill=easy");
  for (const std::string_view piece : split(text)) {
    const auto equals = piece.substr(0, piece.find('(')).find('=');
    std::optional<std::size_t> kind;
    std::string_view value = piece;
    if (equals != std::string_view::npos) {
      const std::string_view key = trim(piece.substr(0, equals));
      const auto* found = std::find(kKinds.begin(), kKinds.end(), key);
      if (found == kKinds.end()) {
        return wrong("knows no choice " + quoted(key) + "; there are: order, backfill, placement, preemption");
      }
      kind = static_cast<std::size_t>(found - kKinds.begin());
      value = trim(piece.substr(equals + 1));
    } else {
      // A bare name: the first kind that has it, so that "none" alone means no backfilling.
      const std::string_view name = trim(piece.substr(0, piece.find('(')));
      for (std::size_t i = 0; i < kKinds.size() && !kind; ++i) {
        if (find(kKinds[i], name)) kind = i;
      }
      if (!kind) {
        return wrong("knows no " + quoted(name) + "; orders: " + names_of("order") +
                     "; backfills: " + names_of("backfill") + "; placements: " + names_of("placement"));
      }
    }
    if (given[*kind]) return wrong("says " + quoted(kKinds[*kind]) + " twice");
    given[*kind] = true;
    Result<Choice> choice = parse_choice(kKinds[*kind], value);
    if (!choice) return choice.error();
    *choices[*kind] = std::move(*choice);
  }
  return spec;
}

}  // namespace berth
