import { useMemo } from 'react';
import type { MapProblem } from '../../../shared/maps/contract.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { type KeyPath, YamlSource } from '../../../shared/maps/yaml-source.ts';
import type { OpenMap } from '../use-map-session.ts';

/** What is wrong with the plan, by the node or rule that it is about. */
export interface PlanProblems {
  /** of what stands at the path itself */
  at: (keys: KeyPath) => MapProblem[];
  /** of it and everything in it */
  within: (keys: KeyPath) => MapProblem[];
  /** of the plan, and of none of these parts */
  beside: (parts: readonly KeyPath[]) => MapProblem[];
}

/**
 * `stored`: what the server found in the stored file, events that were never seen included; as long as the file here is
 * another one, what it lets know itself counts.
 */
export function usePlanProblems(
  { session, file }: OpenMap,
  stored: { file: string; problems: readonly MapProblem[] },
): PlanProblems {
  // the text changes with the value of the file
  // biome-ignore lint/correctness/useExhaustiveDependencies: file stands for session.text
  const text = useMemo(() => session.text, [session, file]);
  const base = session.inherited;
  return useMemo(() => {
    const under = base === null ? {} : { base };
    const problems = text === stored.file ? stored.problems : readMapFile(text, under).problems;
    const { source } = YamlSource.read(text);
    const whole = source && base !== null ? source.over(base) : source;
    const find = (places: ReadonlySet<string>) => problems.filter((one) => places.has(placeName(one)));
    const placesAt = (keys: KeyPath) =>
      new Set(whole === null ? [] : [whole.placeOf(keys), whole.placeOf(keys, 'key')].map(placeName));
    const placesWithin = (keys: KeyPath) => new Set(whole === null ? [] : allPlaces(whole, keys));
    return {
      at: (keys) => find(placesAt(keys)),
      within: (keys) => find(placesWithin(keys)),
      beside: (parts) => {
        const told = new Set(parts.flatMap((keys) => [...placesWithin(keys)]));
        return find(placesWithin(['path'])).filter((one) => !told.has(placeName(one)));
      },
    };
  }, [text, base, stored.file, stored.problems]);
}

const placeName = ({ line, column }: { line: number; column: number }) =>
  `${line.toString()}:${column.toString()}`;

function allPlaces(source: YamlSource, keys: KeyPath): string[] {
  const value = source.valueAt(keys);
  if (value === undefined) return [];
  const inside = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return [
    placeName(source.placeOf(keys)),
    placeName(source.placeOf(keys, 'key')),
    ...inside.flatMap((key) => allPlaces(source, [...keys, Array.isArray(value) ? Number(key) : key])),
  ];
}
