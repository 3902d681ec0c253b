#include "engine/scheduler/indexed_queue.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace berth {
namespace {

constexpr std::int32_t kNoneInClass = std::numeric_limits<std::int32_t>::max();

std::int32_t capped(std::int64_t units) { return static_cast<std::int32_t>(std::min(units, kCountLimit)); }

}  // namespace

struct IndexedQueue::Node {
  explicit Node(bool leaf) : is_leaf(leaf) {}
  bool is_leaf;
  int count = 0;
};

struct IndexedQueue::Leaf : Node {
  Leaf() : Node(true) {}
  const Waiting* begin() const { return jobs + offset; }
  const Waiting* end() const { return jobs + offset + count; }

  // The first job from `at` on that passes; end() when there is none.
  const Waiting* first_passing(const Waiting* at, const Window& window) const;
  std::int32_t shortest_in_class(int size_class) const;

  // Takes in [from, from + many) of another leaf in place of all it has.
  void assign(const Leaf& other, int from, int many) {
    std::copy_n(other.jobs + from, many, jobs);
    std::copy_n(other.replicas + from, many, replicas);
    std::copy_n(other.seconds + from, many, seconds);
    offset = 0;
    count = many;
  }
  void insert(int at, const Waiting& waiting) {
    const int end = offset + count;
    std::copy_backward(jobs + at, jobs + end, jobs + end + 1);
    std::copy_backward(replicas + at, replicas + end, replicas + end + 1);
    std::copy_backward(seconds + at, seconds + end, seconds + end + 1);
    jobs[at] = waiting;
    replicas[at] = static_cast<std::int32_t>(waiting.replicas);
    seconds[at] = whole_seconds(waiting.requested_us);
    ++count;
  }
  void erase(int at) {
    const int end = offset + count;
    if (at - offset < end - at) {
      std::copy_backward(jobs + offset, jobs + at, jobs + at + 1);
      std::copy_backward(replicas + offset, replicas + at, replicas + at + 1);
      std::copy_backward(seconds + offset, seconds + at, seconds + at + 1);
      ++offset;
    } else {
      std::copy(jobs + at + 1, jobs + end, jobs + at);
      std::copy(replicas + at + 1, replicas + end, replicas + at);
      std::copy(seconds + at + 1, seconds + end, seconds + at);
    }
    if (--count == 0) offset = 0;
  }

  int offset = 0;  // jobs leave mostly near the front: those before them move up
  Waiting jobs[kLeafJobs];
  // The same again of each job, to be compared several at a time; what lies behind the last is read, and not heeded.
  std::int32_t replicas[kLeafJobs + kAtOnce]{};
  std::int32_t seconds[kLeafJobs + kAtOnce]{};
};

const Waiting* IndexedQueue::Leaf::first_passing(const Waiting* from, const Window& window) const {
  const std::int32_t units = capped(window.units), spare = capped(window.spare);
  const std::int32_t longest = window.longest_us < 0 ? -1 : whole_seconds(window.longest_us);
  const int last = offset + count;
  for (int at = static_cast<int>(from - jobs); at < last; at += kAtOnce) {
    std::int32_t none_passes = -1;  // below 0 as long as each is beyond what it would have to stay within
#pragma GCC unroll 1
    for (int i = 0; i < kAtOnce; ++i) {
      none_passes &= ((units - replicas[at + i]) | (longest - seconds[at + i])) & (spare - replicas[at + i]);
    }
    if (none_passes < 0) continue;
    for (int i = at; i < std::min(at + kAtOnce, last); ++i) {
      if (passes(jobs[i], window)) return jobs + i;
    }
  }
  return jobs + last;
}

