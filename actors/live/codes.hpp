// Codes that nobody guesses.
#pragma once

#include <string>

namespace berth::live {

// 192 random bits in 32 characters of base64url.
std::string random_code();

}  // namespace berth::live
