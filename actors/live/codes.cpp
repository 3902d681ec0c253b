#include "actors/live/codes.hpp"

#include <array>
#include <sodium.h>
#include <stdexcept>

namespace berth::live {

std::string random_code() {
  if (sodium_init() < 0) throw std::runtime_error("no source of randomness");
  std::array<unsigned char, 24> bits;
  randombytes_buf(bits.data(), bits.size());
  std::array<char, sodium_base64_ENCODED_LEN(24, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text;
  sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

}  // namespace berth::live
