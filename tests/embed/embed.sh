#!/usr/bin/env bash
# Installs BUILD into a temporary prefix and builds and runs the programs beside this script against it.
#   embed.sh BUILD COMPILER COMPILER_FLAGS
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
build=$1 compiler=$2 flags=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# expect_output PROGRAM TEXT
expect_output() {
  local printed
  printed=$("$1")
  [[ $printed == "$2" ]] && return
  printf '%s printed:\n%s\nexpected:\n%s\n' "${1##*/}" "$printed" "$2" >&2
  exit 1
}

# embed FOLDER OPTIONS_OF_CMAKE...
embed() {
  local folder=$1
  shift
  cmake -S "$here" -B "$folder" -G Ninja --log-level=WARNING --no-warn-unused-cli -DCMAKE_PREFIX_PATH="$scratch/prefix" \
    -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$flags" "$@"
  cmake --build "$folder"
}

cmake --install "$build" --prefix "$scratch/prefix" >/dev/null

embed "$scratch/engine" -DCMAKE_DISABLE_FIND_PACKAGE_CAF=ON -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON \
  -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON -DCMAKE_DISABLE_FIND_PACKAGE_Threads=ON
expect_output "$scratch/engine/three_jobs" $'0 100\n100 150\n2 32'

embed "$scratch/actors" -DEMBED_ACTORS=ON
expect_output "$scratch/actors/through_actors" '0 100'

"$scratch/prefix/bin/berth" --version >/dev/null
