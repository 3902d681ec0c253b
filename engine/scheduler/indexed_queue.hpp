// The waiting queue as a B+ tree in queue order. Every subtree is summarized by the shortest requested time among its
// jobs of each size class (1, 2, 3–4, 5–8 … replicas), so that a search for a job that fits a window enters only
// subtrees that may hold one.
#pragma once

#include <array>

#include "engine/scheduler/waiting_queue.hpp"

namespace berth {

class IndexedQueue final : public WaitingQueue {
 public:
  IndexedQueue();
  ~IndexedQueue() override;
  IndexedQueue(const IndexedQueue&) = delete;
  IndexedQueue& operator=(const IndexedQueue&) = delete;

  void insert(const Waiting& waiting) override;
  void erase(const Waiting& waiting) override;
  const Waiting& first() const override;
  bool next(const Waiting& after, const Window& window, Waiting& found) const override;
  void rescore(const std::function<double(const Waiting&)>&) override {}

 private:
  static constexpr int kClasses = 16;
  static constexpr int kLeafJobs = 64;
  static constexpr int kChildren = 32;
  static constexpr int kAtOnce = 8;  // jobs of a leaf that are compared together
  // By size class: shortest requested time in whole seconds; kNoneInClass where the class is empty.
  using Summary = std::array<std::int32_t, kClasses>;
  struct Node;
  struct Leaf;
  struct Inner;

  static int class_of(std::uint32_t replicas);
  static constexpr std::int32_t narrowest_in(int size_class) { return (1 << size_class) / 2 + 1; }
  static std::int32_t whole_seconds(Duration duration);
  static Summary limits_of(const Window& window);
  static bool may_hold(const Summary& summary, const Summary& limits);
  static Summary summarize(const Node& node);
  static std::int32_t shortest_in_class(const Node& node, int size_class);
  static const Waiting& low(const Node& node);
  static int child_of(const Inner& inner, const Waiting& waiting);

  Node* insert_below(Node& node, const Waiting& waiting);
  void erase_below(Node& node, const Waiting& waiting, int size_class);
  bool next_below(const Node& node, const Waiting* after, const Window& window, const Summary& limits,
                  Waiting& found) const;
  static void destroy(Node* node);

  Node* root_;
};

}  // namespace berth
