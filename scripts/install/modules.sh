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
step "fetching the libraries (npm ci)"
cd "$project"
attempt 3 npm ci --no-audit --no-fund --loglevel=error >&2 ||
  fail "npm ci did not succeed." "Its own words are above."
echo "$lock" >"$done_for"
ready "libraries: in step with package-lock.json"
