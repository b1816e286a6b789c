import type { z } from 'zod';
import { nearestName } from '../platform/nearest-name.ts';
import type { MapProblem } from './contract.ts';
import type { KeyPath, YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found, in words, with place and suggestion. */
export function describeIssues(issues: readonly Issue[], source: YamlSource): MapProblem[] {
  return issues.flatMap((issue) => describeIssue(issue, [], source));
}

function describeIssue(issue: Issue, base: KeyPath, source: YamlSource): MapProblem[] {
  const path: KeyPath = [
    ...base,
    ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
  ];
  const problem = (
    code: string,
    message: string,
    suggestion?: string,
    at = path,
    part: 'key' | 'value' = 'value',
  ) => ({
    severity: 'error' as const,
    code,
    message,
    ...source.placeOf(at, part),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
  const formOf = (expected: readonly string[]) =>
    exampleOf(source.valueAt(path), { expected, isMap: path.length === 0 });
  const name = describePath(path);
  if (path.length > 0 && issue.code !== 'unrecognized_keys' && source.valueAt(path) === undefined) {
    const around = path.slice(0, -1);
    return [
      problem(
        'missing_key',
        `${describePath(around)} needs "${String(path.at(-1))}".`,
        source.isOver && path.length > 2
          ? 'the map that this one extends may have lost it: write it here, or take this part out'
          : path[0] === 'map'
            ? 'map: "1.0"'
            : `${String(path.at(-1))}: ...`,
        around,
      ),
    ];
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = issue.message.split(' '); // `closed` of map-file.ts puts the names here
        const near = nearestName(key, known);
        const hint = near
          ? `did you mean "${near}"?`
          : `known are ${known.join(', ')}; keys of your own begin with x-.`;
        return problem(
          'unknown_key',
          `There is no key "${key}" in ${name}: ${hint}`,
          near,
          [...path, key],
          'key',
        );
      });
    case 'invalid_union': {
      const branch = likeliestBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => describeIssue(inner, path, source));
      const expected = issue.errors.flatMap((errors) => errors.map(expectedOf)).filter((text) => text !== '');
      return [
        problem('wrong_type', `${name} must be ${[...new Set(expected)].join(' or ')}.`, formOf(expected)),
      ];
    }
    case 'invalid_type':
      return [problem('wrong_type', `${name} must be ${expectedOf(issue)}.`, formOf([expectedOf(issue)]))];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const written = source.valueAt(path);
      const near = nearestName(String(written), values) ?? values.find((one) => Number(one) === written);
      return [
        problem(
          'wrong_value',
          `${name} is ${JSON.stringify(written)}; it can be ${values.join(', ')}.`,
          near === undefined || typeof written === 'string' ? near : `"${near}"`,
        ),
      ];
    }
    case 'too_small':
    case 'too_big': {
      const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      const isList = issue.origin === 'array';
      const edge = String(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      return [
        problem(
          'out_of_range',
          `${name} must ${isList ? 'have' : 'be'} ${limit}.`,
          isList ? 'add one' : edge,
        ),
      ];
    }
    case 'invalid_format': {
      const written = source.valueAt(path);
      const message = `${name} is ${JSON.stringify(written)}: ${issue.message}.`;
      return [problem('wrong_form', message, path.at(-1) === 'id' ? idLike(String(written)) : undefined)];
    }
    default:
      return [problem('wrong', `${name}: ${issue.message}.`)];
  }
}

/** The alternative whose kind fits, where exactly one does: its inner errors say more than "no alternative fits". */
function likeliestBranch(branches: readonly Issue[][]): Issue[] | null {
  const fitting = branches.filter((issues) =>
    issues.every(
      (issue) => issue.path.length > 0 || (issue.code !== 'invalid_type' && issue.code !== 'invalid_value'),
    ),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** How what is written may be meant. */
function exampleOf(
  written: unknown,
  { expected, isMap }: { expected: readonly string[]; isMap: boolean },
): string | undefined {
  if (isMap) return 'begin with map: "1.0", id, title and stages';
  if (written === null || written === undefined || written === '') return 'write one, or take the key out';
  const isPlain = typeof written === 'number' || typeof written === 'boolean';
  if (expected.some((kind) => kind.includes('text')) && isPlain) return `"${written}"`;
  if (
    expected.some((kind) => kind.includes('number')) &&
    Number.isFinite(Number(written)) &&
    typeof written === 'string'
  )
    return `${Number(written)}, without quotes`;
  if (expected.some((kind) => kind.includes('list')) && (isPlain || typeof written === 'string'))
    return `[ ${written} ]`;
  return undefined;
}

/** An id near to what was written; undefined where nothing of it can stand in one. */
function idLike(written: string): string | undefined {
  const id = written
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|-+$/g, '');
  return id === '' ? undefined : id;
}

const KINDS: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
};

function expectedOf(issue: Issue): string {
  if (issue.code === 'invalid_union') return issue.errors.flat().map(expectedOf).join(' or ');
  return issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? issue.expected) : '';
}

/** `stages[0].steps[1].emotion`; the whole file is "the map". */
export function describePath(path: KeyPath): string {
  if (path.length === 0) return 'the map';
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}
