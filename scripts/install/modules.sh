#!/usr/bin/env bash
# The libraries of package-lock.json in node_modules: fetched when they are missing or of another lock file.
# Needs Node 24 on the PATH (node.sh).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/progress.sh"

lock="$(sha256sum <"$project/package-lock.json")"
done_for="$project/node_modules/.for-lock" # goes with the folder
in_step() { [[ -f $done_for && "$(<"$done_for")" == "$lock" ]]; }

if in_step; then exit 0; fi
alone modules
if in_step; then exit 0; fi # somebody else has just done it
step "fetching the libraries (npm)"
cd "$project"
# Not `npm ci`: it refuses a lock file that lacks a package for somebody else's system, as one does that was
# written where the registry has none. This takes the versions of the lock file just as well, and leaves it alone.
# No install scripts: no library of ours needs one, and npm would start a compiler for better-sqlite3, which brings
# its binary along (the lock file does not keep its `gypfile: false`). A bare machine has neither Python nor make.
attempt 3 quietly timeout 600 npm install --no-save --ignore-scripts --no-audit --no-fund --no-update-notifier \
  --loglevel=error ||
  fail "npm could not fetch the libraries." "Its own words are above."
echo "$lock" >"$done_for"
ready "libraries: in step with package-lock.json"
