#include "scenarios/generate/lublin.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "engine/model/portable_math.hpp"
#include "scenarios/generate/lublin_model.hpp"
#include "scenarios/generate/random.hpp"

namespace berth {
namespace {

constexpr std::int32_t kInteractiveQueue = 0;
constexpr std::int32_t kBatchQueue = 1;

Error lublin_error(const char* parameter, const std::string& message) {
  return Error::input(std::string("lublin/") + parameter, message);
}

std::optional<Error> check(const LublinParameters& parameters) {
  if (parameters.jobs < 1 || parameters.jobs > kGeneratedJobsLimit) {
    return lublin_error("jobs", "is " + std::to_string(parameters.jobs) + ", must be a whole number from 1 to " +
                                    std::to_string(kGeneratedJobsLimit));
  }
  if (parameters.processors < 1 || parameters.processors > kCountLimit) {
    return lublin_error("processors", "is " + std::to_string(parameters.processors) +
                                          ", must be a whole number from 1 to " + std::to_string(kCountLimit));
  }
  const bool load_is_said = parameters.load != 0;
  if (load_is_said && !(parameters.load >= 1 / kLoadLimit && parameters.load <= kLoadLimit)) {
    return lublin_error("load", "must be 0 (as published) or from 0.001 to 1000");
  }
  if (!(parameters.overestimate >= 1 && parameters.overestimate <= kOverestimateLimit)) {
    return lublin_error("overestimate", "must be from 1 (exact estimates) to 1000000");
  }
  if (parameters.users < 0 || parameters.users > kGeneratedUsersLimit) {
    return lublin_error("users", "is " + std::to_string(parameters.users) + ", must be a whole number from 0 to " +
                                     std::to_string(kGeneratedUsersLimit));
  }
  return std::nullopt;
}

// One kind's arrivals, one ahead.
class ArrivalsAhead {
 public:
  ArrivalsAhead(const lublin::Kind& kind, std::uint64_t seed, std::uint64_t stream)
      : random_(seed, stream), arrivals_(kind), next_s_(arrivals_.draw(random_)) {}

  double next_s() const { return next_s_; }
  double take() {
    const double taken = next_s_;
    next_s_ = arrivals_.draw(random_);
    return taken;
  }

 private:
  Random random_;
  lublin::Arrivals arrivals_;
  double next_s_;
};

class Generator {
 public:
  Generator(const LublinParameters& parameters, std::uint64_t seed)
      : parameters_(parameters),
        batch_arrivals_(lublin::kBatch, seed, 0),
        interactive_arrivals_(lublin::kInteractive, seed, 1),
        batch_sizes_(lublin::kBatch, parameters.processors),
        interactive_sizes_(lublin::kInteractive, parameters.processors),
        size_random_(seed, 2),
        run_random_(seed, 3),
        estimate_random_(seed, 4),
        user_random_(seed, 5),
        log_overestimate_(portable::log(parameters.overestimate)) {
    if (parameters.users > 0) users_.emplace(zipf(parameters.users));
  }

  // The next job, its submission in microseconds that are not yet whole seconds.
  Job draw() {
    const bool batch = next_is_batch();
    const lublin::Kind& kind = batch ? lublin::kBatch : lublin::kInteractive;
    const double arrival_s = (batch ? batch_arrivals_ : interactive_arrivals_).take();
    Job job;
    job.submit_us = static_cast<Time>(std::min(arrival_s * kSecond, static_cast<double>(kTimeLimit)));
    job.replicas = (batch ? batch_sizes_ : interactive_sizes_).draw(size_random_);
    job.per_replica = {1000, 0, 0};
    const std::int64_t run_s = lublin::draw_run_s(kind, job.replicas, run_random_);
    job.run_us = run_s * kSecond;
    job.requested_us = requested_s(run_s) * kSecond;
    job.queue = batch ? kBatchQueue : kInteractiveQueue;
    if (users_) job.user = static_cast<std::int32_t>(users_->draw(user_random_)) + 1;
    return job;
  }

 private:
  bool next_is_batch() const {
    if (parameters_.kind != LublinParameters::Kind::kBoth) return parameters_.kind == LublinParameters::Kind::kBatch;
    return batch_arrivals_.next_s() < interactive_arrivals_.next_s();
  }
  std::int64_t requested_s(std::int64_t run_s) {
    if (log_overestimate_ <= 0) return run_s;
    const double factor = portable::exp(log_overestimate_ * estimate_random_.unit());
    return std::max(run_s, static_cast<std::int64_t>(std::ceil(static_cast<double>(run_s) * factor)));
  }

  LublinParameters parameters_;
  ArrivalsAhead batch_arrivals_, interactive_arrivals_;
  lublin::Sizes batch_sizes_, interactive_sizes_;
  Random size_random_, run_random_, estimate_random_, user_random_;
  double log_overestimate_;
  std::optional<WeightedChoice> users_;
};

// By how much submissions are to be stretched for the load to be as asked.
double stretch_for(const LublinParameters& parameters, const std::vector<Job>& jobs) {
  const double span_s = seconds(jobs.back().submit_us - jobs.front().submit_us);
  if (parameters.load == 0 || span_s <= 0) return 1;
  double work = 0;  // processor-seconds
  for (const Job& job : jobs) work += seconds(job.run_us) * job.replicas;
  return work / (static_cast<double>(parameters.processors) * parameters.load * span_s);
}

}  // namespace

Result<Workload> generate_lublin(const LublinParameters& parameters, std::uint64_t seed) {
  if (const auto error = check(parameters)) return *error;
  Workload workload;
  workload.name = "lublin";
  workload.machine_units = parameters.processors;
  workload.jobs.reserve(parameters.jobs);
  Generator generator(parameters, seed);
  for (std::uint64_t i = 0; i < parameters.jobs; ++i) {
    workload.jobs.push_back(generator.draw());
    workload.jobs.back().number = static_cast<std::int64_t>(i) + 1;
  }
  const double stretch = stretch_for(parameters, workload.jobs);
  if (static_cast<double>(workload.jobs.back().submit_us) * stretch >= static_cast<double>(kTimeLimit)) {
    return lublin_error("jobs", "so many jobs at this load take longer than " + std::to_string(kTimeLimit / kSecond) +
                                    " seconds to arrive; ask for fewer jobs or a higher load");
  }
  for (Job& job : workload.jobs) {
    job.submit_us = static_cast<Time>(seconds(job.submit_us) * stretch) * kSecond;
  }
  return workload;
}

}  // namespace berth
