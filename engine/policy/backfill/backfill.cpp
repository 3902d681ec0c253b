#include "engine/policy/backfill/backfill.hpp"

namespace berth {

ClusterId best_cluster_among(const Pass& pass, const Job& job) {
  ClusterId best = kNoCluster;
  double least = 0;
  for (ClusterId cluster = 0; cluster < pass.cluster_count(); ++cluster) {
    const Book& book = *pass.books[cluster];
    if (!book.fits_now(job)) continue;
    const double left = book.left_after(job);
    if (best == kNoCluster || left < least) {
      best = cluster;
      least = left;
    }
  }
  return best;
}

}  // namespace berth
