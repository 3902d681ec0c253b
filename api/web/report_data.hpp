// The data of a report's page: one JSON text, and the columns of jobs it refers to by number.
#pragma once

#include <string>
#include <vector>

#include "scenarios/outcome.hpp"

namespace berth::web {

struct ReportData {
  std::string title;
  std::string json;                  // may stand inside a <script>
  std::vector<std::string> columns;  // base64
};

ReportData report_data(const std::vector<Outcome>& outcomes);

}  // namespace berth::web
