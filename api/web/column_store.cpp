#include "api/web/column_store.hpp"

#include <boost/json.hpp>

#include "api/web/columns.hpp"

namespace berth::web {

boost::json::object ColumnStore::add(const std::vector<std::int64_t>& values) {
  const ColumnLayout layout = layout_of(values);
  boost::json::object column = {
      {"type", name_of(layout.type)}, {"offset", layout.offset}, {"unit", layout.unit}, {"length", values.size()}};
  if (layout.type != ColumnType::kConstant) {
    column["id"] = encoded_.size();
    encoded_.push_back(encode(values, layout));
  }
  return column;
}

}  // namespace berth::web
