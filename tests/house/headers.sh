#!/usr/bin/env bash
# Every header compiles on its own, so that including it never depends on what was included before. A header that its
# own .cpp includes first has been proved by the build; the others are compiled here.
#   headers.sh [ROOT]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=${1:-$here/../..}
cd "$root"

# -include, because `#pragma once` in the main file is a warning.
"$here/files.sh" . '*.hpp' |
  while read -r -d '' header; do
    first=$(grep -m 1 '#include' "${header%.hpp}.cpp" 2>/dev/null || true)
    [[ $first == "#include \"$header\"" ]] || printf '%s\0' "$header"
  done |
  xargs -0 -r -P "$(nproc)" -I '{}' "${CXX:-c++}" -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I. \
    -include '{}' -x c++ /dev/null
