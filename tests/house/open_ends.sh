#!/usr/bin/env bash
# Finds what must not be in the tree: work left open in the code, hosts of package registries (builds take them from
# the machine's own settings), and paths of one machine.
#   open_ends.sh [ROOT]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=${1:-$here/../..}
cd "$root"

# Put together here, so that this file does not find itself.
left_open='\b(TO''DO|FIX''ME|XX''X|HA''CK)\b'
registries='regis''try\.(npmjs|yarnpkg|npmmirror)|de''b\.debian\.org|py''pi\.org|cra''tes\.io|proxy\.gol''ang'
machine_paths='(^|[^A-Za-z0-9_.])/(wo''rk|ro''ot|ho''me)/'

found=0
search() {
  local what=$1 pattern=$2 lines
  lines=$("$here/files.sh" . '*' '.*' | xargs -0 -r grep -HnIE "$pattern" -- || true)
  [[ -z $lines ]] && return
  printf '%s:\n%s\n' "$what" "$lines"
  found=1
}
search 'left open in the code' "$left_open"
search 'hosts of package registries' "$registries"
search 'paths of one machine' "$machine_paths"
exit "$found"
