#!/usr/bin/env bash
# One definition of a type: two of the same name in the same namespace compile, and the linker takes the templates made
# of one for those of the other.
#   definitions.sh [ROOT]
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=${1:-$here/../..}
cd "$root"

# shellcheck disable=SC2016 # the program is awk's
# Namespaces open at the beginning of a line, and close with what they are as a comment.
"$here/files.sh" . '*.hpp' '*.cpp' | xargs -0 -r awk '
  FNR == 1 { depth = 0 }
  /^(inline )?namespace( [A-Za-z0-9_:]+)? \{$/ { open[++depth] = $0 ~ /namespace \{/ ? "" : $(NF - 1); next }
  /^\}  \/\/ namespace/ { --depth; next }
  match($0, /^(class|struct|enum class) [A-Z][A-Za-z0-9]*( final)?( :| \{)/) {
    name = $0
    sub(/^(class|struct|enum class) /, "", name)
    sub(/[^A-Za-z0-9].*/, "", name)
    scope = ""
    for (i = 1; i <= depth; ++i) {
      if (open[i] == "") next
      scope = scope open[i] "::"
    }
    if (scope == "") next
    place = FILENAME ":" FNR
    if (scope name in first && first[scope name] != place) {
      print place ": " scope name " is defined at " first[scope name] ", too"
      wrong = 1
    } else {
      first[scope name] = place
    }
  }
  END { exit wrong }'
