import type { KpiState } from '../../shared/maps/contract.ts';
import type { Metric } from '../../shared/maps/journey-map.ts';
import { STALE_AFTER_MS } from '../../shared/maps/lint-map.ts';
import { meetsTarget } from '../../shared/maps/target.ts';

/**
 * The state of a key figure, the first that holds:
 * `no_source` nothing is bound to it, or it comes from outside and no figure of it is written down; `waiting` its events were never
 * seen, or nothing at all was collected in the period, so that a total of 0 says nothing; `stale` the latest came more than
 * 30 days before the end of the period; `too_few` it rests on less than `minSample`; `waiting` with a figure: everybody
 * still has time to get there, so that the figure can only rise, and that may decide whether it meets its target; `ok` it
 * meets its target or has none; `warn` it misses the target and not the warning line; else `missed`.
 */
export function kpiStateOf(
  metric: Pick<Metric, 'target' | 'warn' | 'minSample'>,
  measured: {
    isBound: boolean;
    latestAtMs: number | null;
    endMs: number;
    /** a total over days of which no event of any name was collected */
    isSilent: boolean;
    value: number | null;
    sample: number;
    /** a conversion whose time is over for nobody in the period */
    isOpen: boolean;
  },
): KpiState {
  if (!measured.isBound) return 'no_source';
  if (measured.latestAtMs === null) return 'waiting';
  if (measured.latestAtMs < measured.endMs - STALE_AFTER_MS) return 'stale';
  if (measured.isSilent) return 'waiting';
  if (measured.value === null || measured.sample < metric.minSample) return 'too_few';
  const { target, warn } = metric;
  if (target === null) return 'ok';
  const isMet = meetsTarget(measured.value, target);
  if (measured.isOpen && isMet !== isUpward(target.operator)) return 'waiting';
  if (isMet) return 'ok';
  if (warn === null) return 'missed';
  return meetsTarget(measured.value, { operator: isUpward(target.operator) ? '>=' : '<=', value: warn })
    ? 'warn'
    : 'missed';
}

function isUpward(operator: string): boolean {
  return operator === '>=' || operator === '>';
}
