import type { KpiAnswer } from '../../shared/maps/contract.ts';
import type { Metric } from '../../shared/maps/journey-map.ts';
import { type Span, spanOf } from '../reports/period.ts';
import type { MapQuestion } from './map-question.ts';

/** What the figures that a map's own file says of days come to in a span. */
export interface WrittenFigures extends Pick<KpiAnswer, 'value' | 'previous' | 'sample'> {
  /** start of the day of `value`; null = no figure before the span ends */
  latestAtMs: number | null;
  /** per slice of the span the figure that holds at its end; none for slices that have not begun */
  trend: (number | null)[];
}

/**
 * A figure holds from its day until the next one: `value` is the latest before the span ends, `previous` the latest before
 * it begins; `sample` counts the days of the span that have one.
 */
export function readWrittenFigures(
  { map, facts, context }: Pick<MapQuestion, 'map' | 'facts' | 'context'>,
  metric: Pick<Metric, 'figures'>,
  { span, slices }: { span: Span; slices: number },
): WrittenFigures {
  const timeZone = map.timeZone ?? facts.timeZone;
  const dated = metric.figures.map(({ day, value }) => ({
    atMs: spanOf({ from: day, to: day }, timeZone).fromMs,
    value,
  }));
  const within = dated.filter(({ atMs }) => atMs >= span.fromMs && atMs < span.toMs);
  const latest = dated.findLast(({ atMs }) => atMs < span.toMs);
  const nowMs = context.clock.now();
  const sliceMs = (span.toMs - span.fromMs) / slices;
  return {
    value: latest?.value ?? null,
    previous: dated.findLast(({ atMs }) => atMs < span.fromMs)?.value ?? null,
    sample: within.length,
    latestAtMs: latest?.atMs ?? null,
    trend: Array.from({ length: slices }, (_, slice) => {
      const startMs = span.fromMs + slice * sliceMs;
      return startMs > nowMs ? null : (dated.findLast(({ atMs }) => atMs < startMs + sliceMs)?.value ?? null);
    }),
  };
}
