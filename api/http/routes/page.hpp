// Pages of lists: bare arrays, with a Link header to the next one.
#pragma once

#include "api/http/routes/context.hpp"

namespace berth::http {

struct Page {
  std::int64_t after = 0;
  std::size_t skip = 0;
  std::size_t limit = SIZE_MAX / 2;
};
Page page_of(const Values& query);

// Link: <…?after=ID&…>; rel="next", other parameters as they were sent.
void link_next(Context& context, std::int64_t last_id);

}  // namespace berth::http
