// Who did something, from where, and why: the journal's `cause`, a JSON object.
#pragma once

#include <string>

#include "actors/live/command.hpp"

namespace berth::live {

std::string cause_of(const Caller& caller, const std::string& reason = {});

}  // namespace berth::live
