#!/usr/bin/env bash
# clang-tidy (.clang-tidy) on the .cpp files named on standard input, NUL-separated, compiled as in BUILD.
#   tidy.sh BUILD <FILES
set -euo pipefail
build=$1
command -v clang-tidy >/dev/null || {
  echo "no clang-tidy here: skipped"
  exit 0
}

# clang cannot read g++'s precompiled headers: their commands without them, in a folder of their own.
database=$build/tidy
mkdir -p "$database"
sed -E 's/ -Winvalid-pch//g; s/ -include [^ ]*cmake_pch\.hxx//g; s/ -Wno-(restrict|stringop-overflow|array-bounds)//g' \
  "$build/compile_commands.json" >"$database/compile_commands.json"
xargs -0 -r -P "$(nproc)" -n 1 clang-tidy -p "$database" --quiet --warnings-as-errors='*'
