import { z } from 'zod';
import { printExpression } from '../../shared/expression/print.ts';
import type { SeenProperties } from '../../shared/maps/binding-contract.ts';
import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import { ch, u16, u32 } from '../platform/sql.ts';
import { readWorkspaceFacts } from '../reports/workspace-facts.ts';

const MOST_EVENTS = 2_000;
const MOST_PROPERTIES = 60;
const MOST_VALUES = 12;
/** Longer texts are descriptions and addresses, which nobody picks from a list. */
const MOST_LETTERS = 80;

const text = z.string();
const seenRow = z.object({
  properties: text,
  channel: text,
  device: text,
  location: text,
  campaign: text,
  category: text,
  source: text,
});

type Scalar = string | number | boolean;

export function mapBindingsRoutes(context: Context) {
  return {
    properties: api.mapBindings.properties.handler(({ input, context: { workspace } }) =>
      readSeenProperties(context, workspace, input.event),
    ),
  };
}

/** Properties and values of the latest events of a name. */
export async function readSeenProperties(
  { clickhouse, postgres }: Pick<Context, 'clickhouse' | 'postgres'>,
  workspace: number,
  event: string,
): Promise<SeenProperties> {
  const { eventCodes } = await readWorkspaceFacts(postgres, workspace);
  const code = eventCodes.get(event);
  if (code === undefined) return { looked: 0, properties: [] };
  const rows = await clickhouse.query(
    ch`SELECT properties, channel, device, location, campaign, category, source FROM events
      PREWHERE workspace = ${u32(workspace)} AND code = ${u16(code)}
      ORDER BY seq DESC LIMIT ${u32(MOST_EVENTS)}`,
    seenRow,
  );
  const counts = new Map<string, Map<Scalar, number>>();
  for (const { properties, ...columns } of rows) {
    for (const [column, value] of Object.entries(columns)) if (value !== '') count(counts, [column], value);
    countInside(counts, ['properties'], JSON.parse(properties));
  }
  const total = (values: Map<Scalar, number>) => [...values.values()].reduce((sum, one) => sum + one, 0);
  return {
    looked: rows.length,
    properties: [...counts]
      .map(([path, values]) => ({
        path,
        events: total(values),
        values: [...values]
          .map(([value, events]) => ({ value, events }))
          .sort((a, b) => b.events - a.events || (String(a.value) < String(b.value) ? -1 : 1))
          .slice(0, MOST_VALUES),
      }))
      .sort((a, b) => b.events - a.events || (a.path < b.path ? -1 : 1))
      .slice(0, MOST_PROPERTIES),
  };
}

function countInside(counts: Map<string, Map<Scalar, number>>, path: string[], value: unknown): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    if (String(value).length <= MOST_LETTERS) count(counts, path, value);
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) countInside(counts, [...path, key], inner);
  }
}

function count(counts: Map<string, Map<Scalar, number>>, segments: string[], value: Scalar): void {
  const path = printExpression({ kind: 'exists', item: { kind: 'path', segments } }).replace(/^exists /, '');
  const values = counts.get(path) ?? new Map<Scalar, number>();
  counts.set(path, values.set(value, (values.get(value) ?? 0) + 1));
}
