#!/usr/bin/env bash
# Tests the rules themselves: each case is a small tree with one thing wrong, which the rule must name by its place,
# or with nothing wrong, which it must accept.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

# tree FILE LINE [FILE LINE]...: a fresh tree of one-line files.
tree() {
  rm -rf "$scratch/tree"
  while (($#)); do
    mkdir -p "$(dirname "$scratch/tree/$1")"
    printf '%s\n' "$2" >"$scratch/tree/$1"
    shift 2
  done
}

refuses() {
  local rule=$1 place=$2 output
  if output=$("$here/$rule.sh" "$scratch/tree" 2>&1); then
    echo "$rule accepts what it should refuse at $place"
  elif [[ $output != *"$place"* ]]; then
    printf '%s refuses, but not at %s:\n%s\n' "$rule" "$place" "$output"
  else
    return 0
  fi
  failures=$((failures + 1))
}

accepts() {
  local rule=$1 output
  output=$("$here/$rule.sh" "$scratch/tree" 2>&1) && return
  printf '%s refuses what it should accept:\n%s\n' "$rule" "$output"
  failures=$((failures + 1))
}

tree engine/model/job.hpp '#include "engine/cluster/book.hpp"' && refuses layering engine/model/job.hpp:1
tree engine/replay.cpp '#include "scenarios/scenario.hpp"' && refuses layering engine/replay.cpp:1
tree engine/replay.cpp '  #  include <zlib.h>' && refuses layering engine/replay.cpp:1
tree engine/replay.cpp '#include <chrono>' && refuses layering engine/replay.cpp:1
tree scenarios/reader.cpp '#include "actors/replay.hpp"' && refuses layering scenarios/reader.cpp:1
tree scenarios/reader.cpp '#include "reader.hpp"' && refuses layering scenarios/reader.cpp:1
tree actors/cells.cpp '#include "scenarios/outcome.hpp"' && refuses layering actors/cells.cpp:1
tree actors/cells.cpp '#include <sqlite3.h>' && refuses layering actors/cells.cpp:1
tree api/cli/run.cpp '#include <caf/all.hpp>' && refuses layering api/cli/run.cpp:1
tree api/cli/run.hpp '#include <CLI/CLI.hpp>' && refuses layering api/cli/run.hpp:1
tree actors/one_actor.hpp '#include <caf/all.hpp>' api/run.cpp '#include "actors/one_actor.hpp"' &&
  refuses layering api/run.cpp:1

tree engine/cluster/book.cpp '#include "engine/model/job.hpp"' && accepts layering
tree engine/cluster/book.cpp '#include <vector>' && accepts layering
tree actors/one_actor.hpp '#include <caf/all.hpp>' actors/one.cpp '#include "actors/one_actor.hpp"' && accepts layering
tree actors/store/sqlite.cpp '#include <sqlite3.h>' && accepts layering
tree api/cli/run.cpp '#include <CLI/CLI.hpp>' && accepts layering
tree tests/api/run_test.cpp '#include "engine/model/job.hpp"' && accepts layering

two() { printf 'namespace berth {\n%s\n}  // namespace berth' "$1"; }
tree engine/a.hpp "$(two 'struct Node {')" scenarios/b.hpp "$(two 'class Node final : One {')" &&
  refuses definitions scenarios/b.hpp:2
tree engine/a.hpp "$(two 'struct Node {')" scenarios/b.hpp "$(two 'struct Node;')" && accepts definitions
tree engine/a.hpp "$(two 'struct Node {')" scenarios/b.cpp "$(two $'namespace {\nstruct Node {')" && accepts definitions

tree docs/page.md 'TO''DO: finish' && refuses open_ends docs/page.md:1
tree engine/a.cpp '// see /ho''me/someone' && refuses open_ends engine/a.cpp:1
tree api/package-lock.json '"https://regis''try.npmjs.org/x"' && refuses open_ends api/package-lock.json:1
tree docs/page.md 'nothing left to do; a network/work/ folder' && accepts open_ends

tree engine/a.cpp 'int  a;' && refuses format engine/a.cpp:1

exit "$((failures > 0))"
