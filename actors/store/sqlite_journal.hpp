// The journal in one SQLite file: WAL, synchronous=FULL. FILE.lock keeps a second process out and goes with this one,
// however it ends; the epoch is checked by every append all the same, in case the lock file was removed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "actors/store/journal.hpp"

namespace berth {

struct SqliteSettings {
  std::string file;             // its folder is made when missing
  std::int64_t pages_most = 0;  // pages of 4 KiB the file may grow to; 0: as many as fit on the disk
  Duration busy_us = kSecond;   // how long to wait for someone who looks into the file and locks it
};

std::unique_ptr<Journal> make_sqlite_journal(const SqliteSettings& settings);

}  // namespace berth
