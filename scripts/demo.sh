#!/bin/sh
# From a fresh checkout to a running demo: packages, build, made-up shop. Arguments go to `bin/desirepath demo`.
set -eu
cd "$(dirname "$0")/.."
node -e 'const [a,b]=process.versions.node.split(".").map(Number);if(a<20||(a===20&&b<19)){console.error(`Node ${process.version} is too old: 20.19 or newer is needed.`);process.exit(1)}'
sh scripts/install.sh
# The build is of these sources; anything newer than it means that it is stale.
if [ ! -f dist/cli.js ] || [ ! -f dist/web/index.html ] ||
  [ -n "$(find src scripts package-lock.json vite.config.ts -newer dist/cli.js -type f -print -quit)" ]; then
  npx tsx scripts/build.ts
fi
exec bin/desirepath demo "$@"
