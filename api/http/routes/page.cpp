#include "api/http/routes/page.hpp"

namespace berth::http {

Page page_of(const Values& query) {
  Page page;
  page.after = query.optional_integer("after").value_or(0);
  page.skip = static_cast<std::size_t>(query.integer("skip"));
  if (const auto limit = query.optional_integer("limit")) page.limit = static_cast<std::size_t>(*limit);
  return page;
}

void link_next(Context& context, std::int64_t last_id) {
  std::string query = "after=" + std::to_string(last_id);
  for (const auto& [key, value] : context.raw_query) {
    if (key != "after" && key != "skip") query += "&" + percent_encode(key) + "=" + percent_encode(value);
  }
  context.response.headers.emplace_back("Link", "<" + context.request.raw_path + "?" + query + ">; rel=\"next\"");
}

}  // namespace berth::http
