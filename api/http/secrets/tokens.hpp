// Session tokens: random, and known to the service only by their hash.
#pragma once

#include <string>
#include <string_view>

namespace berth::http {

// 256 random bits in base64url.
std::string new_token();
// BLAKE2b-256 of it, in hex: the session's key.
std::string key_of(std::string_view token);
// In a time that does not tell where they differ.
bool is_same_secret(std::string_view left, std::string_view right);

}  // namespace berth::http
