#!/bin/bash
# Have Chromium for the browser tests: install Debian's where that is allowed, otherwise say how.
command -v "${CHROMIUM:-chromium}" >/dev/null && exit 0
say_how() {
    echo "Browser tests need Chromium: install it (apt-get install chromium), or set CHROMIUM to its path." >&2
    exit 0
}
command -v apt-get >/dev/null || say_how
become=
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || say_how
    become="sudo -n"
fi
echo "Installing Chromium for the browser tests …"
export DEBIAN_FRONTEND=noninteractive
# A fresh machine knows no packages before an update.
{ $become apt-get update -qq && $become apt-get install -y -qq --no-install-recommends chromium; } >/dev/null || say_how
