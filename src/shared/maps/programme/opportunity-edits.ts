import type { Json, MapEdit, MapPath } from '../edit/map-edit.ts';

/** What may be changed of an opportunity; null takes a key away. Scores are laid over those it has. */
export interface OpportunityChange {
  status?: 'idea' | 'planned' | 'doing' | 'shipped' | 'dropped' | undefined;
  scores?: Record<string, number> | undefined;
  owner?: string | null | undefined;
  due?: string | null | undefined;
  shipped?: string | null | undefined;
  issue?: string | null | undefined;
  result?: Json | undefined;
}

/**
 * The edits that change an opportunity. One with an id is changed key by key, so that others may change the rest of it; one
 * without is found by what it says, so it is written as a whole.
 *
 * editOpportunity({ at, item: 'Size helper' }, { status: 'doing' })
 * // -> [{ kind: 'set', at, base: 'Size helper', value: { text: 'Size helper', status: 'doing' } }]
 */
export function editOpportunity(
  { at, item }: { at: MapPath; item: Json },
  { scores, ...change }: OpportunityChange,
): MapEdit[] {
  const changes = [
    ...Object.entries(scores ?? {}).map(([key, value]) => ({ keys: ['scores', key], value })),
    ...Object.entries(change).flatMap(([key, value]) =>
      value === undefined ? [] : [{ keys: [key], value: value ?? undefined }],
    ),
  ];
  if (changes.length === 0) return [];
  const last = at.at(-1);
  if (typeof last === 'object' && 'id' in last)
    return changes.map(({ keys, value }) => ({
      kind: 'set',
      at: [...at, ...keys],
      ...(value === undefined ? {} : { value }),
    }));
  const before = isRecord(item) ? item : { text: item };
  const laid = { ...(isRecord(before.scores) ? before.scores : {}), ...scores };
  const after: Record<string, Json> = {
    ...before,
    ...(scores === undefined ? {} : { scores: laid }),
  };
  for (const { keys, value } of changes) {
    const [key = ''] = keys;
    if (key === 'scores') continue;
    if (value === undefined) delete after[key];
    else after[key] = value;
  }
  return [{ kind: 'set', at, base: item, value: after }];
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
