// The binary columns of a page, numbered as they are added; the page's JSON refers to them by number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

namespace berth::web {

class ColumnStore {
 public:
  // Adds a column in its narrowest layout; the answer is what the page needs to read it.
  boost::json::object add(const std::vector<std::int64_t>& values);

  // All of them, in base64.
  std::vector<std::string> take() { return std::move(encoded_); }

 private:
  std::vector<std::string> encoded_;
};

}  // namespace berth::web
