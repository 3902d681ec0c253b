#include "engine/live/misfits.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace berth::live {
namespace {

// What is left of the nodes of a new shape, below zero where too much is taken.
class NewShape {
 public:
  NewShape(const LaneSpec& spec, const std::vector<std::uint32_t>& moved) : moved_(moved) {
    for (const NodeGroup& group : spec.cluster.groups) {
      nodes_.insert(nodes_.end(), static_cast<std::size_t>(group.count), Node{group.per_node, group.gpus_pooled, {}});
    }
    for (const std::uint32_t node : spec.down) nodes_[node].down = true;
  }

  void take(const Placement& seats, const Resources& each) { change(seats, each, 1); }
  void give_back(const Placement& seats, const Resources& each) { change(seats, each, -1); }

  // Whether the job cannot stay where it is, or takes of what there is too little of.
  bool is_in_the_way(const Placement& seats, const Resources& each) const {
    return std::any_of(seats.begin(), seats.end(), [&](const Seat& seat) {
      const std::uint32_t at = new_place(seat);
      if (at == Lane::kGone || nodes_[at].down || !has_gpus_for(at, seat, each)) return true;
      const Resources& left = nodes_[at].left;
      return (left.cpu_milli < 0 && each.cpu_milli > 0) || (left.memory_mib < 0 && each.memory_mib > 0) ||
             (left.gpu_milli < 0 && each.gpu_milli > 0);
    });
  }

 private:
  struct Node {
    Resources left;  // a single GPU in shared use is taken whole
    bool gpus_pooled;
    std::map<std::uint32_t, std::int64_t> shared;  // milli-GPUs taken, by slot
    bool down = false;
  };

  std::uint32_t new_place(const Seat& seat) const { return moved_.empty() ? seat.node : moved_[seat.node]; }

  // Of the right kind, however many.
  bool has_gpus_for(std::uint32_t node, const Seat& seat, const Resources& each) const {
    if (each.gpu_milli == 0 || nodes_[node].gpus_pooled) return true;
    return is_gpu_share(each.gpu_milli) ? seat.slot != Seat::kNoSlot : is_gpu_request(each.gpu_milli);
  }

  void change(const Placement& seats, const Resources& each, std::int64_t sign) {
    for (const Seat& seat : seats) {
      const std::uint32_t at = new_place(seat);
      if (at == Lane::kGone || !has_gpus_for(at, seat, each)) continue;
      Node& node = nodes_[at];
      Resources taken = each * (sign * seat.replicas);
      if (!node.gpus_pooled && is_gpu_share(each.gpu_milli)) {
        std::int64_t& share = node.shared[seat.slot];
        const bool was_open = share > 0;
        share += taken.gpu_milli;
        taken.gpu_milli = was_open == (share > 0) ? 0 : sign * kWholeGpu;
      }
      node.left -= taken;
    }
  }

  const std::vector<std::uint32_t>& moved_;
  std::vector<Node> nodes_;
};

}  // namespace

std::vector<JobId> misfits(const Lane& lane, std::span<const Job> jobs, const std::vector<Standing>& standings,
                           const LaneSpec& spec, const std::vector<std::uint32_t>& nodes) {
  std::vector<JobId> least_first(lane.running().begin(), lane.running().end());
  std::sort(least_first.begin(), least_first.end(), [&](JobId left, JobId right) {
    return std::tuple(jobs[left].priority, -standings[left].started_us, -std::int64_t{left}) <
           std::tuple(jobs[right].priority, -standings[right].started_us, -std::int64_t{right});
  });
  NewShape shape(spec, nodes);
  const auto seats = [&](JobId job) -> const Placement& { return lane.book().running_placement(job); };
  for (const JobId job : least_first) shape.take(seats(job), jobs[job].per_replica);
  std::vector<JobId> victims;
  for (const JobId job : least_first) {
    if (!shape.is_in_the_way(seats(job), jobs[job].per_replica)) continue;
    shape.give_back(seats(job), jobs[job].per_replica);
    victims.push_back(job);
  }
  // Who shared a GPU that others still use has made no room by leaving; one who made more than was needed, neither.
  std::vector<JobId> misfits;
  for (auto job = victims.rbegin(); job != victims.rend(); ++job) {
    shape.take(seats(*job), jobs[*job].per_replica);
    if (!shape.is_in_the_way(seats(*job), jobs[*job].per_replica)) continue;
    shape.give_back(seats(*job), jobs[*job].per_replica);
    misfits.push_back(*job);
  }
  std::reverse(misfits.begin(), misfits.end());
  return misfits;
}

}  // namespace berth::live
