import type { KpiAnswer, MapProblem } from './contract.ts';
import { type JourneyMap, valueUnder } from './journey-map.ts';
import { meetsTarget } from './target.ts';

type Measured = Pick<KpiAnswer, 'metric' | 'state' | 'value' | 'previous' | 'sample'>;

/**
 * What only numbers can tell about a map, in the order of the file: `under_min_sample` = a KPI rests on less than its
 * minSample; `target_already_met` = its target is met in the period and in the one before, so it asks for nothing.
 *
 * lintMeasured(map, [{ metric: 'conv', state: 'too_few', value: 0.2, previous: null, sample: 12 }])
 */
export function lintMeasured(map: JourneyMap, measured: readonly Measured[]): MapProblem[] {
  const problems = measured.flatMap(({ metric: id, state, value, previous, sample }): MapProblem[] => {
    const metric = valueUnder(map.metrics, id);
    if (!metric) return [];
    const warning = (code: string, message: string): MapProblem[] => [
      { severity: 'warning', code, message, line: metric.place.line, column: metric.place.column },
    ];
    if (state === 'too_few') {
      return warning(
        'under_min_sample',
        `The KPI "${id}" rests on ${sample} of the ${metric.minSample} that it needs.`,
      );
    }
    const { target } = metric;
    const isMet = (figure: number | null) =>
      figure !== null && target !== null && meetsTarget(figure, target);
    if (state === 'ok' && isMet(value) && isMet(previous)) {
      return warning(
        'target_already_met',
        `The KPI "${id}" met its target in this period and in the one before: set a harder one, or watch another.`,
      );
    }
    return [];
  });
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}
