#include "scenarios/read/outage_list.hpp"

#include "scenarios/read/csv_table.hpp"

namespace berth {

Result<std::vector<OutageLine>> read_outage_list(const std::string& path) {
  Result<CsvReader> reader = CsvReader::open(path);
  if (!reader) return reader.error();
  ReadReport report;
  CsvTable table(std::move(*reader), report);
  if (Result<void> header = table.read_header({"down", "up"}); !header) return header.error();
  const CsvColumn cluster = table.column("cluster"), node = table.column("node"), group = table.column("group"),
                  rack = table.column("rack"), down = table.column("down"), up = table.column("up");
  std::vector<OutageLine> lines;
  for (;;) {
    const Result<bool> more = table.next();
    if (!more) return more.error();
    if (!report.malformed.empty()) return report.malformed.front();
    if (!*more) return lines;
    OutageLine line;
    line.nodes.place = table.reader().place() + ":" + std::to_string(table.line());
    line.nodes.cluster = table.text(cluster);
    if (!table.is_empty(node)) line.nodes.node = table.whole(node, 0, kCountLimit - 1);
    line.nodes.group = table.text(group);
    line.nodes.rack = table.text(rack);
    if (!table.is_empty(node) + !table.is_empty(group) + !table.is_empty(rack) != 1) {
      table.problem("the row must name one of node, group and rack");
    }
    line.down_us = table.duration(down, TimeFormat::kSeconds);
    line.up_us = table.duration(up, TimeFormat::kSeconds);
    if (table.is_fine() && line.up_us <= line.down_us) table.must_be(up, "later than down");
    if (!table.accept()) return report.malformed.front();
    if (lines.size() >= kOutagesLimit) {
      return Error::input(line.nodes.place, "is one of more than " + std::to_string(kOutagesLimit) + " outages");
    }
    lines.push_back(std::move(line));
  }
}

}  // namespace berth
