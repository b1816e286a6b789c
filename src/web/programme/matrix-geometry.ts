import type { OpportunityRow } from '../../shared/maps/programme-contract.ts';

export const EFFORT = { least: 1, most: 5, step: 1 } as const;
export const VALUE = { least: 0, most: 100, step: 5 } as const;
/** Where nothing says how much work it is. */
const MIDDLE_EFFORT = 3;
const MIDDLE_VALUE = 50;

/** Where an opportunity stands: value to the business 0 to 100, effort 1 to 5. */
export interface MatrixPlace {
  effort: number;
  value: number;
}

export function placeOf(row: Pick<OpportunityRow, 'scores' | 'proposedImpact'>): MatrixPlace & {
  isScored: boolean;
} {
  const { effort, businessValue } = row.scores;
  return {
    effort: clamp(effort ?? MIDDLE_EFFORT, EFFORT),
    value: clamp(businessValue ?? row.proposedImpact ?? MIDDLE_VALUE, VALUE),
    isScored: effort !== undefined && businessValue !== undefined,
  };
}

/** A place as it is kept: on the grid of both scores, inside of the matrix. */
export function snap({ effort, value }: MatrixPlace): MatrixPlace {
  return {
    effort: clamp(Math.round(effort / EFFORT.step) * EFFORT.step, EFFORT),
    value: clamp(Math.round(value / VALUE.step) * VALUE.step, VALUE),
  };
}

/** Shares of the matrix from the left and from the bottom, 0 to 1. */
export function toShares({ effort, value }: MatrixPlace): { x: number; y: number } {
  return {
    x: (effort - EFFORT.least) / (EFFORT.most - EFFORT.least),
    y: (value - VALUE.least) / (VALUE.most - VALUE.least),
  };
}

export function fromShares({ x, y }: { x: number; y: number }): MatrixPlace {
  return {
    effort: EFFORT.least + x * (EFFORT.most - EFFORT.least),
    value: VALUE.least + y * (VALUE.most - VALUE.least),
  };
}

/** Points of one effort whose values differ by less would cover each other. */
const NEAR_VALUE = 11;

/** Which places beside its own each one takes (0 = its own), so that none covers one before it. */
export function slotsOf(places: readonly MatrixPlace[]): number[] {
  const slots: number[] = [];
  for (const own of places) {
    const taken = slots.filter((_, index) => {
      const other = places[index];
      return other?.effort === own.effort && Math.abs(other.value - own.value) < NEAR_VALUE;
    });
    let slot = 0;
    while (taken.includes(slot)) slot++;
    slots.push(slot);
  }
  return slots;
}

const ARROWS: Record<string, [effort: number, value: number]> = {
  ArrowLeft: [-EFFORT.step, 0],
  ArrowRight: [EFFORT.step, 0],
  ArrowUp: [0, VALUE.step],
  ArrowDown: [0, -VALUE.step],
};

/** The place that a key moves to; null = the key moves nothing. */
export function moveByKey(place: MatrixPlace, key: string): MatrixPlace | null {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  return {
    effort: clamp(place.effort + arrow[0], EFFORT),
    value: clamp(place.value + arrow[1], VALUE),
  };
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
