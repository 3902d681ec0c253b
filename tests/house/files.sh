#!/usr/bin/env bash
# The project's own files below ROOT whose names match a pattern, NUL-separated and sorted: those at the top and those
# in the rooms, never what a build made.
#   files.sh ROOT PATTERN...
set -euo pipefail
cd "$1"
shift
names=()
for pattern in "$@"; do names+=(-o -name "$pattern"); done
{
  find . -maxdepth 1 -type f ! -name .git \( "${names[@]:1}" \) -print0
  for room in .ci api actors bench cmake docs engine scenarios tests; do
    [[ ! -d $room ]] || find "./$room" -name node_modules -prune -o -type f \( "${names[@]:1}" \) -print0
  done
} | sed -z 's|^\./||' | LC_ALL=C sort -z
