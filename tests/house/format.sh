#!/usr/bin/env bash
# Every C++ file is as clang-format (.clang-format) would write it. Without clang-format: exit status 77, skipped.
#   format.sh [ROOT]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=${1:-$here/../..}
cd "$root"

formatter=$(command -v clang-format-14 || command -v clang-format) || {
  echo "no clang-format here: skipped"
  exit 77
}
"$here/files.sh" . '*.hpp' '*.cpp' | xargs -0 -r -P "$(nproc)" -n 16 "$formatter" --dry-run -Werror
