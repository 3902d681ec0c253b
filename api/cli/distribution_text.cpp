#include "api/cli/distribution_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace berth::cli {
namespace {

using Kind = DistributionSpec::Kind;

struct Form {
  std::string_view name;
  Kind kind;
  std::size_t numbers;  // 0: a list of value:weight
  std::string_view example;
};

constexpr std::array kForms = {
    Form{"constant", Kind::kConstant, 1, "constant(5)"},
    Form{"uniform", Kind::kUniform, 2, "uniform(1,64)"},
    Form{"log-uniform", Kind::kLogUniform, 2, "log-uniform(1,64)"},
    Form{"exponential", Kind::kExponential, 1, "exponential(3600)"},
    Form{"log-normal", Kind::kLogNormal, 2, "log-normal(600,1.5)"},
    Form{"weibull", Kind::kWeibull, 2, "weibull(600,0.7)"},
    Form{"choice", Kind::kChoice, 0, "choice(1:0.5,4:0.3,16:0.2)"},
};

constexpr std::size_t kNumbersLimit = 10'000;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0) return {};
  return value;
}

// The numbers of "1,64"; nothing when one is none.
std::optional<std::vector<double>> numbers_of(std::string_view text, char parting) {
  std::vector<double> numbers;
  while (true) {
    const std::size_t end = std::min(text.find(parting), text.size());
    const std::optional<double> number = number_of(text.substr(0, end));
    if (!number || numbers.size() >= kNumbersLimit) return {};
    numbers.push_back(*number);
    if (end == text.size()) return numbers;
    text.remove_prefix(end + 1);
  }
}

// The values and weights of "1:0.5,4:0.3".
bool read_choices(std::string_view text, DistributionSpec& spec) {
  while (spec.values.size() < kNumbersLimit) {
    const std::size_t end = std::min(text.find(','), text.size());
    const auto pair = numbers_of(text.substr(0, end), ':');
    if (!pair || pair->size() != 2) return false;
    spec.values.push_back((*pair)[0]);
    spec.weights.push_back((*pair)[1]);
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
  return false;
}

Error wrong(const std::string& flag, std::string_view text, const Form* form) {
  std::string forms;
  for (const Form& known : kForms) forms += (forms.empty() ? "" : ", ") + std::string(known.example);
  const std::string right = form != nullptr ? std::string(form->example) : "one of " + forms;
  return Error::input(flag, "\"" + std::string(text.substr(0, 100)) + "\" is no distribution; write " + right +
                                ", with numbers of at least 0");
}

}  // namespace

Result<DistributionSpec> parse_distribution(const std::string& flag, std::string_view text) {
  DistributionSpec spec;
  if (const std::optional<double> constant = number_of(text)) {
    spec.a = *constant;
    return spec;
  }
  const std::size_t open = std::min(text.find('('), text.size());
  const auto* form =
      std::find_if(kForms.begin(), kForms.end(), [&](const Form& known) { return known.name == text.substr(0, open); });
  if (form == kForms.end()) return wrong(flag, text, nullptr);
  if (open == text.size() || text.back() != ')') return wrong(flag, text, form);
  const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  spec.kind = form->kind;
  if (form->kind == Kind::kChoice) {
    if (!read_choices(inside, spec)) return wrong(flag, text, form);
    return spec;
  }
  const auto numbers = numbers_of(inside, ',');
  if (!numbers || numbers->size() != form->numbers) return wrong(flag, text, form);
  spec.a = (*numbers)[0];
  if (form->numbers == 2) spec.b = (*numbers)[1];
  return spec;
}

}  // namespace berth::cli
