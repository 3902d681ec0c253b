// The live corridor's messages. A folder travels as one pointer and belongs to whoever holds it.
//
//   session      → organization | directory   (ask, folder)      identity is settled
//   directory    → organization | store       (ask, folder)      names and memberships are claimed
//   organization → scheduler                  (ask, folder)      rights and quota are settled
//   scheduler    → cluster … | store          (award, folder)    decided: commit it on the clusters, then durably
//   store        → whoever waits              the slot           committed, published, answered
#pragma once

#include <future>

#include <caf/all.hpp>

#include "actors/live/folder.hpp"

namespace berth::live {

using AskAtom = caf::atom_constant<caf::atom("ask")>;
using AwardAtom = caf::atom_constant<caf::atom("award")>;
using CommitAtom = caf::atom_constant<caf::atom("commit")>;
using FlushAtom = caf::atom_constant<caf::atom("flush")>;
using LeaseAtom = caf::atom_constant<caf::atom("lease")>;
using TidyAtom = caf::atom_constant<caf::atom("tidy")>;
using TickAtom = caf::atom_constant<caf::atom("tick")>;
using MeasureAtom = caf::atom_constant<caf::atom("measure")>;
using ExpireAtom = caf::atom_constant<caf::atom("expire")>;
using ReleaseAtom = caf::atom_constant<caf::atom("release")>;
using DeclineAtom = caf::atom_constant<caf::atom("decline")>;
using ReloadAtom = caf::atom_constant<caf::atom("reload")>;
using EventsAtom = caf::atom_constant<caf::atom("events")>;
using DrainAtom = caf::atom_constant<caf::atom("drain")>;

}  // namespace berth::live

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::live::FolderPtr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::shared_ptr<std::promise<void>>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::shared_ptr<std::promise<berth::Result<std::vector<berth::JournalRecord>>>>)
