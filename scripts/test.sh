#!/bin/sh
# Every check, from a fresh checkout: packages, browser, build, style, types, tests; with CI set also a real Postgres.
# Names what was skipped, and ends with one line: N passed, N failed.
set -u
cd "$(dirname "$0")/.."
sh scripts/install.sh || exit 1

as_root_install() {
  if [ "$(id -u)" != 0 ]; then return 1; fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
browser=${DESIREPATH_CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$browser" ]; then
  echo 'Installing Chromium ...'
  as_root_install chromium ||
    echo "No Chromium at $browser: its tests are skipped. Install it: sudo apt-get install chromium (or set DESIREPATH_CHROMIUM)."
fi
if ! command -v soffice >/dev/null || ! command -v pdftoppm >/dev/null; then
  echo 'Installing LibreOffice and Poppler, which open the exported files ...'
  as_root_install libreoffice-impress libreoffice-calc poppler-utils ||
    echo 'No soffice or pdftoppm: tests that open exports with them are skipped. Install them: sudo apt-get install libreoffice-impress libreoffice-calc poppler-utils'
fi

folder=''
if [ -n "${CI:-}" ] && [ -z "${DESIREPATH_TEST_POSTGRES_URL:-}" ]; then
  if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    echo 'Installing Postgres ...'
    as_root_install postgresql || echo 'No Postgres: its tests are skipped. Install it: sudo apt-get install postgresql'
  fi
  if started=$(sh scripts/start-test-postgres.sh); then
    DESIREPATH_TEST_POSTGRES_URL=${started% *}
    folder=${started#* }
    export DESIREPATH_TEST_POSTGRES_URL
  fi
fi
results=$(mktemp)
cleanup() {
  rm -f "$results"
  if [ -n "$folder" ]; then sh scripts/stop-test-postgres.sh "$folder"; folder=''; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

checks_passed=0
checks_failed=0
check() {
  name=$1
  shift
  echo "== $name"
  if "$@"; then
    checks_passed=$((checks_passed + 1))
  else
    echo "-- $name failed"
    checks_failed=$((checks_failed + 1))
  fi
}
check build npx tsx scripts/build.ts
check style npx biome check --error-on-warnings .
check types npx tsc -p .
echo '== tests'
npx vitest run --reporter=default --reporter=json --outputFile.json="$results"
node scripts/count-results.mjs "$results" "$checks_passed" "$checks_failed"
