// Characters of UTF-8 text (RFC 3629). Strings read from JSON may hold lone surrogates ("\ud800"), which UTF-8 has no
// form for: they are kept as three bytes each (WTF-8), told apart here and never let into a value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace berth::http {

struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: no UTF-8 there
};

inline bool is_surrogate(char32_t code) { return code >= 0xD800 && code <= 0xDFFF; }

// The character at the start of `text`; surrogates in their three-byte form count when asked for.
Utf8Character first_character(std::string_view text, bool with_surrogates = false);

bool is_utf8(std::string_view text);

// How many characters there are; a byte that belongs to none counts as one.
std::size_t count_characters(std::string_view text);

void append_character(std::string& text, char32_t code);

bool is_white_space(char32_t code);  // Unicode's White_Space
// Without white space around it.
std::string_view trim_white_space(std::string_view text);
std::string_view trim_blanks(std::string_view text);  // spaces and tabs only, as in headers

std::string ascii_lower(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);  // of ASCII letters

}  // namespace berth::http
