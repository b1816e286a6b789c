#!/bin/sh
# Installs the packages of package-lock.json where that has not been done; `npm ci` empties node_modules first.
set -eu
cd "$(dirname "$0")/.."
# The lock as it was when node_modules was last filled from it.
stamp=node_modules/.desirepath-lock
if [ -d node_modules ] && { [ -L node_modules ] || cmp -s package-lock.json "$stamp"; }; then exit 0; fi
echo 'Installing packages (about 0.9 GB, mostly the ClickHouse library) ...'
npm ci --no-audit --no-fund
cp package-lock.json "$stamp"
