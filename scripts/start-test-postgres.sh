#!/bin/sh
# Starts a Postgres of Debian on a free port, in a temporary folder, and prints "URL FOLDER". Stop it with
# scripts/stop-test-postgres.sh FOLDER. Postgres refuses to run as root, so root hands it to the user postgres.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "no Postgres in /usr/lib/postgresql: apt-get install postgresql" >&2; exit 1; }
folder=$(mktemp -d /tmp/desirepath-postgres-XXXXXX)
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
as_user() {
  if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi
}
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
as_user "$bin/initdb -D $folder/data -U desirepath -A trust -E UTF8 --locale=C >$folder/log 2>&1" || { cat "$folder/log" >&2; exit 1; }
as_user "$bin/pg_ctl -D $folder/data -w -l $folder/log -o '-p $port -h 127.0.0.1 -k $folder' start >/dev/null" || { cat "$folder/log" >&2; exit 1; }
echo "postgres://desirepath@127.0.0.1:$port/postgres $folder"
