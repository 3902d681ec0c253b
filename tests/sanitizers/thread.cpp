// What the thread sanitizer is to know of libraries that were built without it; part of every test program of the tsan
// preset. Nothing is suppressed.
//
// CAF hands messages from thread to thread with atomics inside libcaf_core, which the sanitizer does not see:
// everything a message carries would seem a race. The functions below stand before CAF's own of the same names, tell
// the sanitizer what those guarantee, and go on to them:
//   a message: what its sender did before it was sent has happened before its receiver handles it, or drops it unread;
//   an actor: it is run by one thread at a time, each run after the one before, and the first after its making; what it
//     has not handled when it ends was sent before;
//   a counted reference: what was done with it before it was given up has happened before the object's end.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <caf/actor_control_block.hpp>
#include <caf/memory_managed.hpp>
#include <caf/ref_counted.hpp>
#include <caf/scheduled_actor.hpp>

namespace {

// The next definition of a symbol: CAF's.
template <class Function>
Function* next(const char* symbol) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, symbol));
}

// By what a message is known here.
void* place_of(const caf::memory_managed& message) { return const_cast<caf::memory_managed*>(&message); }

// And by what an actor's mailbox is, apart from the actor's runs.
void* mailbox_of(caf::scheduled_actor* actor) { return reinterpret_cast<char*>(actor) + 1; }

}  // namespace

extern "C" const char* __tsan_default_options() { return "halt_on_error=1:second_deadlock_stack=1:history_size=7"; }

namespace caf {

void scheduled_actor::enqueue(mailbox_element_ptr element, execution_unit* thread) {
  static auto* const go_on = next<void(scheduled_actor*, mailbox_element_ptr, execution_unit*)>(
      "_ZN3caf15scheduled_actor7enqueueESt10unique_ptrINS_15mailbox_elementENS_6detail8disposerEEPNS_14execution_"
      "unitE");
  __tsan_release(place_of(*element));
  __tsan_release(mailbox_of(this));
  go_on(this, std::move(element), thread);
}

bool scheduled_actor::cleanup(error&& reason, execution_unit* thread) {
  static auto* const go_on = next<bool(scheduled_actor*, error&&, execution_unit*)>(
      "_ZN3caf15scheduled_actor7cleanupEONS_5errorEPNS_14execution_unitE");
  __tsan_acquire(mailbox_of(this));
  return go_on(this, std::move(reason), thread);
}

invoke_message_result scheduled_actor::consume(mailbox_element& element) {
  static auto* const go_on = next<invoke_message_result(scheduled_actor*, mailbox_element&)>(
      "_ZN3caf15scheduled_actor7consumeERNS_15mailbox_elementE");
  __tsan_acquire(place_of(element));
  return go_on(this, element);
}

void memory_managed::request_deletion(bool decremented) const noexcept {
  static auto* const go_on = next<void(const memory_managed*, bool)>("_ZNK3caf14memory_managed16request_deletionEb");
  __tsan_acquire(place_of(*this));
  go_on(this, decremented);
}

void scheduled_actor::launch(execution_unit* thread, bool lazy, bool hide) {
  static auto* const go_on = next<void(scheduled_actor*, execution_unit*, bool, bool)>(
      "_ZN3caf15scheduled_actor6launchEPNS_14execution_unitEbb");
  __tsan_release(this);
  go_on(this, thread, lazy, hide);
}

resumable::resume_result scheduled_actor::resume(execution_unit* thread, std::size_t messages) {
  static auto* const go_on = next<resume_result(scheduled_actor*, execution_unit*, std::size_t)>(
      "_ZN3caf15scheduled_actor6resumeEPNS_14execution_unitEm");
  __tsan_acquire(this);
  const resume_result result = go_on(this, thread, messages);
  __tsan_release(this);
  return result;
}

void ref_counted::deref() const noexcept {
  static auto* const go_on = next<void(const ref_counted*)>("_ZNK3caf11ref_counted5derefEv");
  auto* const place = const_cast<ref_counted*>(this);
  __tsan_release(place);
  __tsan_acquire(place);
  go_on(this);
}

void intrusive_ptr_release(actor_control_block* actor) {
  static auto* const go_on =
      next<void(actor_control_block*)>("_ZN3caf21intrusive_ptr_releaseEPNS_19actor_control_blockE");
  __tsan_release(actor);
  __tsan_acquire(actor);
  go_on(actor);
}

void scheduled_actor::intrusive_ptr_release_impl() {
  static auto* const go_on = next<void(scheduled_actor*)>("_ZN3caf15scheduled_actor26intrusive_ptr_release_implEv");
  __tsan_release(ctrl());
  __tsan_acquire(ctrl());
  go_on(this);
}

// Whoever gives up the last counted reference ends the actor, and then gives up its place in memory.
void intrusive_ptr_release_weak(actor_control_block* actor) {
  static auto* const go_on =
      next<void(actor_control_block*)>("_ZN3caf26intrusive_ptr_release_weakEPNS_19actor_control_blockE");
  __tsan_release(actor);
  __tsan_acquire(actor);
  go_on(actor);
}

}  // namespace caf
