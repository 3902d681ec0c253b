// How a room says that something could not be done: an Error, as a value, with its kind, the place and a sentence
// for people. Result<T> is either a T or an Error.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace berth {

struct Error {
  enum class Kind {
    kInput,   // what came in is wrong: a file's content, a flag, a field (exit status 2)
    kFailed,  // the input was right, but the work could not be done: a disk, a network (exit status 1)
  };
  Kind kind = Kind::kInput;
  std::string place;    // "log.swf:17", "scenario.json:/clusters/0/nodes", "--policy"; may be empty
  std::string message;  // what was wrong and what would be right, without a full stop

  std::string text() const { return place.empty() ? message : place + ": " + message; }

  static Error input(std::string place, std::string message) {
    return {Kind::kInput, std::move(place), std::move(message)};
  }
  static Error failed(std::string place, std::string message) {
    return {Kind::kFailed, std::move(place), std::move(message)};
  }
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: a value is a result
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: so is an error

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}  // NOLINT: an error is a result

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const {
    assert(!ok_);
    return error_;
  }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace berth
