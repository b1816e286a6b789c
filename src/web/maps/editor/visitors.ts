import { createContext, useContext } from 'react';
import { CHANNEL_NAMES } from '../../../shared/channels.ts';
import type { MapVisitor } from '../../../shared/maps/editing-contract.ts';
import type { GridColumn } from './grid-columns.ts';

/** Somebody else who has the map open, with the colour of their marks. */
export interface Visitor extends MapVisitor {
  color: string;
}

export const VisitorsContext = createContext<readonly Visitor[]>([]);

/** The others, each in a colour of their own that stays the same while they are here. */
export function othersOf(visitors: readonly MapVisitor[], client: string): Visitor[] {
  return visitors
    .filter((one) => one.client !== client)
    .map((one) => ({ ...one, name: one.name.split('@')[0] || one.name, color: colorOf(one.client) }));
}

function colorOf(client: string): string {
  let sum = 0;
  for (const letter of client) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return `var(--channel-${CHANNEL_NAMES[sum % CHANNEL_NAMES.length] ?? 'web'})`;
}

/** How one's cell is told to the others: `column/row`. */
export function nameCell(row: string, column: string): string {
  return `${column}/${row}`;
}

/** Who of the others is at this cell; a gathered column is where its steps are, and a step where its stage is. */
export function useVisitorsAt(row: string, column: GridColumn): Visitor | null {
  const visitors = useContext(VisitorsContext);
  if (visitors.length === 0) return null;
  const names = [column.id, `stage:${column.stage.id}`, ...column.steps.map((step) => step.id)];
  return visitors.find((one) => names.some((name) => one.cell === nameCell(row, name))) ?? null;
}
