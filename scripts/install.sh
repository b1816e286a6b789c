#!/bin/sh
# Installs the packages of package-lock.json unless node_modules holds exactly those.
set -eu
cd "$(dirname "$0")/.."
if node scripts/is-installed.mjs; then exit 0; fi
echo 'Installing packages (about 1.2 GB, mostly the ClickHouse library) ...'
exec npm ci --no-audit --no-fund
