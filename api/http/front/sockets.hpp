// What the server asks of the system's sockets.
#pragma once

#include <string>
#include <sys/socket.h>
#include <sys/types.h>

#include "engine/model/result.hpp"
#include "engine/model/time.hpp"

namespace berth::http {

struct Listening {
  int fd = -1;
  int port = 0;
};
// `port` 0: any that is free.
Result<Listening> listen_on(const std::string& host, int port);

std::string address_text(const sockaddr_storage& address);

// recv() that tells how long ago the last of the bytes reached this machine, as its kernel saw it.
ssize_t receive_stamped(int fd, char* bytes, std::size_t size, Duration& waited_us);

// As many files as the machine allows.
void raise_file_limit();

// Wakes who waits for an eventfd.
void signal_event(int event_fd);

// Of a clock that only goes on.
Time steady_now_us();

}  // namespace berth::http
