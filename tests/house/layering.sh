#!/usr/bin/env bash
# Proves that includes point downward and that every library stays in its room. The rules are the tables at the top of
# layering.awk; docs/architecture.md gives their reasons.
#   layering.sh [ROOT]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=${1:-$here/../..}
cd "$root"

"$here/files.sh" . '*.hpp' '*.cpp' | xargs -0 -r awk -f "$here/layering.awk"
