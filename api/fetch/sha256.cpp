#include "api/fetch/sha256.hpp"

#include <array>
#include <new>
#include <openssl/evp.h>
#include <vector>

#include "scenarios/read/input_file.hpp"

namespace berth::fetch {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (state_->context == nullptr || EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1) {
    throw std::bad_alloc();
  }
}
Sha256::~Sha256() = default;

void Sha256::update(const char* bytes, std::size_t count) { EVP_DigestUpdate(state_->context, bytes, count); }

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestFinal_ex(state_->context, digest.data(), &length);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

Result<std::string> sha256_of_content(const std::string& path, std::uint64_t limit) {
  constexpr std::size_t kChunk = 1 << 18;
  Result<InputFile> file = InputFile::open(path);
  if (!file) return file.error();
  Sha256 hash;
  std::vector<char> buffer(kChunk);
  std::uint64_t total = 0;
  for (;;) {
    const Result<std::size_t> got = file->read(buffer.data(), buffer.size());
    if (!got) return got.error();
    if (*got == 0) return hash.hex();
    total += *got;
    if (total > limit) {
      return Error::failed(path,
                           "has more than " + std::to_string(limit) + " bytes of content, the most that is taken");
    }
    hash.update(buffer.data(), *got);
  }
}

}  // namespace berth::fetch
