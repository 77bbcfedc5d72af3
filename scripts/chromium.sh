#!/usr/bin/env bash
# Find a Chromium for the browser tests, or install it from the system's packages where that is possible.
#
# Best is chromium-headless-shell: the same engine without the desktop's browser around it, on which the browser tests
# take two fifths less of the processor. Where it cannot be had, an ordinary Chromium serves as well.
set -eu
shell=chromium-headless-shell
command -v $shell >/dev/null && exit 0
found=""
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then found=$name; fi
done
if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then found=chrome; fi
if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  install() { DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$@" >/dev/null; }
  if [ -z "$found" ]; then
    echo "Installing Chromium and fonts for the browser tests …"
    $sudo apt-get update -qq
    install $shell fonts-noto-cjk 2>/dev/null || install chromium fonts-noto-cjk
  else
    install $shell 2>/dev/null || true
  fi
elif [ -z "$found" ]; then
  echo "The browser tests need Chromium: install it (Debian: apt-get install $shell fonts-noto-cjk; macOS: brew install --cask google-chrome)." >&2
  exit 1
fi
