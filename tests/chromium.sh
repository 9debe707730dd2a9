#!/bin/bash
# Have Chromium for the browser tests: install Debian's where that is allowed, otherwise say how. Without windows of its
# own (headless shell) it takes half the time; the whole browser does as well.
have() { command -v "$1" >/dev/null; }
have "${CHROMIUM:-chromium-headless-shell}" && exit 0
say_how() {
    have chromium ||
        echo "Browser tests need Chromium: install it (apt-get install chromium-headless-shell), or set CHROMIUM to its path." >&2
    exit 0
}
have apt-get || say_how
become=
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || say_how
    become="sudo -n"
fi
echo "Installing Chromium for the browser tests …"
export DEBIAN_FRONTEND=noninteractive
install() { $become apt-get install -y -qq --no-install-recommends "$1"; }
# A fresh machine knows no packages before an update.
{ $become apt-get update -qq && { install chromium-headless-shell || have chromium || install chromium; }; } >/dev/null ||
    say_how
