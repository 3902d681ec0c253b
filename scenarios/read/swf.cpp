#include "scenarios/read/swf.hpp"

#include <cstring>
#include <vector>

#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/swf_parser.hpp"

namespace berth {

Result<Workload> read_swf(const std::string& path, ReadReport& report) {
  constexpr std::size_t kChunk = 256 * 1024;
  Result<InputFile> file = InputFile::open(path);
  if (!file) return file.error();
  SwfParser parser(path);
  ContentHash hash;
  std::vector<char> buffer(kSwfLineLimit + kChunk + 1);  // a line not ended yet, what comes next, a '\n' of ours
  std::size_t held = 0;                                  // bytes of the line not ended yet
  bool reserved = false;
  for (;;) {
    const Result<std::size_t> got = file->read(buffer.data() + held, kChunk);
    if (!got) return got.error();
    hash.update(buffer.data() + held, *got);
    std::size_t filled = held + *got;
    if (*got == 0 && held > 0) buffer[filled++] = '\n';

    const void* last = memrchr(buffer.data() + held, '\n', filled - held);
    if (last != nullptr) {
      const auto lines = static_cast<std::size_t>(static_cast<const char*>(last) - buffer.data()) + 1;
      if (!parser.feed(buffer.data(), buffer.data() + lines)) return parser.finish(report);
      std::memmove(buffer.data(), buffer.data() + lines, filled - lines);
      filled -= lines;
      if (!reserved) parser.reserve_for(file->expected_bytes());
      reserved = true;
    }
    held = filled;
    if (*got == 0) break;
    if (held > kSwfLineLimit) {
      parser.refuse_long_line();
      return parser.finish(report);
    }
  }
  report.input_hash = hash.hex();
  return parser.finish(report);
}

Result<Workload> parse_swf(std::string_view text, const std::string& place, ReadReport& report) {
  SwfParser parser(place);
  report.input_hash = content_hash(text);
  const std::size_t lines = text.rfind('\n') + 1;  // 0 where there is no line's end
  if (!parser.feed(text.data(), text.data() + lines)) return parser.finish(report);
  if (lines < text.size()) {
    std::string rest(text.substr(lines));
    rest += '\n';
    parser.feed(rest.data(), rest.data() + rest.size());
  }
  return parser.finish(report);
}

}  // namespace berth
