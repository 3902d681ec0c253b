// Few threads wait for sockets, as many as the machine has processors, so that quick requests stay on warm ones. A
// handler that is going to wait for somebody else says so first, and another thread takes its place.
#pragma once

namespace berth::http {

// Does nothing on a thread that serves no request.
void about_to_block();

}  // namespace berth::http
