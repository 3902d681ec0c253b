// A live service on the memory journal, with people in it, for tests.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "actors/live/service.hpp"

namespace berth::live {

class Harness {
 public:
  Harness();
  explicit Harness(std::unique_ptr<Journal> journal, ServiceSettings settings = {});

  // Registers and logs in.
  Caller person(const std::string& name);
  // The same, as the founder of an organization.
  Caller founder(const std::string& name);
  std::int64_t organization_of(const Caller& caller) const;
  std::int64_t cluster(const Caller& caller, const Amounts& limit, const std::string& policy = {});
  Deployment deploy(const Caller& caller, std::int64_t cluster_id, const Amounts& required, std::int32_t priority = 0);
  Deployment shown(const Caller& caller, std::int64_t id) const;
  ClusterShown cluster_shown(const Caller& caller, std::int64_t id) const;
  void set_status(const Caller& caller, std::int64_t id, Status status);

  // The answer, which must be one of this kind.
  template <class Kind>
  Kind ask(const Caller& caller, Wish wish) {
    const Answer answer = service->ask(caller, std::move(wish));
    if (const auto* refused = std::get_if<Refused>(&answer)) ADD_FAILURE() << refused->message;
    const Kind* kind = std::get_if<Kind>(&answer);
    EXPECT_NE(kind, nullptr);
    return kind ? *kind : Kind{};
  }
  Refused refusal(const Caller& caller, Wish wish);

  std::unique_ptr<Service> service;
};

}  // namespace berth::live
