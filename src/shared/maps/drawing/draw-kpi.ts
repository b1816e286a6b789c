import type { KpiAnswer, KpiState } from '../contract.ts';
import type { Metric } from '../journey-map.ts';
import { openSliceOf } from '../open-slice.ts';
import { type Drawing, SMALL } from './drawing.ts';
import { breakLines, heightOf, placeText } from './lay-text.ts';
import type { Ink, Shape } from './scene.ts';

/** States of a key figure in words, as chips, sheets and slides print them. */
export const STATE_WORDS: Record<KpiState, string> = {
  no_source: 'no source',
  waiting: 'waiting',
  too_few: 'too few',
  stale: 'stale',
  ok: 'on target',
  warn: 'watch',
  missed: 'missed',
};

const SIGNS: Record<string, string> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<' };
const MARKS: Partial<Record<KpiState, string>> = {
  ok: ' ✓',
  warn: ' !',
  missed: ' ×',
  waiting: ', still open',
};
const STATE_INK: Partial<Record<KpiState, Ink>> = { ok: 'green', warn: 'amber', missed: 'red' };

/** A target as people read it: `≥ 45 %`; null = none. */
export function sayTarget(
  { target, unit }: Pick<KpiAnswer, 'target' | 'unit'>,
  formats: Drawing['formats'],
): string | null {
  return target && `${SIGNS[target.operator]} ${formats.say[unit](target.value)}`;
}

/** A key figure as a card: name, value with target, change to the period before, trend; a state in words where it has no value. */
export function drawKpi(
  { figures, formats, measure }: Drawing,
  metric: Metric,
  box: { x: number; width: number },
): { height: number; drawAt(y: number): Shape[] } {
  const inner = box.width - 20;
  const answer = figures?.kpis.find((kpi) => kpi.metric === metric.id);
  const title = breakLines(metric.title, inner, { size: SMALL + 0.5 }, measure);
  const valueTop = 8 + heightOf(title, SMALL + 0.5) + 2;
  const target = sayTarget(answer ?? metric, formats);
  const hasValue =
    answer !== undefined && answer.value !== null && !['no_source', 'too_few'].includes(answer.state);
  const value = answer && hasValue ? formats.say[answer.unit](answer.value ?? 0) : sayNothing(answer);
  const valueStyle = hasValue
    ? { size: 17, isStrong: true, color: STATE_INK[answer.state] ?? ('ink' as const) }
    : { size: 12.5, color: 'mute' as const };
  const delta =
    answer && hasValue && answer.state !== 'waiting' && answer.value !== null && answer.previous !== null
      ? formats.change(answer.value, answer.previous, answer.unit)
      : null;
  const deltaText =
    delta && delta.direction !== 0 ? `${delta.direction === 1 ? '▲' : '▼'} ${delta.text}` : null;
  const goal = target && `${target}${(answer && MARKS[answer.state]) ?? ''}`;
  const valueWidth = measure(value, valueStyle.size, hasValue);
  const deltaWidth = deltaText ? measure(deltaText, SMALL, false) + 8 : 0;
  const isGoalBelow = goal !== null && valueWidth + 8 + measure(goal, 11.5, false) + deltaWidth > inner;
  const lineHeight = hasValue ? 24 : 18;
  const trendTop = valueTop + lineHeight + (isGoalBelow ? 16 : 0);
  const trend = answer && hasValue ? answer.trend.map((slice) => slice.value) : [];
  const hasTrend = trend.filter((one) => one !== null).length > 1;
  const height = trendTop + (hasTrend ? 24 : 0) + 6;
  const tone = answer ? STATE_INK[answer.state] : undefined;
  return {
    height,
    drawAt(y) {
      const x = box.x + 10;
      const shapes: Shape[] = [
        {
          kind: 'rect',
          x: box.x,
          y,
          width: box.width,
          height,
          radius: 8,
          fill: 'card',
          stroke: tone === 'red' ? 'red' : 'line',
          isDashed: !hasValue,
        },
        placeText(title, { x, y: y + 8 }, { size: SMALL + 0.5, color: 'mute' }, measure),
        placeText([value], { x, y: y + valueTop }, valueStyle, measure),
      ];
      if (goal)
        shapes.push(
          placeText(
            [goal],
            isGoalBelow
              ? { x, y: y + valueTop + lineHeight - 2 }
              : { x: x + valueWidth + 8, y: y + valueTop + (hasValue ? 6 : 1.5) },
            { size: 11.5, color: 'mute' },
            measure,
          ),
        );
      if (deltaText)
        shapes.push(
          placeText(
            [deltaText],
            { x: box.x + box.width - 10, y: y + valueTop + 7, align: 'right' },
            { size: SMALL, color: 'mute' },
            measure,
          ),
        );
      if (answer && hasTrend) {
        const trendBox = { x, y: y + trendTop + 2, width: inner, height: 18 };
        const open = openSliceOf(answer) ?? trend.length;
        const settled = drawTrend(trend, trendBox, { from: 0, to: open - 1 });
        const rising = drawTrend(trend, trendBox, { from: Math.max(open - 1, 0), to: trend.length - 1 });
        if (settled.includes('L'))
          shapes.push({ kind: 'path', d: settled, stroke: tone ?? 'ink', strokeWidth: 1.5 });
        // whoever began then still has time
        if (rising.includes('L') && open < trend.length)
          shapes.push({ kind: 'path', d: rising, stroke: 'mute', strokeWidth: 1.5, isDashed: true });
      }
      return shapes;
    },
  };
}

function sayNothing(answer: KpiAnswer | undefined): string {
  if (!answer) return 'not measured';
  return answer.state === 'too_few' ? `too few (${answer.sample})` : STATE_WORDS[answer.state];
}

function drawTrend(
  values: readonly (number | null)[],
  box: { x: number; y: number; width: number; height: number },
  part: { from: number; to: number },
): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  let d = '';
  let isPen = false;
  values.forEach((value, index) => {
    if (value === null || index < part.from || index > part.to) {
      isPen = false;
      return;
    }
    const x = box.x + (index * box.width) / Math.max(values.length - 1, 1);
    const y = box.y + box.height - ((value - low) / span) * box.height;
    d += `${isPen ? 'L' : 'M'}${x} ${y}`;
    isPen = true;
  });
  return d;
}
