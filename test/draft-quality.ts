import { evaluate } from '../src/shared/expression/evaluate.ts';
import { parseExpression } from '../src/shared/expression/parse.ts';
import { NO_RESULTS, type ObservedEvent } from '../src/shared/maps/discovery/observed.ts';
import { type JourneyMap, type Touchpoint, touchpointsOf } from '../src/shared/maps/journey-map.ts';

/** An event of a made-up world that knows at which touchpoint and in which stage it happened; null = at none. */
export interface LabelledEvent extends ObservedEvent {
  touchpoint: string | null;
  /** place of its stage, from 0 */
  stage: number | null;
}

export interface DraftQuality {
  touchpoints: number;
  /** part of the true touchpoints that the draft has */
  foundShare: number;
  missing: string[];
  /** Kendall's tau between the true stages and where their touchpoints stand on the draft, on average */
  stageTau: number;
  /** the same over all pairs of touchpoints from different true stages */
  touchpointTau: number;
}

/** At least this part of a draft's touchpoint must be the true one, and this part of the true one must be on the draft. */
const MOSTLY = 0.8;

/** Compares a draft with what is true, by the events that its touchpoints match. */
export function judgeDraft(map: JourneyMap, journeys: readonly (readonly LabelledEvent[])[]): DraftQuality {
  const events = journeys.flat();
  const drawn = touchpointsOf(map).map(({ touchpoint }) => ({
    touchpoint,
    matched: events.filter((event) => matches(touchpoint, event)),
  }));
  const labels = [...new Set(events.flatMap(({ touchpoint }) => touchpoint ?? []))];
  const placed = labels.map((label) => {
    const own = events.filter((event) => event.touchpoint === label);
    const places = drawn.flatMap(({ matched }, place) => {
      const hits = matched.filter((event) => event.touchpoint === label);
      return hits.length >= MOSTLY * matched.length && hits.length > 0 ? [{ place, hits }] : [];
    });
    const covered = new Set(places.flatMap(({ hits }) => hits));
    const isFound = covered.size >= MOSTLY * own.length;
    const weight = places.reduce((sum, { hits }) => sum + hits.length, 0);
    const place = places.reduce((sum, one) => sum + one.place * one.hits.length, 0) / weight;
    return { label, isFound, place, stage: own[0]?.stage ?? null };
  });
  const found = placed.filter(({ isFound }) => isFound);
  const staged = found.flatMap(({ stage, place }) => (stage === null ? [] : [{ truth: stage, place }]));
  const stages = [...new Set(staged.map(({ truth }) => truth))].map((truth) => {
    const own = staged.filter((one) => one.truth === truth);
    return { truth, place: own.reduce((sum, { place }) => sum + place, 0) / own.length };
  });
  return {
    touchpoints: drawn.length,
    foundShare: found.length / labels.length,
    missing: placed.filter(({ isFound }) => !isFound).map(({ label }) => label),
    stageTau: kendallTau(stages),
    touchpointTau: kendallTau(staged),
  };
}

function matches({ events }: Touchpoint, event: LabelledEvent): boolean {
  return events.some(
    (binding) =>
      binding.event === event.event &&
      (binding.where === undefined ||
        evaluate(parseExpression(binding.where), {
          event: event.event,
          channel: event.channel,
          properties: { ...event.values, ...resultsOf(event) },
        })),
  );
}

/** Of a search only whether it found anything is known here; the draft's condition asks for the number. */
function resultsOf({ values }: LabelledEvent): { results?: number } {
  const { results } = values;
  return results === undefined ? {} : { results: results === NO_RESULTS ? 0 : 1 };
}

/** Pairs in the true order less pairs against it, of all pairs that the truth orders (ties of the draft count as neither). */
function kendallTau(all: readonly { truth: number; place: number }[]): number {
  let sum = 0;
  let pairs = 0;
  all.forEach((a, index) => {
    for (const b of all.slice(index + 1)) {
      if (a.truth === b.truth) continue;
      pairs++;
      sum += Math.sign(b.truth - a.truth) * Math.sign(b.place - a.place);
    }
  });
  return pairs === 0 ? 1 : sum / pairs;
}
