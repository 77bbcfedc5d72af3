#!/usr/bin/env bash
# Make the virtual environment, and say plainly what is missing when that is not possible.
set -eu
python=$1 venv=$2

if ! command -v "$python" >/dev/null; then
  echo "HuaHua needs Python 3.11 or newer, and '$python' is not there. Debian/Ubuntu: apt-get install python3 python3-venv; macOS: brew install python" >&2
  exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "HuaHua needs Python 3.11 or newer; $("$python" --version) is too old. Name another one: make run PYTHON=python3.12" >&2
  exit 1
fi
if ! "$python" -m venv "$venv" 2>/dev/null; then
  rm -rf "$venv"
  if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
    $([ "$(id -u)" = 0 ] || echo sudo) apt-get install -y -qq python3-venv >/dev/null
    "$python" -m venv "$venv"
  else
    echo "Python's venv module is missing. Debian/Ubuntu: sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
