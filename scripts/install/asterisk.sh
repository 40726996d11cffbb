#!/usr/bin/env bash
# An Asterisk of our own in .tools/asterisk-22 or .tools/asterisk-16, beside whatever the machine runs.
#   scripts/install/asterisk.sh 22|16     prints the path of a program that behaves like `asterisk`
# The packages are Debian's (22: sid, 16: bullseye), from the mirror this machine uses already. apt gets a
# state of its own that knows no installed package, so it fetches Asterisk with every library; they are only
# unpacked. No root, no chroot, no install script; it runs by the loader it came with.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/progress.sh"

version="${1:-22}"
case "$version" in
  22) suite=sid for_tests=() ;;
  16) suite=bullseye for_tests=(libfaketime) ;; # for tests with a jumping clock: the machine's own is too new for it
  *) fail "Asterisk $version is not one we know; say 22 or 16." ;;
esac
folder="$project/.tools/asterisk-$version"
program="$folder/asterisk"

if [[ -x $program ]]; then # it is renamed into place only when complete
  echo "$program"
  exit 0
fi
alone "asterisk-$version"
if [[ -x $program ]]; then
  echo "$program"
  exit 0
fi

for tool in apt-get dpkg-deb tar; do
  command -v "$tool" >/dev/null || fail "Asterisk is taken from Debian packages, and $tool is not here."
done
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -e $keyring ]] || fail "Debian's signing keys are missing." "Install them: apt-get install debian-archive-keyring"
architecture="$(dpkg --print-architecture)"


# The mirrors this machine's apt knows, whichever way its sources are written: "URI suite component" lines.
machine_sources() { apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages'; }
debian='^(bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable)$'
mirror="${TEL_DEBIAN_MIRROR:-$(machine_sources | awk -v debian="$debian" '$2 ~ debian && $3 == "main" { print $1; exit }')}"
security="$(machine_sources | awk '$2 ~ /-security$/ && $3 == "main" { print $1; exit }')"
[[ -n $mirror ]] || fail "This machine's apt knows no Debian mirror to take Asterisk from." \
  "Name one: TEL_DEBIAN_MIRROR=http://…/debian $0 $version"

work="$(mktemp -d "$project/.tools/.asterisk-$version.XXXXXX")"
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work"/apt/{etc/apt/{apt.conf.d,preferences.d,sources.list.d,trusted.gpg.d},var/lib/apt/lists/partial,var/lib/dpkg,var/cache/apt/archives/partial} "$work/root"
: >"$work/apt/var/lib/dpkg/status"
# Read after the machine's own settings (a proxy stays in force), so it only has to say what differs.
cat >"$work/apt.conf" <<CONF
Dir "$work/apt";
Dir::State::status "$work/apt/var/lib/dpkg/status";
#clear APT::Architectures;
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
own_apt() { apt-get -c "$work/apt.conf" --quiet=2 --yes "$@" </dev/null >&2; }
sources="$work/apt/etc/apt/sources.list"
source_line() { echo "deb [signed-by=$keyring] $1 $2 main"; }

step "Asterisk $version: reading Debian's list of packages ($suite)"
source_line "$mirror" "$suite" >"$sources"
if [[ $suite == bullseye && -n $security ]]; then
  # Fixed libraries where the mirror still has them; the release alone will do when it does not.
  source_line "$security" bullseye-security >>"$sources"
  own_apt update 2>/dev/null || sed -i '$d' "$sources"
fi
attempt 3 own_apt update || fail "The mirror $mirror does not give us the suite $suite." \
  "Old releases move to an archive mirror in time. Name a mirror that has it:" \
  "TEL_DEBIAN_MIRROR=http://…/debian $0 $version"

step "Asterisk $version: downloading (about 100 MB)"
attempt 3 own_apt --download-only install asterisk asterisk-core-sounds-ru-wav "${for_tests[@]}" ||
  fail "The packages of Asterisk could not be downloaded from $mirror." "apt's own words are above."

step "Asterisk $version: unpacking"
root="$work/root"
count=0
for package in "$work"/apt/var/cache/apt/archives/*.deb; do
  # Only what a running Asterisk opens: libraries, modules, its own data.
  dpkg-deb --fsys-tarfile "$package" | tar --extract --directory "$root" --keep-directory-symlink --no-same-owner \
    --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' \
    --exclude='./usr/lib/*/perl*' --exclude='./usr/share/perl*' --exclude='./usr/lib/*/gconv' \
    --exclude='./usr/lib/systemd' --exclude='./lib/systemd' --exclude='./etc' --exclude='./dev' \
    --exclude='./usr/bin' --exclude='./bin' --exclude='./usr/lib/*/dri'
  count=$((count + 1))
done
((count > 20)) || fail "Only $count packages arrived; that cannot be a whole Asterisk."

cd "$root"
mkdir -p lib # newer releases have only usr/lib
loader="$(find lib usr/lib -type f \( -name 'ld-linux-*.so.*' -o -name 'ld-2.*.so' \) -print -quit)"
[[ -n $loader && -x usr/sbin/asterisk ]] || fail "The unpacked packages hold no runnable Asterisk."
libraries="$(find lib usr/lib -type f -name 'lib*.so.*' -printf '%h\n' | sort -u)"

# Debian's install script would have linked the languages to the voices; it does not run here.
for voice in usr/share/asterisk/sounds/??_??_*; do
  language="$(basename "$voice")"
  ln -sfn "$language" "usr/share/asterisk/sounds/${language%%_*}"
done

cat >"$root/asterisk" <<SCRIPT
#!/bin/sh
# Runs this folder's Asterisk by this folder's loader and libraries (scripts/install/asterisk.sh wrote this).
here="\$(cd "\$(dirname "\$0")" && pwd)"
libraries=
for folder in $(tr '\n' ' ' <<<"$libraries"); do libraries="\$libraries:\$here/\$folder"; done
exec "\$here/$loader" --library-path "\${libraries#:}" "\$here/usr/sbin/asterisk" "\$@"
SCRIPT
chmod 755 "$root/asterisk" "$root"
said="$("$root/asterisk" -V)" || fail "The unpacked Asterisk does not start." "Its own words are above."
[[ $said == "Asterisk $version."* ]] || fail "Asked for Asterisk $version, got: $said"

cd "$project"
rm -rf "$folder"
mv "$root" "$folder"
ready "$said in ${folder#"$project/"}"
echo "$program"
