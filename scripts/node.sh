#!/usr/bin/env bash
# Check that Node is there and new enough.
set -eu
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "HuaHua's page is built with Node 20 or newer, and 'node' or 'npm' is not there. See https://nodejs.org" >&2
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "HuaHua's page is built with Node 20.19 or newer; $(node --version) is too old." >&2
  exit 1
fi