std::int32_t IndexedQueue::Leaf::shortest_in_class(int size_class) const {
  const std::int32_t narrowest = narrowest_in(size_class);
  const std::int32_t widest = size_class == kClasses - 1 ? kNoneInClass - 1 : narrowest_in(size_class + 1) - 1;
  std::int32_t shortest = kNoneInClass;
  for (int i = offset; i < offset + count; ++i) {
    // All bits are set of who is of another class, which makes it the longest of all once the sign is cut off.
    const std::int32_t is_other = ((replicas[i] - narrowest) | (widest - replicas[i])) >> 31;
    shortest = std::min(shortest, (seconds[i] | is_other) & kNoneInClass);
  }
  return shortest;
}

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

  mutable int recent = 0;
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
  const std::int32_t spare = capped(window.spare), units = capped(window.units);
  for (int k = 0; k < kClasses; ++k) {
    const std::int32_t narrowest = narrowest_in(k);
    limits[k] = narrowest <= spare ? kNoneInClass : narrowest <= units ? longest : 0;
  }
  return limits;
}

bool IndexedQueue::may_hold(const Summary& summary, const Summary& limits) {
  std::int32_t differences = 0;  // nothing is negative: one of them is where a time is below its limit
  for (int k = 0; k < kClasses; ++k) differences |= summary[k] - limits[k];
  return differences < 0;
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
  if (node.is_leaf) return static_cast<const Leaf&>(node).shortest_in_class(size_class);
  const auto& inner = static_cast<const Inner&>(node);
  std::int32_t shortest = kNoneInClass;
  for (int i = 0; i < inner.count; ++i) shortest = std::min(shortest, inner.summaries[i][size_class]);
  return shortest;
}

const Waiting& IndexedQueue::low(const Node& node) {
  return node.is_leaf ? *static_cast<const Leaf&>(node).begin() : static_cast<const Inner&>(node).lows[0];
}

int IndexedQueue::child_of(const Inner& inner, const Waiting& waiting) {
  // Most are of the first, the last, or the child last come to: that can be predicted, as halving cannot.
  const int last = inner.count - 1;
  if (last == 0 || waiting < inner.lows[1]) return 0;
  if (!(waiting < inner.lows[last])) return last;
  const int recent = inner.recent;
  const bool again = recent < last && !(waiting < inner.lows[recent]) && waiting < inner.lows[recent + 1];
  if (!again)
    inner.recent = static_cast<int>(std::upper_bound(inner.lows, inner.lows + last, waiting) - inner.lows) - 1;
  return inner.recent;
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
      right->assign(leaf, leaf.offset + keep, leaf.count - keep);
      leaf.count = keep;
      insert_below(waiting < *right->begin() ? leaf : *right, waiting);
      return right;
    }
    if (leaf.offset + leaf.count == kLeafJobs) {
      leaf.assign(leaf, leaf.offset, leaf.count);
    }
    const Waiting* end = leaf.end();
    const Waiting* at = leaf.count == 0 || *(end - 1) < waiting ? end : std::upper_bound(leaf.begin(), end, waiting);
    leaf.insert(static_cast<int>(at - leaf.jobs), waiting);
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
    int at = leaf.offset;
    while (leaf.jobs[at].job != waiting.job) ++at;  // predictable, as halving is not
    assert(at < leaf.offset + leaf.count);
    leaf.erase(at);
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
    const Waiting* at = leaf.begin();
    if (after) at = at->job == after->job ? at + 1 : std::upper_bound(at, leaf.end(), *after);
    at = leaf.first_passing(at, window);
    if (at == leaf.end()) return false;
    found = *at;
    return true;
  }
  const auto& inner = static_cast<const Inner&>(node);
  for (int at = after ? child_of(inner, *after) : 0; at < inner.count; ++at, after = nullptr) {
    if (may_hold(inner.summaries[at], limits) && next_below(*inner.children[at], after, window, limits, found)) {
      inner.recent = at;
      return true;
    }
  }
  return false;
}

bool IndexedQueue::next(const Waiting& after, const Window& window, Waiting& found) const {
  if (window.units <= 0 && window.spare <= 0) return false;  // a full machine is the common case
  if (size_ == 0) return false;
  return next_below(*root_, &after, window, root_->is_leaf ? Summary{} : limits_of(window), found);
}

}  // namespace berth
