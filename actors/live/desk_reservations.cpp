// Nodes that are closed for a while: maintenance windows, and advance reservations.
#include <algorithm>
#include <numeric>

#include "actors/live/amounts.hpp"
#include "actors/live/desk.hpp"
#include "actors/live/shapes.hpp"

namespace berth::live {

bool Desk::change(Folder& folder, const MakeReservation& wish) {
  Room* room = find_room(wish.cluster_id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  Cluster cluster = room->view;
  const std::int64_t count = spec_of(cluster).node_count();
  Closure closure = wish.closure;
  if (closure.nodes.empty()) {
    closure.nodes.resize(static_cast<std::size_t>(count));
    std::iota(closure.nodes.begin(), closure.nodes.end(), 0U);
  }
  std::sort(closure.nodes.begin(), closure.nodes.end());
  closure.nodes.erase(std::unique(closure.nodes.begin(), closure.nodes.end()), closure.nodes.end());
  if (!closure.nodes.empty() && closure.nodes.back() >= count) {
    return refuse(folder, Fault::kNotFound, "not_found", "Node not found");
  }
  std::erase_if(cluster.reservations, [&](const Reservation& one) { return one.closure.until_us <= folder.now; });
  if (cluster.reservations.size() >= kClosuresLimit) {
    return refuse(folder, Fault::kConflict, "too_many_reservations",
                  "A cluster has at most " + std::to_string(kClosuresLimit) + " reservations at a time");
  }
  const auto behind =
      std::upper_bound(cluster.reservations.begin(), cluster.reservations.end(), closure.from_us,
                       [](Time from_us, const Reservation& one) { return from_us < one.closure.from_us; });
  cluster.reservations.insert(behind, {++cluster.reservations_made, std::move(closure)});
  return change_reservations(folder, *room, std::move(cluster), "cluster.reservation_made");
}

bool Desk::change(Folder& folder, const EndReservation& wish) {
  Room* room = find_room(wish.cluster_id);
  if (!room) return refuse(folder, Fault::kNotFound, "not_found", "Cluster not found");
  Cluster cluster = room->view;
  if (std::erase_if(cluster.reservations, [&](const Reservation& one) { return one.id == wish.reservation_id; }) == 0) {
    return refuse(folder, Fault::kNotFound, "not_found", "Reservation not found");
  }
  return change_reservations(folder, *room, std::move(cluster), "cluster.reservation_ended");
}

bool Desk::change_reservations(Folder& folder, Room& room, Cluster cluster, const char* event) {
  ++cluster.version;
  room.view = cluster;
  Changes changes;
  scheduler_.change_lane(room.lane, lane_of(cluster), {}, folder.now, changes);
  record(folder, "cluster", cluster.id, event, to_document(cluster));
  folder.publications.emplace_back(cluster);
  conclude(folder, changes, kNoJob, {});
  folder.answer = ClusterShown{cluster, left_of(cluster.limit, scheduler_.used(room.lane))};
  return true;
}

}  // namespace berth::live
