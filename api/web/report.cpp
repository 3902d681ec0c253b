#include "api/web/report.hpp"

#include <string_view>

#include "api/web/page_json.hpp"
#include "api/web/report_data.hpp"

// The page without data, put into the program by page.S.in.
extern "C" {
extern const char berth_report_page[];
extern const char berth_report_page_end[];
}

namespace berth {

std::string render_report(const std::vector<Outcome>& outcomes) {
  static constexpr std::string_view kTitleMark = "<!--report:title-->", kDataMark = "<!--report:data-->";
  const std::string_view page(berth_report_page, static_cast<std::size_t>(berth_report_page_end - berth_report_page));
  const std::size_t title_at = page.find(kTitleMark), data_at = page.find(kDataMark);

  const web::ReportData data = web::report_data(outcomes);
  std::size_t size = page.size() + data.json.size() + 1024;
  for (const std::string& column : data.columns) size += column.size() + 64;

  std::string text;
  text.reserve(size);
  text += page.substr(0, title_at);
  text += web::escape_html(data.title);
  text += page.substr(title_at + kTitleMark.size(), data_at - title_at - kTitleMark.size());
  text += "<script type=\"application/json\" id=\"report\">";
  text += data.json;
  text += "</script>\n";
  for (std::size_t i = 0; i < data.columns.size(); ++i) {
    text += "<script type=\"text/plain\" id=\"column-" + std::to_string(i) + "\">";
    text += data.columns[i];
    text += "</script>\n";
  }
  text += page.substr(data_at + kDataMark.size());
  return text;
}

}  // namespace berth
