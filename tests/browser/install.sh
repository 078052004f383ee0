#!/bin/sh
# Install what tests/browser needs beside Python packages: Debian's Chromium, and fonts for Latin and Korean text.
#
# It takes apt and root, and does nothing where Chromium is there. `.ci/run` calls it; `make test` installs nothing
# on the system, and without Chromium its browser tests are skipped.
set -eu

say() { printf 'chainrule: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

for program in chromium chromium-browser google-chrome; do
    if command -v "$program" >/dev/null 2>&1; then exit 0; fi
done
command -v apt-get >/dev/null 2>&1 ||
    die "no Chromium here and no apt-get to install it; install Chromium yourself, so that \`chromium\` is on PATH"
[ "$(id -u)" -eq 0 ] || die "no Chromium here, and only root can install it: sudo sh $0"

export DEBIAN_FRONTEND=noninteractive
say "installing Chromium and fonts with apt (the first time only; this needs the network)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Package lists may be missing (in a container image) or too old: they are fetched in any case.
for step in "update -qq" "install -qq --yes --no-install-recommends chromium fonts-dejavu-core fonts-nanum"; do
    # shellcheck disable=SC2086  # several words
    apt-get $step >"$log" 2>&1 </dev/null || {
        cat "$log" >&2
        die "apt-get $step failed"
    }
done
command -v chromium >/dev/null 2>&1 || die "apt-get installed chromium, and it is not on PATH"
