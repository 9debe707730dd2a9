#!/bin/bash
# Make the virtual environment with a Python that is new enough, or say in one sentence what is in the way.
# usage: venv.sh FOLDER MEGABYTES [PYTHON]
set -euo pipefail
folder=$1 needed=$2 wanted=${3:-}

new_enough() { "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

free=$(df -Pm . | awk 'NR == 2 {print $4}')
if [ ! -x "$folder/bin/python" ] && [ "$free" -lt "$needed" ]; then
    echo "Only $free MB are free here: the environment needs $needed MB; make room or clone onto another disk." >&2
    exit 1
fi
if [ -x "$folder/bin/python" ] && new_enough "$folder/bin/python"; then
    exit 0
fi
for python in ${wanted:-python3.11 python3.12 python3.13 python3.14 python3}; do
    if new_enough "$python"; then
        echo "Making $folder with $("$python" --version) …"
        exec "$python" -m venv --clear "$folder"
    fi
done
found=$(${wanted:-python3} --version 2>/dev/null || echo "no Python")
echo "Python 3.11 or newer with its venv module is needed and ${wanted:-python3} is $found:" \
    "install python3.11 and python3.11-venv, or name one as in make setup PYTHON=/path/to/python3.11." >&2
exit 1
