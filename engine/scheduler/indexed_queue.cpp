#include "engine/scheduler/indexed_queue.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace berth {
namespace {
constexpr std::int32_t kNoneInClass = std::numeric_limits<std::int32_t>::max();
}

struct IndexedQueue::Node {
  explicit Node(bool leaf) : is_leaf(leaf) {}
  bool is_leaf;
  int count = 0;
};

struct IndexedQueue::Leaf : Node {
  Leaf() : Node(true) {}
  Waiting* begin() { return jobs + offset; }
  const Waiting* begin() const { return jobs + offset; }
  const Waiting* end() const { return jobs + offset + count; }

  int offset = 0;  // jobs leave mostly at the front: they are stepped over, not moved up
  Waiting jobs[kLeafJobs];
};

struct IndexedQueue::Inner : Node {
  Inner() : Node(false) {}
  void insert_child(int at, Node* child) {
    std::copy_backward(lows + at, lows + count, lows + count + 1);
    std::copy_backward(summaries + at, summaries + count, summaries + count + 1);
    std::copy_backward(children + at, children + count, children + count + 1);
    children[at] = child;
    lows[at] = low(*child);
    summaries[at] = summarize(*child);
    ++count;
  }
  void erase_child(int at) {
    std::copy(lows + at + 1, lows + count, lows + at);
    std::copy(summaries + at + 1, summaries + count, summaries + at);
    std::copy(children + at + 1, children + count, children + at);
    --count;
  }

  Waiting lows[kChildren];  // no job of the child comes before its low
  Summary summaries[kChildren];
  Node* children[kChildren];
};

IndexedQueue::IndexedQueue() : root_(new Leaf) {}
IndexedQueue::~IndexedQueue() { destroy(root_); }

void IndexedQueue::destroy(Node* node) {
  if (node->is_leaf) {
    delete static_cast<Leaf*>(node);
    return;
  }
  auto* inner = static_cast<Inner*>(node);
  for (int i = 0; i < inner->count; ++i) destroy(inner->children[i]);
  delete inner;
}

int IndexedQueue::class_of(std::uint32_t replicas) {
  return replicas <= 1 ? 0 : std::min(kClasses - 1, static_cast<int>(std::bit_width(replicas - 1)));
}

std::int32_t IndexedQueue::whole_seconds(Duration duration) {
  return static_cast<std::int32_t>(std::min<Duration>(duration / kSecond, kNoneInClass - 2));
}

// A subtree may hold a passing job when in some class its shortest time is below the class's limit.
IndexedQueue::Summary IndexedQueue::limits_of(const Window& window) {
  Summary limits{};
  const std::int32_t longest = window.longest_us < 0 ? 0 : whole_seconds(window.longest_us) + 1;
  for (int k = 0; k < kClasses; ++k) {
    const std::int64_t narrowest = k == 0 ? 1 : (std::int64_t{1} << (k - 1)) + 1;
    if (narrowest <= window.spare) {
      limits[k] = kNoneInClass;
    } else if (narrowest <= window.units) {
      limits[k] = longest;
    }
  }
  return limits;
}

bool IndexedQueue::may_hold(const Summary& summary, const Summary& limits) {
  bool any = false;
  for (int k = 0; k < kClasses; ++k) any |= summary[k] < limits[k];
  return any;
}

IndexedQueue::Summary IndexedQueue::summarize(const Node& node) {
  Summary summary;
  summary.fill(kNoneInClass);
  if (node.is_leaf) {
    for (const Waiting& waiting : static_cast<const Leaf&>(node)) {
      std::int32_t& shortest = summary[class_of(waiting.replicas)];
      shortest = std::min(shortest, whole_seconds(waiting.requested_us));
    }
  } else {
    const auto& inner = static_cast<const Inner&>(node);
    for (int i = 0; i < inner.count; ++i) {
      for (int k = 0; k < kClasses; ++k) summary[k] = std::min(summary[k], inner.summaries[i][k]);
    }
  }
  return summary;
}

std::int32_t IndexedQueue::shortest_in_class(const Node& node, int size_class) {
  std::int32_t shortest = kNoneInClass;
  if (node.is_leaf) {
    for (const Waiting& waiting : static_cast<const Leaf&>(node)) {
      if (class_of(waiting.replicas) == size_class) shortest = std::min(shortest, whole_seconds(waiting.requested_us));
    }
  } else {
    const auto& inner = static_cast<const Inner&>(node);
    for (int i = 0; i < inner.count; ++i) shortest = std::min(shortest, inner.summaries[i][size_class]);
  }
  return shortest;
}

const Waiting& IndexedQueue::low(const Node& node) {
  return node.is_leaf ? *static_cast<const Leaf&>(node).begin() : static_cast<const Inner&>(node).lows[0];
}

int IndexedQueue::child_of(const Inner& inner, const Waiting& waiting) {
  const auto* above = std::upper_bound(inner.lows, inner.lows + inner.count, waiting);
  return std::max(0, static_cast<int>(above - inner.lows) - 1);
}

