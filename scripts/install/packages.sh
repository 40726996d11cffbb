#!/usr/bin/env bash
# The system packages we use, installed only when their programs are missing.
#   scripts/install/packages.sh           what running needs: espeak-ng, sox, ffmpeg
#   scripts/install/packages.sh --tests   and what the tests need: PostgreSQL, ip, iptables, faketime
#   scripts/install/packages.sh --npm     only npm, on a machine that has no Node at all
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/progress.sh"
PATH="$PATH:/usr/sbin:/sbin" # a plain user's PATH may lack where ip and iptables live

missing=()
want() { # want PACKAGE PROGRAM: by program, because it may have come from elsewhere
  command -v "$2" >/dev/null || missing+=("$1")
}

if [[ "${1:-}" == --npm ]]; then
  want npm npm
else
  want espeak-ng espeak-ng
  want sox sox
  want ffmpeg ffmpeg
fi
if [[ "${1:-}" == --tests ]]; then
  want iproute2 ip
  want iptables iptables
  want faketime faketime # a clock that jumps under Asterisk
  want openssl openssl # a server with a certificate of its own
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
fi

if ((${#missing[@]} == 0)); then
  ready "system packages: all there"
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    fail "These packages are missing, and installing them needs root:" \
      "sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
  fi
fi
command -v apt-get >/dev/null || fail "This is no Debian-like system (no apt-get). Please install: ${missing[*]}"

apt_install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 \
    --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# Package lists may be missing (a bare image) or stale; they are fetched only when installing fails without.
install() {
  quietly apt_install "$@" 2>/dev/null && return
  step "fetching the package lists"
  # one broken source must not stop the others
  attempt 3 quietly "${as_root[@]}" apt-get update --quiet=2 || true
  attempt 2 quietly apt_install "$@"
}

# Debian starts a database server on the standard port with the first PostgreSQL package. We need the
# programs only; a machine that had no PostgreSQL must not get a running server because of our tests.
without_a_server() {
  local conf=/etc/postgresql-common/createcluster.conf
  [[ -e $conf ]] && return # somebody has decided already
  install postgresql-common
  "${as_root[@]}" sed -i -E '1i # No server was wanted, only the programs (telefonistka tests).
    s/^#?create_main_cluster *=.*/create_main_cluster = false/' "$conf"
}

step "installing with all they need: ${missing[*]}"
if [[ " ${missing[*]} " == *" postgresql "* ]]; then without_a_server; fi
install "${missing[@]}" || fail "apt-get could not install: ${missing[*]}" "Its own words are above."
ready "system packages: ${missing[*]}"
