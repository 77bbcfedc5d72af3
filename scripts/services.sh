#!/usr/bin/env bash
# PostgreSQL and Redis for the tests.
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

redis_url() {
  if [ -n "${HUAHUA_TEST_REDIS_URL:-}" ]; then
    echo "$HUAHUA_TEST_REDIS_URL"
    return
  fi
  # The last of the sixteen databases that every Redis has: the least likely to hold somebody's data.
  url="redis://127.0.0.1:6379/15"
  if .venv/bin/python - "$url" 2>/dev/null <<'PY'
import sys
import redis
redis.Redis.from_url(sys.argv[1], socket_connect_timeout=2, socket_timeout=2).ping()
PY
  then
    echo "$url"
  fi
}

start_postgres() {
  [ -n "$(postgres_url)" ] && return
  if ! ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    install_package postgresql
  fi
  version=$(ls /usr/lib/postgresql | sort -V | tail -n 1)
  $sudo pg_ctlcluster --skip-systemctl-redirect "$version" main start 2>/dev/null || true
  for _ in $(seq 30); do
    if $sudo su postgres -c "psql -qc \"ALTER USER postgres PASSWORD 'postgres'\"" >/dev/null 2>&1; then break; fi
    sleep 1
  done
}

start_redis() {
  [ -n "$(redis_url)" ] && return
  command -v redis-server >/dev/null || install_package redis-server
  # Not the machine's own service: nothing is written to disk, and only this machine may ask.
  redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save '' --appendonly no --dir /tmp >/dev/null
}

install_package() {
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "$1" >/dev/null
}

case "${1:-}" in
  --check)
    missing=""
    [ -n "$(postgres_url)" ] || missing="PostgreSQL"
    [ -n "$(redis_url)" ] || missing="${missing:+$missing and }Redis"
    if [ -n "$missing" ]; then
      echo "No $missing found: what needs it is not tested. 'make services' installs it." >&2
      exit 1
    fi
    ;;
  --environment)
    url=$(postgres_url)
    [ -z "$url" ] || echo "export HUAHUA_TEST_POSTGRES_URL='$url'"
    url=$(redis_url)
    [ -z "$url" ] || echo "export HUAHUA_TEST_REDIS_URL='$url'"
    ;;
  --start)
    if [ -x .venv/bin/python ] && [ -n "$(postgres_url)" ] && [ -n "$(redis_url)" ]; then exit 0; fi
    if ! command -v apt-get >/dev/null; then
      echo "Install and start PostgreSQL and Redis, then name them: HUAHUA_TEST_POSTGRES_URL=postgresql://… HUAHUA_TEST_REDIS_URL=redis://…" >&2
      exit 1
    fi
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    start_postgres
    start_redis
    ;;
  *)
    sed -n '2,5p' "$0" >&2
    exit 2
    ;;
esac