// Returns the right half when the node had to be split.
IndexedQueue::Node* IndexedQueue::insert_below(Node& node, const Waiting& waiting) {
  if (node.is_leaf) {
    auto& leaf = static_cast<Leaf&>(node);
    if (leaf.count == kLeafJobs) {
      auto* right = new Leaf;
      // At the end of the queue jobs mostly arrive in order: leave the left leaf nearly full.
      const bool at_end = *(leaf.end() - 1) < waiting;
      const int keep = at_end ? kLeafJobs - 1 : kLeafJobs / 2;
      right->count = leaf.count - keep;
      std::copy(leaf.begin() + keep, leaf.begin() + leaf.count, right->jobs);
      leaf.count = keep;
      insert_below(waiting < *right->begin() ? leaf : *right, waiting);
      return right;
    }
    if (leaf.offset + leaf.count == kLeafJobs) {
      std::copy(leaf.begin(), leaf.begin() + leaf.count, leaf.jobs);
      leaf.offset = 0;
    }
    Waiting* end = leaf.begin() + leaf.count;
    Waiting* at = leaf.count == 0 || *(end - 1) < waiting ? end : std::upper_bound(leaf.begin(), end, waiting);
    std::copy_backward(at, end, end + 1);
    *at = waiting;
    ++leaf.count;
    return nullptr;
  }

  auto& inner = static_cast<Inner&>(node);
  const int at = child_of(inner, waiting);
  Node* split_child = insert_below(*inner.children[at], waiting);
  if (waiting < inner.lows[at]) inner.lows[at] = waiting;
  if (!split_child) {
    std::int32_t& shortest = inner.summaries[at][class_of(waiting.replicas)];
    shortest = std::min(shortest, whole_seconds(waiting.requested_us));
    return nullptr;
  }
  inner.summaries[at] = summarize(*inner.children[at]);
  Inner* right = nullptr;
  Inner* target = &inner;
  int position = at + 1;
  if (inner.count == kChildren) {
    right = new Inner;
    const int keep = at + 1 == kChildren ? kChildren - 1 : kChildren / 2;
    right->count = inner.count - keep;
    std::copy(inner.lows + keep, inner.lows + inner.count, right->lows);
    std::copy(inner.summaries + keep, inner.summaries + inner.count, right->summaries);
    std::copy(inner.children + keep, inner.children + inner.count, right->children);
    inner.count = keep;
    if (position > keep) {
      target = right;
      position -= keep;
    }
  }
  target->insert_child(position, split_child);
  return right;
}

void IndexedQueue::insert(const Waiting& waiting) {
  Node* right = insert_below(*root_, waiting);
  ++size_;
  if (!right) return;
  auto* root = new Inner;
  root->insert_child(0, root_);
  root->insert_child(1, right);
  root_ = root;
}

void IndexedQueue::erase_below(Node& node, const Waiting& waiting, int size_class) {
  if (node.is_leaf) {
    auto& leaf = static_cast<Leaf&>(node);
    Waiting* at = leaf.begin();
    if (at->job == waiting.job) {
      ++leaf.offset;
    } else {
      Waiting* end = leaf.begin() + leaf.count;
      at = std::lower_bound(at, end, waiting);
      assert(at != end && at->job == waiting.job);
      std::copy(at + 1, end, at);
    }
    if (--leaf.count == 0) leaf.offset = 0;
    return;
  }
  auto& inner = static_cast<Inner&>(node);
  const int at = child_of(inner, waiting);
  Node& child = *inner.children[at];
  erase_below(child, waiting, size_class);
  if (child.count == 0) {
    destroy(&child);
    inner.erase_child(at);
    return;
  }
  std::int32_t& shortest = inner.summaries[at][size_class];
  if (shortest == whole_seconds(waiting.requested_us)) shortest = shortest_in_class(child, size_class);
}

void IndexedQueue::erase(const Waiting& one) {
  assert(size_ > 0);
  const Waiting waiting = one;  // it may be the queue's own, and go with its leaf
  erase_below(*root_, waiting, class_of(waiting.replicas));
  --size_;
  while (!root_->is_leaf && root_->count <= 1) {
    auto* root = static_cast<Inner*>(root_);
    root_ = root->count == 0 ? static_cast<Node*>(new Leaf) : root->children[0];
    delete root;
  }
}

const Waiting& IndexedQueue::first() const {
  assert(size_ > 0);
  const Node* node = root_;
  while (!node->is_leaf) node = static_cast<const Inner*>(node)->children[0];
  return *static_cast<const Leaf*>(node)->begin();
}

bool IndexedQueue::next_below(const Node& node, const Waiting* after, const Window& window, const Summary& limits,
                              Waiting& found) const {
  if (node.is_leaf) {
    const auto& leaf = static_cast<const Leaf&>(node);
    const Waiting* at = after ? std::upper_bound(leaf.begin(), leaf.end(), *after) : leaf.begin();
    for (; at != leaf.end(); ++at) {
      if (passes(*at, window)) {
        found = *at;
        return true;
      }
    }
    return false;
  }
  const auto& inner = static_cast<const Inner&>(node);
  int at = 0;
  if (after) {
    at = child_of(inner, *after);
    if (may_hold(inner.summaries[at], limits) && next_below(*inner.children[at], after, window, limits, found)) {
      return true;
    }
    ++at;
  }
  for (; at < inner.count; ++at) {
    if (may_hold(inner.summaries[at], limits) && next_below(*inner.children[at], nullptr, window, limits, found)) {
      return true;
    }
  }
  return false;
}

bool IndexedQueue::next(const Waiting& after, const Window& window, Waiting& found) const {
  if (window.units <= 0 && window.spare <= 0) return false;  // a full machine is the common case
  return size_ > 0 && next_below(*root_, &after, window, limits_of(window), found);
}

}  // namespace berth
