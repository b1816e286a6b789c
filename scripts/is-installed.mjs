// Ends with 0 when node_modules holds what package-lock.json says. npm writes what it installed into a lock of its own;
// packages for other systems are missing there.
import { readFileSync } from 'node:fs';

function readPackages(file) {
  try {
    return Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).filter(([path]) => path !== '');
  } catch {
    return null;
  }
}

const wanted = readPackages('package-lock.json');
const installed = new Map(readPackages('node_modules/.package-lock.json') ?? []);
const isComplete = wanted?.every(([path, { version, optional }]) => {
  const there = installed.get(path);
  return there === undefined ? optional === true : there.version === version;
});
process.exitCode = isComplete && installed.size > 0 ? 0 : 1;
