// A client that writes all it may, remembers what was acknowledged, and later compares that with what is there.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/durability/person.hpp"

namespace berth::test {

// What a server lists of an organization, by name: two of one name are one too many.
using Listed = std::multimap<std::string, http::Json>;

class Writer {
 public:
  // A founder may change clusters; nobody else changes those, nor another writer's deployments.
  Writer(std::string name, bool founder, std::uint64_t seed);

  void enter(int port, const std::string& invite_code = {});  // registers, and founds or joins its organization
  void use(std::vector<std::int64_t> clusters) { clusters_ = std::move(clusters); }
  void make_cluster(double cpu, double ram, double gpu);  // a founder, before the work: one it will resize
  void make_cluster_of_nodes();                           // and one it leaves alone, with whole GPUs

  // Writes until told to stop, or until no answer comes.
  void work(const std::atomic<bool>& stop);
  // Sends some of the creations of which nothing is known again, with the same Idempotency-Key: then they are there.
  void ask_again();
  // Every acknowledged write is there, once. Takes over what has become of the others.
  void check_deployments(const Listed& deployments);
  void check_clusters(const Listed& clusters);
  void check_newcomers();

  Person person;
  std::size_t tracked() const { return deployments_.size(); }
  std::size_t acknowledged() const { return acknowledged_; }
  std::size_t unknown() const { return unknown_; }
  std::size_t landed() const { return landed_; }  // creations that were there though nothing was known of them

 private:
  struct Tracked {  // as acknowledged; more than one possible value where the last change was not
    std::int64_t id = 0, cluster = 0;
    double cpu = 0, gpu = 0;
    std::set<std::int64_t> priorities;
    std::set<std::string> fates;  // "live": pending or running, as the scheduler pleases
  };
  struct Creation {
    std::string body, key;
    Tracked wanted;
  };
  struct Newcomer {
    std::string name, organization;
    std::int64_t organization_id = 0, cluster_id = 0;
    bool enrolled = false;
    std::string dead_cookie;  // of the session it has ended
  };

  bool create();
  bool report();
  bool change_priority();
  bool change_cluster();
  bool bring_newcomer();
  bool took(const Heard& heard);  // counts; false where nothing is known
  std::int64_t draw(std::int64_t from, std::int64_t to);
  Tracked* any_deployment(const std::string& fate);

  bool founder_;
  std::mt19937_64 random_;
  std::vector<std::int64_t> clusters_;
  std::map<std::string, Tracked> deployments_;  // by name
  std::vector<std::string> names_;
  std::map<std::string, Creation> unknown_creations_;   // by name
  std::map<std::string, std::set<double>> cpu_limits_;  // of clusters, by name
  std::map<std::string, std::int64_t> cluster_ids_;
  std::vector<Newcomer> newcomers_;
  std::size_t acknowledged_ = 0, unknown_ = 0, landed_ = 0;
  int next_name_ = 0;
};

}  // namespace berth::test
