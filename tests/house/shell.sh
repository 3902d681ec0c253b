#!/usr/bin/env bash
# Every shell script is what shellcheck would accept; without shellcheck, at least what bash can parse.
#   shell.sh [ROOT]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=${1:-$here/../..}
cd "$root"

checker=(bash -n)
if command -v shellcheck >/dev/null; then checker=(shellcheck); fi
{
  printf '%s\0' dev .ci/run
  "$here/files.sh" . '*.sh'
} | xargs -0 -n 1 "${checker[@]}"
