#include "engine/policy/placement/fragmentation.hpp"

#include <algorithm>
#include <map>

namespace berth {
namespace {

// What is looked up is forgotten beyond this many states of GPUs.
constexpr std::size_t kTablesLimit = 200'000;

bool accepts(const std::vector<std::string>& models, const std::string& model) {
  return models.empty() || std::binary_search(models.begin(), models.end(), model);
}

}  // namespace

std::size_t Fragmentation::Hash::operator()(const Key& key) const {
  std::uint64_t hash = key.model * 0x9E3779B97F4A7C15ULL + static_cast<std::uint64_t>(key.whole);
  for (const std::uint16_t share : key.shares) hash = (hash ^ share) * 0xBF58476D1CE4E5B9ULL + (hash >> 31);
  return hash ^ (hash >> 29);
}

Fragmentation::Fragmentation(const ClusterSpec& cluster, const Workload& workload) {
  auto shared = std::make_shared<Shared>();
  shared->typical = typical_requests(workload);
  std::map<std::string, std::uint32_t> models;
  for (const NodeGroup& group : cluster.groups) {
    const auto [model, is_new] = models.try_emplace(group.gpu_model, models.size());
    shared->model_of.push_back(model->second);
    if (!is_new) continue;
    std::vector<bool>& accepted = shared->accepted.emplace_back();
    for (const TypicalRequest& request : shared->typical) {
      accepted.push_back(request.gpu_milli > 0 && accepts(request.gpu_models, group.gpu_model));
    }
  }
  for (const TypicalRequest& request : shared->typical) {
    if (shared->steps.empty() || shared->steps.back() != request.cpu_milli) shared->steps.push_back(request.cpu_milli);
    shared->step_of.push_back(static_cast<std::uint32_t>(shared->steps.size()));
  }
  shared_ = std::move(shared);
}

Fragmentation::Fragmentation(const Fragmentation& other) : shared_(other.shared_) {}

void Fragmentation::fill(Table& table) const {
  std::int64_t idle = table.whole * kWholeGpu;
  for (const std::uint16_t share : table.shares) idle += share;
  std::vector<double> usable(shared_->steps.size() + 1, 0);
  for (std::size_t i = 0; i < shared_->typical.size(); ++i) {
    if (!shared_->accepted[table.model][i]) continue;
    const TypicalRequest& request = shared_->typical[i];
    std::int64_t room = table.whole * kWholeGpu;
    if (is_gpu_share(request.gpu_milli)) {
      for (const std::uint16_t share : table.shares) room += share >= request.gpu_milli ? share : 0;
    } else if (room < request.gpu_milli) {
      continue;
    }
    usable[shared_->step_of[i]] += request.share * static_cast<double>(room);
  }
  table.fragmented.reserve(usable.size());
  double sum = 0;
  for (const double here : usable) {
    sum += here;
    table.fragmented.push_back(static_cast<double>(idle) - sum);
  }
}

Fragmentation::Gpus Fragmentation::gpus_of(std::uint32_t model, std::int64_t whole,
                                           const std::vector<std::uint16_t>& shares) {
  const auto [entry, is_new] = by_key_.try_emplace({model, whole, shares}, static_cast<Gpus>(tables_.size()));
  if (is_new) {
    tables_.push_back({model, whole, shares, {}});
    fill(tables_.back());
  }
  return entry->second;
}

Fragmentation::Gpus Fragmentation::gpus_of(const NodeState& state) {
  if (tables_.size() > kTablesLimit) {
    tables_.clear();
    by_key_.clear();
    after_.clear();
  }
  return gpus_of(shared_->model_of[state.group], state.room.whole_gpus, state.room.slots);
}

double Fragmentation::look_up(Gpus gpus, std::int64_t cpu_milli) const {
  const auto& steps = shared_->steps;
  const auto step = std::upper_bound(steps.begin(), steps.end(), cpu_milli) - steps.begin();
  return tables_[gpus].fragmented[static_cast<std::size_t>(step)];
}

double Fragmentation::of(const NodeState& state) {
  if (state.room.pooled) return 0;
  return look_up(gpus_of(state), state.room.cpu_milli);
}

const std::vector<Fragmentation::After>& Fragmentation::after(Gpus gpus, std::int64_t gpu_milli) {
  const auto [entry, is_new] = after_.try_emplace((std::uint64_t{gpus} << 32) | static_cast<std::uint64_t>(gpu_milli));
  std::vector<After>& found = entry->second;
  if (!is_new) return found;
  const std::uint32_t model = tables_[gpus].model;
  const std::int64_t whole = tables_[gpus].whole;
  const std::vector<std::uint16_t> shares = tables_[gpus].shares;
  if (!is_gpu_share(gpu_milli)) {
    found.push_back({gpus_of(model, whole - gpu_milli / kWholeGpu, shares), Fit::kWhole});
    return found;
  }
  const auto with = [&](std::vector<std::uint16_t> rest, std::int64_t left) {
    if (left > 0) {
      rest.insert(std::upper_bound(rest.begin(), rest.end(), left), static_cast<std::uint16_t>(left));
    }
    return rest;
  };
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] < gpu_milli || (i > 0 && shares[i] == shares[i - 1])) continue;
    std::vector<std::uint16_t> rest = shares;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    found.push_back(
        {gpus_of(model, whole, with(std::move(rest), shares[i] - gpu_milli)), static_cast<std::int32_t>(i)});
  }
  if (whole > 0) found.push_back({gpus_of(model, whole - 1, with(shares, kWholeGpu - gpu_milli)), Fit::kWhole});
  return found;
}

Fit Fragmentation::gain(const NodeState& state, const Resources& one) {
  if (state.room.pooled) return {};
  const Gpus gpus = gpus_of(state);
  const double before = look_up(gpus, state.room.cpu_milli);
  const std::int64_t cpu = state.room.cpu_milli - one.cpu_milli;
  if (one.gpu_milli == 0) return {before - look_up(gpus, cpu), Fit::kWhole};
  Fit best{-std::numeric_limits<double>::infinity(), Fit::kWhole};
  for (const After& there : after(gpus, one.gpu_milli)) {
    const double gain = before - look_up(there.gpus, cpu);
    if (gain > best.value) best = {gain, there.gpu};
  }
  return best;
}

}  // namespace berth
