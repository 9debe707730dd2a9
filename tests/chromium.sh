#!/bin/bash
# Have Chromium for the browser tests: install Debian's where that is allowed, otherwise say how.
command -v chromium >/dev/null && exit 0
say_how() {
    echo "Chromium is missing, so the browser tests will be skipped: install it (apt-get install chromium) to run them." >&2
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
# apt-get does not see a full list of packages on a fresh machine before an update.
{ $become apt-get update -qq && $become apt-get install -y -qq --no-install-recommends chromium; } >/dev/null || say_how
