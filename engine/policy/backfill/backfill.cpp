#include "engine/policy/backfill/backfill.hpp"

namespace berth {

ClusterId best_cluster_now(const Pass& pass, const Job& job) {
  if (pass.books.size() == 1) return pass.books[0]->fits_now(job) ? ClusterId{0} : kNoCluster;
  ClusterId best = kNoCluster;
  double least = 0;
  for (ClusterId cluster = 0; cluster < pass.books.size(); ++cluster) {
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
