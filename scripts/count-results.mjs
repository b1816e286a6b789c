// `node count-results.mjs FILE PASSED FAILED`: adds the tests in a report of vitest to the checks before them, names what
// failed and what was skipped, and ends with the line that the pipeline reads.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [file, checksPassed, checksFailed] = process.argv.slice(2);
let passed = Number(checksPassed);
let failed = Number(checksFailed);
let report = null;
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  console.log('The tests ended without a report.');
  failed++;
}
for (const suite of report?.testResults ?? []) {
  const path = relative(process.cwd(), suite.name);
  const left = suite.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const bad = suite.assertionResults.filter(({ status }) => status === 'failed');
  passed += suite.assertionResults.length - left.length - bad.length;
  failed += bad.length;
  for (const { fullName } of bad) console.log(`failed: ${path}: ${fullName}`);
  // A file that breaks before its first test has no failed test in it.
  if (suite.status === 'failed' && bad.length === 0) {
    failed++;
    console.log(`failed: ${path}: ${suite.message}`);
  }
  if (left.length > 0) console.log(`skipped: ${path}: ${left.length} (${left[0].fullName} ...)`);
}
if (report && !report.success && failed === 0) {
  console.log('vitest failed outside of the tests.');
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
