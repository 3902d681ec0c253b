// The name someone probably meant.
#pragma once

#include <span>
#include <string_view>

namespace berth {

// The nearest of `names` by edits (insert, delete, replace, swap neighbours); empty when none is near.
std::string_view nearest_of(std::string_view word, std::span<const std::string_view> names);

}  // namespace berth
