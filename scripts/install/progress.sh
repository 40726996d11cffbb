# Sourced by the install scripts: what a person sees while they work. All of it goes to standard error,
# so that standard output stays free for an answer (a folder, a version).

# shellcheck disable=SC2034 # used by the scripts that source this file
project="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

step() { printf '  • %s\n' "$*" >&2; }
ready() { printf '  ✓ %s\n' "$*" >&2; }

# Says what is wrong and what to do about it, then ends the script.
fail() {
  printf '  ✗ %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '    %s\n' "$line" >&2; done
  exit 1
}

# attempt TIMES COMMAND…: networks hiccup; a second try is cheaper than a person's attention.
attempt() {
  local times="$1" n
  shift
  for ((n = 1; n <= times; n++)); do
    if "$@"; then return 0; fi
    if ((n < times)); then
      step "that did not work, trying again ($((n + 1)) of $times)"
      sleep $((n * 2))
    fi
  done
  return 1
}

# quietly COMMAND…: what it says is shown only when it fails; nobody reads 700 lines of dpkg.
quietly() {
  local words
  words="$("$@" 2>&1 </dev/null)" && return 0
  tail -n 20 <<<"$words" >&2
  return 1
}

# alone NAME: waits until no other run of the same installation is at work.
alone() {
  mkdir -p "$project/.tools"
  exec 9>"$project/.tools/.lock-$1"
  flock 9
}
