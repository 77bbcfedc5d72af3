#!/usr/bin/env bash
# PostgreSQL for the tests.
#   --check         say what the tests will use
#   --start         install and start what is missing (Debian/Ubuntu, as root or with sudo)
#   --environment   print the variables that name the services, for the test run
set -eu

postgres_url() {
  if [ -n "${HUAHUA_TEST_POSTGRES_URL:-}" ]; then
    echo "$HUAHUA_TEST_POSTGRES_URL"
    return
  fi
  for url in "postgresql://postgres@127.0.0.1:5432/postgres" "postgresql://postgres:postgres@127.0.0.1:5432/postgres"; do
    if .venv/bin/python - "$url" 2>/dev/null <<'PY'
import sys
import psycopg
with psycopg.connect(sys.argv[1], connect_timeout=2) as connection:
    allowed = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
sys.exit(0 if allowed and allowed[0] else 1)
PY
    then
      echo "$url"
      return
    fi
  done
}

case "${1:-}" in
  --check)
    if [ -z "$(postgres_url)" ]; then
      echo "No PostgreSQL found: the tests run on SQLite alone. 'make services' installs one." >&2
      exit 1
    fi
    ;;
  --environment)
    url=$(postgres_url)
    [ -z "$url" ] || echo "export HUAHUA_TEST_POSTGRES_URL='$url'"
    ;;
  --start)
    [ -x .venv/bin/python ] && [ -n "$(postgres_url)" ] && exit 0
    if ! command -v apt-get >/dev/null; then
      echo "Install and start PostgreSQL, then name it: HUAHUA_TEST_POSTGRES_URL=postgresql://…" >&2
      exit 1
    fi
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    if ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
      $sudo apt-get update -qq
      DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq postgresql >/dev/null
    fi
    version=$(ls /usr/lib/postgresql | sort -V | tail -n 1)
    $sudo pg_ctlcluster --skip-systemctl-redirect "$version" main start 2>/dev/null || true
    for _ in $(seq 30); do
      if $sudo su postgres -c "psql -qc \"ALTER USER postgres PASSWORD 'postgres'\"" >/dev/null 2>&1; then break; fi
      sleep 1
    done
    ;;
  *)
    sed -n '2,5p' "$0" >&2
    exit 2
    ;;
esac
