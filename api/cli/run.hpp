// The `berth` command: flags in, exit status out. 0 ok, 1 the work failed, 2 bad usage or bad input.
#pragma once

namespace berth::cli {

int run(int argument_count, char** arguments);

}  // namespace berth::cli
