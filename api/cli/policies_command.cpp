#include <algorithm>

#include "api/cli/commands.hpp"
#include "api/cli/table.hpp"
#include "api/cli/terminal.hpp"
#include "engine/policy/spec.hpp"
#include "scenarios/nearest.hpp"
#include "scenarios/write/json_writer.hpp"
#include "scenarios/write/text.hpp"

namespace berth::cli {
namespace {

using Infos = std::vector<const AlgorithmInfo*>;

std::string json_of(const Infos& infos) {
  JsonWriter json;
  json.begin_array();
  for (const AlgorithmInfo* info : infos) {
    json.begin_object();
    json.text("kind", info->kind);
    json.text("name", info->name);
    json.text("summary", info->summary);
    json.text("formula", info->formula);
    json.text("source", info->source);
    json.text("when", info->when);
    json.begin_array("parameters");
    for (const ParameterInfo& parameter : info->parameters) {
      json.begin_object();
      json.text("name", parameter.name);
      json.number("default", parameter.otherwise);
      json.text("meaning", parameter.meaning);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  return json.take();
}

std::string overview(const Infos& infos, const Terminal& terminal) {
  std::string text =
      "A policy is order × backfill × placement × preemption, written order=fcfs,backfill=easy.\n"
      "What is not said is order=fcfs, backfill=none, placement=first-fit, preemption=none.\n"
      "`berth policies NAME` explains one.\n\n";
  Table table({{"kind", Align::kLeft}, {"name", Align::kLeft}, {"summary", Align::kLeft}});
  for (const AlgorithmInfo* info : infos) {
    table.add({{std::string(info->kind), {}}, {std::string(info->name), {}}, {std::string(info->summary), {}}});
  }
  return text + table.text({terminal.is_terminal, terminal.styled, 0});
}

std::string explanation(const AlgorithmInfo& info, std::size_t width) {
  constexpr std::size_t kIndent = 2;
  std::string text = std::string(info.kind) + "=" + std::string(info.name) + "\n";
  const auto section = [&](std::string_view title, std::string_view content) {
    if (content.empty()) return;
    text += '\n' + std::string(title) + '\n' + wrapped(content, width, kIndent);
  };
  text += wrapped(info.summary, width, kIndent);
  section("formula", info.formula);
  section("when", info.when);
  section("source", info.source);
  if (!info.parameters.empty()) text += "\nparameters\n";
  for (const ParameterInfo& parameter : info.parameters) {
    std::string line = std::string(parameter.name) + "=";
    append_number(line, parameter.otherwise);
    text += wrapped(line + "  " + std::string(parameter.meaning), width, kIndent);
  }
  return text;
}

ExitStatus complain_of_unknown(const std::string& name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const AlgorithmInfo& info : algorithms()) {
    if (std::find(names.begin(), names.end(), info.name) != names.end()) continue;
    names.push_back(info.name);
    list += (list.empty() ? "" : ", ") + std::string(info.name);
  }
  const std::string_view near = nearest_of(name, names);
  const std::string suggestion = near.empty() ? "" : " (did you mean " + std::string(near) + "?)";
  return complain(
      Error::input("policies " + name, "there is no algorithm of this name" + suggestion + "; there are: " + list));
}

}  // namespace

ExitStatus run_policies(const PoliciesArguments& arguments) {
  Infos infos;
  for (const AlgorithmInfo& info : algorithms()) {
    if (arguments.name.empty() || info.name == arguments.name) infos.push_back(&info);
  }
  if (infos.empty()) return complain_of_unknown(arguments.name);
  if (arguments.json) return print(json_of(infos));
  const Terminal terminal = standard_output();
  if (arguments.name.empty()) return print(overview(infos, terminal));
  constexpr std::size_t kReadableWidth = 100;
  const std::size_t width = terminal.width > 0 ? std::min(terminal.width, kReadableWidth) : kReadableWidth;
  std::string text;
  for (const AlgorithmInfo* info : infos) text += (text.empty() ? "" : "\n") + explanation(*info, width);
  return print(text);
}

}  // namespace berth::cli
