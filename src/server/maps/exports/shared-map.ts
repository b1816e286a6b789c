import type { MapFigures } from '../../../shared/maps/drawing/map-figures.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';

/** What stays in the house, by key, wherever it stands in a map: conditions, proof, attachments, links to other systems. */
const KEPT_BACK: Record<string, null | readonly never[]> = {
  where: null,
  segment: null,
  evidence: [],
  documents: [],
  images: [],
  files: [],
  issue: null,
  orchestration: null,
  owners: [],
};

/**
 * A map for people outside: its structure as it is drawn. Conditions on events and people, evidence, documents, attachments,
 * issue links and addresses of owners are left out.
 */
export function showOutside(map: JourneyMap): unknown {
  return strip({ ...map, events: {}, custom: {}, views: [] });
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => {
      if (Object.hasOwn(KEPT_BACK, key)) return [key, KEPT_BACK[key]];
      // an owner is a team or a person's address
      if (key === 'owner' && typeof held === 'string' && held.includes('@')) return [key, null];
      return [key, strip(held)];
    }),
  );
}

/** Figures for people outside: without definitions, which repeat the conditions. */
export function showFiguresOutside(figures: MapFigures): MapFigures {
  return { ...figures, kpis: figures.kpis.map((kpi) => ({ ...kpi, definition: '' })) };
}
