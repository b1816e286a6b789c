import type { z } from 'zod';
import { nearestName } from '../platform/nearest-name.ts';
import type { KeyPath } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** Keys of stages, steps and touchpoints that tie them to what is measured. */
const BINDINGS = ['enter', 'events', 'kpis', 'metrics', 'cta', 'where', 'orchestration', 'timeout'];
/** What a metric and an alias cannot be without. */
const NEEDED = ['kind', 'name'];

/**
 * The value of a map file without the bindings that the schema refuses, so that the map opens without them; null where
 * something else is wrong too. Only keys are taken out, never items of lists, so that places in the file stay true.
 * `isOver`: the map extends another, and what it changes there may be gone; such a thing is called by its id then.
 */
export function leaveOutWrongBindings(
  value: unknown,
  issues: readonly Issue[],
  { isOver }: { isOver: boolean },
): unknown {
  const left: unknown = structuredClone(value);
  const others = isOver ? issues.filter((issue) => !nameOrphan(left, issue)) : issues;
  const wrong = others.flatMap(pathsOf).map(bindingAt);
  if (wrong.includes(null)) return null;
  for (const path of wrong) if (path) removeAt(left, path);
  return left;
}

/** Gives a thing that has lost its title its id as one; returns whether it did. */
function nameOrphan(value: unknown, { path }: Issue): boolean {
  if (path.at(-1) !== 'title' || path.length < 3) return false;
  const thing = path.slice(0, -1).reduce<unknown>((inside, step) => Object(inside)[step], value);
  const { id, title } = Object(thing);
  return typeof id === 'string' && title === undefined && Reflect.set(Object(thing), 'title', id);
}

function pathsOf(issue: Issue): KeyPath[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** What is left out for a wrong part: the smallest binding around it that can be missing; null = it is in none. */
function bindingAt(path: KeyPath): KeyPath | null {
  const [top, , key] = path;
  switch (top) {
    case 'metrics':
    case 'events':
      return key === undefined || NEEDED.includes(String(key)) ? path.slice(0, 2) : path.slice(0, 3);
    case 'case':
    case 'review':
      return path.slice(0, 1);
    case 'path':
      return path.slice(0, 2);
    case 'personas':
      return key === 'segment' ? path.slice(0, 3) : null;
    case 'stages': {
      const end = path.findIndex((step) => typeof step === 'string' && BINDINGS.includes(step));
      if (end > 0) return path.slice(0, end + 1);
      // a binding under a name that is nearly right (`event: Product Viewed`)
      const last = path.at(-1);
      const isAlmost = typeof last === 'string' && nearestName(last, BINDINGS) !== undefined;
      return isAlmost && path.includes('touchpoints') ? path : null;
    }
    default:
      return null;
  }
}

function removeAt(value: unknown, path: KeyPath): void {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return;
  if (rest.length === 0) Reflect.deleteProperty(value, step);
  else removeAt(Reflect.get(value, step), rest);
}
