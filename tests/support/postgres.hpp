// A throw-away Postgres of the test program's own: started when first asked for, on a free loopback port and a unix
// socket, and gone with the program, however it ends. Its files were made once for the build folder, and are copied.
#pragma once

#include <memory>
#include <string>
#include <sys/types.h>

namespace berth::test {

class PostgresServer {
 public:
  // The program's one; null, with the reason in `why`, where Postgres is not installed or does not start.
  static PostgresServer* shared(std::string* why = nullptr);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // An empty database; returns its URL, over TCP.
  std::string make_database();
  // The same with its tables in this folder (its journal of what it writes stays where it is). To be dropped before the
  // folder goes.
  std::string make_database_in(const std::string& folder);
  void drop_with_tables(const std::string& url);

  // Waits until it answers; fails the test when it does not. From the main thread, with which it ends.
  void start();
  void stop();                                                    // as a person does, at once (SIGINT)
  void kill_hard();                                               // SIGKILL to it and all its backends: as in a crash
  void pause(bool paused);                                        // SIGSTOP or SIGCONT to it and all its backends
  void run(const std::string& database, const std::string& sql);  // through psql

  // As a real one does, for what is timed; it does not until asked, since no test survives the machine.
  void sync_to_disk();

  int port() const { return port_; }
  std::string socket_folder() const { return folder_; }

 private:
  PostgresServer() = default;
  void signal_all(int signal);
  bool answers() const;
  std::string psql(const std::string& database, const std::string& sql, int* status) const;

  std::string folder_;
  int port_ = 0;
  pid_t process_ = -1;
  int databases_ = 0;
};

}  // namespace berth::test
