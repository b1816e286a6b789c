import { HOUR_MS, MINUTE_MS } from './calendar.ts';
import type { GroundTruth } from './ground-truth.ts';
import type { Act } from './journal.ts';
import type { Random } from './random.ts';
import { arrivalOf, type SimulatedItem, writeItem } from './segment-item.ts';
import { SOURCES } from './sources.ts';

/**
 * All acts of a run in compact form (about 500 bytes each, with their visits), sorted by arrival at the end; the payloads, which are
 * several times as large, exist one batch at a time.
 */
export class Stream {
  private readonly acts: Act[] = [];
  private readonly arrivals: number[] = [];
  /** when the copy arrives; differs from the arrival for a repeat */
  private readonly places: number[] = [];
  private readonly options: {
    endsAt: number;
    repeatedShare: number;
    nightUploadAt: (at: number) => number;
  };
  private readonly tally = { repeated: 0, late: 0, skewed: 0 };
  private readonly byType = { track: 0, page: 0, screen: 0, identify: 0 };
  private readonly bySource: Record<string, number> = {};

  constructor(options: Stream['options']) {
    this.options = options;
  }

  /** Gives back when each act arrives first. */
  add(acts: readonly Act[], random: Random): number[] {
    const { endsAt, repeatedShare, nightUploadAt } = this.options;
    return acts.map((act) => {
      const arrivesAt = arrivalOf(act, endsAt, nightUploadAt);
      this.push(act, arrivesAt, arrivesAt);
      this.count(act, arrivesAt);
      // A client that got no answer sends again, after seconds or after hours.
      if (random.chance(repeatedShare)) {
        const waitMs = random.chance(0.8)
          ? random.between(1000, 2 * MINUTE_MS)
          : random.exponential(20 * HOUR_MS);
        this.push(act, arrivesAt, Math.min(endsAt, arrivesAt + Math.ceil(waitMs)));
        this.tally.repeated++;
      }
      return arrivesAt;
    });
  }

  private push(act: Act, arrivesAt: number, place: number): void {
    this.acts.push(act);
    this.arrivals.push(arrivesAt);
    this.places.push(place);
  }

  private count(act: Act, arrivesAt: number): void {
    this.byType[act.type]++;
    const { source, device } = act.visit;
    this.bySource[source] = (this.bySource[source] ?? 0) + 1;
    if (arrivesAt - act.at > HOUR_MS) this.tally.late++;
    if (device && device.skewMs !== 0 && SOURCES[source].kind !== 'server') this.tally.skewed++;
  }

  counts(personYears: number): GroundTruth['items'] {
    const { track, page, screen, identify } = this.byType;
    return {
      sent: this.acts.length,
      distinct: track + page + screen + identify,
      ...this.tally,
      byType: this.byType,
      bySource: this.bySource,
      eventsPerPersonYear: (track + page + screen) / personYears,
    };
  }

  *batches(size: number): Generator<SimulatedItem[]> {
    const places = Float64Array.from(this.places);
    const order = Uint32Array.from(places.keys()).sort(
      (a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b,
    );
    for (let from = 0; from < order.length; from += size) {
      yield Array.from(order.subarray(from, from + size), (index) => this.write(index));
    }
  }

  private write(index: number): SimulatedItem {
    const act = this.acts[index];
    if (!act) throw new Error(`no act ${index}`);
    const item = writeItem(act, this.arrivals[index] ?? act.at);
    return {
      source: act.visit.source,
      item,
      person: act.visit.person.id,
      arrivesAt: this.places[index] ?? act.at,
    };
  }
}
