# The rules of layering.sh, as tables: reads .hpp and .cpp files, prints what breaks a rule, exits 1 if anything does.
BEGIN {
  # What a room may include of ours.
  below["engine/model"] = "engine/model/"
  below["engine"] = "engine/"
  below["scenarios"] = "scenarios/ engine/"
  below["actors"] = "actors/ engine/"
  below["actors/store"] = "actors/ engine/"
  below["api"] = "api/ scenarios/ actors/ engine/"
  below["bench"] = below["tests"] = "bench/ tests/ api/ scenarios/ actors/ engine/"

  # Where a library may be seen.
  home["caf/"] = "actors bench tests"
  home["httplib.h"] = "api bench tests"
  home["pqxx/"] = home["sqlite3.h"] = "actors/store bench tests"
  home["CLI/"] = "api bench"

  # Slow to compile: in .cpp files only. Headers of actors/ may see CAF, and are then private to the room.
  split("caf/ httplib.h pqxx/ CLI/ spdlog/ fmt/ boost/", heavy)
  light["boost/json/fwd.hpp"] = 1

  # The engine takes time, randomness and input as arguments.
  impure = " chrono condition_variable ctime filesystem fstream future mutex random semaphore shared_mutex stop_token thread "
}
function room_of(path) {
  if (match(path, /^(engine\/model|actors\/store)\//)) return substr(path, 1, RLENGTH - 1)
  match(path, /^[^\/]*/)
  return substr(path, 1, RLENGTH)
}
function starts_with_one_of(text, list,   parts, i) {
  split(list, parts, " ")
  for (i in parts) if (index(text, parts[i]) == 1) return 1
  return 0
}
function is_word_of(word, list) { return index(" " list " ", " " word " ") > 0 }
function wrong(place, what) { print place ": " what; wrongs++ }

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
  place = FILENAME ":" FNR
  room = room_of(FILENAME)
  own = $0 ~ /include[ \t]*"/
  name = $0
  sub(/^[^"<]*["<]/, "", name)
  sub(/[">].*$/, "", name)

  if (own) {
    if (!starts_with_one_of(name, below["tests"])) {
      wrong(place, "\"" name "\": write it from the root of the tree, as \"room/…\"")
    } else if (!starts_with_one_of(name, below[room])) {
      wrong(place, "\"" name "\": " room "/ may include only " below[room])
    }
    inclusions[++count] = place SUBSEP room SUBSEP name
    next
  }
  for (library in home) {
    if (index(name, library) == 1 && !is_word_of(room, home[library])) {
      wrong(place, "<" name ">: only " home[library] " may see it")
    }
  }
  if (room ~ /^engine/) {
    if (name ~ /[.\/]/ && name != "emmintrin.h") wrong(place, "<" name ">: engine/ includes only the standard library and itself")
    if (is_word_of(name, impure)) wrong(place, "<" name ">: engine/ has no clock, thread, file or randomness")
  }
  if (FILENAME ~ /\.hpp$/ && room !~ /^(tests|bench)$/ && !(name in light)) {
    for (i in heavy) {
      if (index(name, heavy[i]) != 1) continue
      if (heavy[i] == "caf/" && room == "actors") {
        private_header[FILENAME] = 1
      } else {
        wrong(place, "<" name ">: slow to compile, so in .cpp files only")
      }
    }
  }
}
END {
  for (i = 1; i <= count; ++i) {
    split(inclusions[i], part, SUBSEP)
    if (part[3] in private_header && !is_word_of(part[2], home["caf/"])) {
      wrong(part[1], "\"" part[3] "\": includes CAF, so it is private to actors/")
    }
  }
  exit wrongs > 0
}
