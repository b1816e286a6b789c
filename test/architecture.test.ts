import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

interface Import {
  file: string;
  /** file from `src/` on, or the name of a package */
  target: string;
  isPackage: boolean;
  isTypeOnly: boolean;
}

/** What a file imports or exports from elsewhere, statically or not. */
function readImports(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const requests = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      name: moduleRequest.value,
      isTypeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ name: moduleRequest.value, isTypeOnly: isType }] : [],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      name: text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
      isTypeOnly: true, // later than loading, so it closes no circle
    })),
  ];
  return requests.map(({ name, isTypeOnly }) => {
    const isPackage = !name.startsWith('.');
    const target = isPackage ? name : relative(SRC, join(SRC, dirname(file), name));
    return { file, target, isPackage, isTypeOnly };
  });
}

/** Tests, and what makes values for them. */
const isTest = (file: string) => /\.(test|spec)\.tsx?$|\/arbitrary-[\w-]+\.ts$|-fixture\.ts$/.test(file);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts') && !file.startsWith('scan/assembly/'))
  .filter((file) => !isTest(file));
const imports = files.flatMap(readImports);

/** `web/maps`, `server/accounts`, `server` for the files of that folder itself, `shared`, `tracker` ... */
function partOf(file: string): string {
  const [top = '', second = '', ...rest] = file.split('/');
  return (top === 'server' || top === 'web') && rest.length > 0 ? `${top}/${second}` : top;
}

/** The table of ARCHITECTURE.md: part -> words of its right cell, as parts and packages; null = all. */
function readTable(): Map<string, string[] | null> {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const rows = text.slice(text.indexOf('## Import table')).match(/^\| `.*\|$/gm) ?? [];
  const tops = new Set(files.map((file) => file.split('/')[0] ?? ''));
  const fullName = (name: string) => (name.includes('/') || tops.has(name) ? name : `server/${name}`);
  return new Map(
    rows.flatMap((row) => {
      const [, from = '', to = ''] = row.split('|').map((cell) => cell.trim());
      const names = [...from.matchAll(/`([\w/<>]+)`/g)].map(([, name = '']) => fullName(name));
      const allowed = to.match(/[\w/@-]+/g)?.flatMap((word) => [word, fullName(word)]) ?? [];
      return names.map((name) => [name, to === 'all' ? null : allowed] as const);
    }),
  );
}

/** Packages that are allowed where they are named in words. */
const PACKAGES: Record<string, string> = { '@orpc/contract': 'oRPC' };

function isAllowed({ file, target, isPackage }: Import, table: Map<string, string[] | null>): boolean {
  const from = partOf(file);
  const row = table.has(from) ? table.get(from) : table.get(from.replace(/^web\/.*/, 'web/<part>'));
  if (row === undefined) throw new Error(`ARCHITECTURE.md says nothing of ${from} (${file}).`);
  if (row === null) return true;
  if (isPackage) return /^(server|web|scan)/.test(from) || row.includes(PACKAGES[target] ?? target);
  const to = partOf(target);
  return to === from || row.includes(to) || (to === 'shared' && from.startsWith('server/'));
}

it('every import is one that ARCHITECTURE.md allows', () => {
  const table = readTable();
  expect(files.length).toBeGreaterThan(100);
  const breaches = imports
    .filter((each) => !isAllowed(each, table))
    .map(({ file, target }) => `${file} must not import ${target}`);
  expect([...new Set(breaches)]).toEqual([]);
});

it('every part of the table is there, but those that it calls planned', () => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const planned = new Set(
    [...text.matchAll(/`([\w/]+)` \(planned\)/g)].map(([, name = '']) => `server/${name}`),
  );
  const there = new Set(files.map(partOf));
  const named = [...readTable().keys()].filter((part) => !part.includes('<'));
  expect(named.filter((part) => there.has(part) === planned.has(part))).toEqual([]);
});

it('no files import each other in a circle', () => {
  const next = new Map<string, string[]>();
  for (const { file, target, isPackage, isTypeOnly } of imports) {
    if (!isPackage && !isTypeOnly) next.set(file, [...(next.get(file) ?? []), target]);
  }
  const done = new Set<string>();
  const findCircle = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const target of next.get(file) ?? []) {
      const circle = findCircle(target, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  expect(files.map((file) => findCircle(file, [])).filter((circle) => circle !== null)).toEqual([]);
});

it('nobody hands on what is defined elsewhere: no barrels', () => {
  const barrels = files.filter((file) => {
    const exported = parseSync(file, readFileSync(join(SRC, file), 'utf8')).module.staticExports;
    const entries = exported.flatMap(({ entries }) => entries);
    const isAll = entries.some(({ importName }) => importName.kind === 'All');
    const isOnlyHandedOn = entries.length > 0 && entries.every(({ moduleRequest }) => moduleRequest !== null);
    return isAll || isOnlyHandedOn || /(^|\/)index\.tsx?$/.test(file);
  });
  expect(barrels).toEqual([]);
});
