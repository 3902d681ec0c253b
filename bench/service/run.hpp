// What all rows of the service's table share: how long and how often, where stores are kept, and how servers start.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/service/scratch.hpp"
#include "bench/service/server_process.hpp"

namespace berth::bench {

struct Run {
  double seconds = 5;
  int rounds = 3;
  std::string database_url;  // of a Postgres to measure on too, as somebody who may create databases; empty: none
  Scratch scratch;
};

// A store for one server: a folder, or a database of its own that is dropped afterwards.
class Store {
 public:
  Store(const Run& run, bool postgres);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  const char* name() const { return url_.empty() ? "SQLite" : "Postgres"; }
  std::unique_ptr<ServerProcess> serve_berth() const;
  std::unique_ptr<ServerProcess> serve_commits() const;

 private:
  std::string admin_url_, database_, url_;  // of Postgres
  std::string folder_;
  const Run& run_;
};

std::unique_ptr<ServerProcess> serve_berth(const Run& run, const std::string& folder);
std::unique_ptr<ServerProcess> serve_stand_in_process(const Run& run, const std::string& kind);

// The median of each measure's figure: `rounds` times, the measures in turn, so that a slow spell hits all alike.
template <class Figures>
std::vector<std::vector<Figures>> in_turn(const std::vector<std::function<Figures()>>& measures, int rounds) {
  std::vector<std::vector<Figures>> figures(measures.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < measures.size(); ++i) figures[i].push_back(measures[i]());
  }
  return figures;
}
template <class Figures>
double median(const std::vector<Figures>& figures, double Figures::*member) {
  std::vector<double> values;
  for (const Figures& one : figures) values.push_back(one.*member);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

// --- the rows
void reads(const Run& run);
void steady(const Run& run, bool postgres);
void writes(const Run& run, bool postgres);
void overload(const Run& run, bool postgres);
void logins(const Run& run);
void recovery(const Run& run);
void sessions(const Run& run);

}  // namespace berth::bench
