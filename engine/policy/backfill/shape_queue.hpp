// Waiting jobs grouped by shape, what they ask for: jobs of one shape fit or do not fit together, so that whoever tries
// a queue past jobs that do not fit tries shapes, not jobs. Each group is kept in the policy's order.
//
// With g shapes of p different replicas waiting, of which f fit, a pass costs O(p + f) looks at the clusters and
// O(log n) a start; putting in and taking out cost O(log n). Where scores change with time a pass scores the jobs of
// the shapes that fit, and, once somebody starts, the others.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "engine/policy/backfill/shape.hpp"
#include "engine/scheduler/waiting_queue.hpp"

namespace berth {

class ShapeQueue {
 public:
  // `by_job`: each job is a shape of its own.
  explicit ShapeQueue(Scores scores, bool by_job = false)
      : scores_change_(scores == Scores::kChanging), by_job_(by_job) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void insert(const Waiting& waiting, const Job& job);
  // False when it is not there. The score counts only where scores never change.
  bool erase(const Waiting& waiting, const Job& job);

  // Null where scores never change.
  using Rescore = std::function<double(const Waiting&)>;
  // Whether somebody in the queue comes before one who is not.
  bool anyone_before(const Waiting& candidate, const Rescore* rescore) const;

  // Where a job of this one's shape could start now; kNoCluster where nowhere.
  using Choose = std::function<ClusterId(JobId)>;
  // Starts it there. `is_first`: nobody was passed over for it.
  using Start = std::function<void(const Waiting&, ClusterId, bool is_first)>;
  // Takes out and starts, in queue order, everybody whom `choose` finds a place for.
  // REQUIRES: what does not fit fits no better after a start or with more replicas of the same kind.
  void start_all_that_fit(const Rescore* rescore, const Choose& choose, const Start& start);

 private:
  struct Group {
    // Where scores change all are kept with a score of 0: by submission, then job.
    std::set<Waiting> jobs;
    bool in_line = false;  // during a pass: may still have somebody to start
  };
  using Groups = std::map<Shape, Group>;
  // A group in a pass.
  struct Line {
    Groups::iterator group;
    Waiting head;
    std::vector<Waiting> scored;  // where scores change: its jobs as a heap, the first on top
  };

  Waiting kept(Waiting waiting) const;
  Waiting first_of(const Group& group, const Rescore* rescore) const;
  // The first of those who are in no line; a job of kNoJob when there is nobody.
  Waiting first_left_out(const Rescore* rescore) const;
  Line line_of(Groups::iterator group, const Rescore* rescore) const;
  // Takes its head out of the queue. False when it was the last.
  bool advance(Line& line);

  bool scores_change_;
  bool by_job_;
  Groups groups_;
  std::size_t size_ = 0;
};

}  // namespace berth
