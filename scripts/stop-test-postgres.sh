#!/bin/sh
# Stops what scripts/start-test-postgres.sh started, and removes its folder.
set -eu
folder=$1
case "$folder" in /tmp/desirepath-postgres-*) ;; *) echo "not a folder of start-test-postgres.sh: $folder" >&2; exit 2 ;; esac
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
stop="$bin/pg_ctl -D $folder/data -m fast -w stop >/dev/null"
if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$stop"; else sh -c "$stop"; fi
rm -rf "$folder"
