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
  const name = describePath(path);
  if (path.length > 0 && issue.code !== 'unrecognized_keys' && source.valueAt(path) === undefined) {
    const around = path.slice(0, -1);
    return [
      problem('missing_key', `${describePath(around)} needs "${String(path.at(-1))}".`, undefined, around),
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
      return [problem('wrong_type', `${name} must be ${[...new Set(expected)].join(' or ')}.`)];
    }
    case 'invalid_type':
      return [problem('wrong_type', `${name} must be ${expectedOf(issue)}.`)];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const written = source.valueAt(path);
      const near = typeof written === 'string' ? nearestName(written, values) : undefined;
      return [
        problem(
          'wrong_value',
          `${name} is ${JSON.stringify(written)}; it can be ${values.join(', ')}.`,
          near,
        ),
      ];
    }
    case 'too_small':
    case 'too_big': {
      const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      return [problem('out_of_range', `${name} must ${issue.origin === 'array' ? 'have' : 'be'} ${limit}.`)];
    }
    case 'invalid_format':
      return [problem('wrong_form', `${name} is ${JSON.stringify(source.valueAt(path))}: ${issue.message}.`)];
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
