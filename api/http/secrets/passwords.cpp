#include "api/http/secrets/passwords.hpp"

#include <array>
#include <cerrno>
#include <future>
#include <new>
#include <sodium.h>
#include <stdexcept>

namespace berth::http {
namespace {

std::string argon2id(const PasswordSettings& settings, const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), settings.passes,
                            settings.memory_mib * 1024 * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return text.data();
}

}  // namespace

Passwords::Passwords(PasswordSettings settings) : settings_(settings) {
  if (sodium_init() < 0) throw std::runtime_error("no source of randomness");
  nobodys_ = argon2id(settings_, "nobody's password");
  for (unsigned i = 0; i < settings_.threads; ++i) {
    threads_.emplace_back([this] {
      for (;;) {
        std::function<void()> work;
        {
          std::unique_lock lock(mutex_);
          work_came_.wait(lock, [this] { return ended_ || !queue_.empty(); });
          if (queue_.empty()) return;
          work = std::move(queue_.front());
          queue_.pop_front();
        }
        work();
      }
    });
  }
}

Passwords::~Passwords() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  work_came_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Passwords::run(const std::function<void()>& work) {
  auto task = std::make_shared<std::packaged_task<void()>>(work);
  std::future<void> done = task->get_future();
  {
    const std::lock_guard lock(mutex_);
    if (ended_ || queue_.size() >= settings_.queue) return false;
    queue_.emplace_back([task] { (*task)(); });
  }
  work_came_.notify_one();
  try {
    done.get();
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

std::optional<std::string> Passwords::hash(const std::string& password) {
  std::string text;
  if (!run([&] { text = argon2id(settings_, password); })) return std::nullopt;
  return text;
}

std::optional<bool> Passwords::matches(const std::string& hash, const std::string& password) {
  bool matches = false;
  const std::string& against = hash.empty() ? nobodys_ : hash;
  const bool ran = run([&] {
    errno = 0;
    matches = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && !hash.empty();
    if (!matches && errno == ENOMEM) throw std::bad_alloc();
  });
  if (!ran) return std::nullopt;
  return matches;
}

}  // namespace berth::http
