import { isChannel } from '../../channels.ts';
import type { PainsAnswer } from '../contract.ts';
import {
  type Opportunity,
  type PlacedPain,
  type TargetAction,
  type Touchpoint,
  valueUnder,
} from '../journey-map.ts';
import { tintOf } from '../programme/heat-tint.ts';
import { drawKpi, sayTarget } from './draw-kpi.ts';
import { type Drawing, type Row, SMALL, TEXT } from './drawing.ts';
import { breakLines, heightOf, placeText } from './lay-text.ts';
import type { CellItem } from './map-lanes.ts';
import type { Ink } from './scene.ts';

const GAP = 6;

/** Room that a thing of a wide cell gets at least. */
const ITEM_WIDTH = 236;
const ITEM_GAP = 14;

/** A cell: its things one below the other, and side by side where the cell is wide. */
export function drawCell(
  drawing: Drawing,
  items: readonly CellItem[],
  box: { x: number; width: number },
): Row {
  const across = Math.max(1, Math.floor((box.width + ITEM_GAP) / (ITEM_WIDTH + ITEM_GAP)));
  const width = (box.width - ITEM_GAP * (across - 1)) / across;
  const things = items.flatMap((item, index) => {
    const x = box.x + (index % across) * (width + ITEM_GAP);
    return drawItem(drawing, item, { x, width }) ?? [];
  });
  const lines = Array.from({ length: Math.ceil(things.length / across) }, (_, index) => {
    const line = things.slice(index * across, (index + 1) * across);
    return { things: line, height: Math.max(...line.map((thing) => thing.height)) };
  });
  return {
    height: lines.reduce((sum, line) => sum + line.height, 0) + GAP * Math.max(lines.length - 1, 0),
    drawAt(y) {
      let top = y;
      return lines.flatMap((line) => {
        const shapes = line.things.flatMap((thing) => thing.drawAt(top));
        top += line.height + GAP;
        return shapes;
      });
    },
  };
}

function drawItem(drawing: Drawing, item: CellItem, box: { x: number; width: number }): Row | null {
  switch (item.kind) {
    case 'text':
      return drawText(drawing, item.text, box);
    case 'kpi': {
      const metric = valueUnder(drawing.map.metrics, item.metric);
      return metric ? drawKpi(drawing, metric, box) : null;
    }
    case 'touchpoint':
      return drawTouchpoint(drawing, item.touchpoint, box);
    case 'pain': {
      const { pain } = item.placed;
      const heat = heatOf(drawing, item.placed)?.heat ?? null;
      return drawCard(drawing, pain.text, sayPain(drawing, item.placed), {
        ...box,
        fill: (pain.severity ?? 0) >= 4 ? 'red-tint' : 'amber-tint',
        ...(heat !== null && { tint: tintOf(heat) * STRONGEST_TINT }),
      });
    }
    case 'opportunity':
      return drawCard(drawing, item.opportunity.text, sayOpportunity(item.opportunity), {
        ...box,
        stroke: 'green',
      });
    case 'cta':
      return drawText(drawing, sayTargetAction(drawing, item.action), box);
  }
}

/** Part of full red over the card of the hottest pain, so that its words can be read. */
const STRONGEST_TINT = 0.34;

/** What was measured of a pain; null where it is bound to no event, or nothing was measured. */
export function heatOf({ figures }: Pick<Drawing, 'figures'>, { key }: PlacedPain): PainFigure | null {
  const found = figures?.pains?.pains.find(({ pain }) => pain === key);
  return found && found.affected !== null ? found : null;
}
type PainFigure = PainsAnswer['pains'][number];

/** What is said below a pain point: `severity 4 of 5 · often · heat 0.8 · hurts 122 (12 %) · costs € 1,200`. */
export function sayPain(drawing: Pick<Drawing, 'figures' | 'formats'>, placed: PlacedPain): string {
  const { severity, frequency } = placed.pain;
  const { figures, formats } = drawing;
  const measured = heatOf(drawing, placed);
  const people = figures?.pains?.people ?? 0;
  const affected = measured?.affected ?? 0;
  const money = measured?.money?.value ?? 0;
  return [
    severity === null ? '' : `severity ${severity} of 5`,
    frequency ?? '',
    measured !== null && measured.heat !== null && affected > 0
      ? `heat ${formats.say.score(measured.heat)}`
      : '',
    measured === null
      ? ''
      : affected === 0
        ? 'hurts nobody'
        : `hurts ${formats.count(affected)} (${formats.percent(people === 0 ? 0 : affected / people)})`,
    money > 0 ? `costs ${formats.money(money)}` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What is said below an opportunity: `value 80 · effort 2 · planned · SHOP-41`. */
export function sayOpportunity({ scores, status, issue }: Opportunity): string {
  const value = scores.customerValue ?? scores.businessValue;
  return [
    value === undefined ? '' : `value ${value}`,
    scores.effort === undefined ? '' : `effort ${scores.effort}`,
    status === 'idea' ? '' : status,
    issue?.replace(/^https?:\/\/.*\//, '') ?? '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function sayTargetAction({ formats }: Pick<Drawing, 'formats'>, { action, target }: TargetAction): string {
  // the target of an action is the share of people who take it (read-stage.ts)
  const share = sayTarget({ target, unit: 'ratio' }, formats);
  return share ? `${action} ${share}` : action;
}

function drawText({ measure }: Drawing, text: string, box: { x: number; width: number }): Row {
  const lines = breakLines(text, box.width, { size: TEXT }, measure);
  return {
    height: heightOf(lines, TEXT),
    drawAt: (y) => [placeText(lines, { x: box.x, y }, { size: TEXT }, measure)],
  };
}

interface Card {
  x: number;
  width: number;
  fill?: Ink;
  stroke?: Ink;
  /** opacity of the red over it, 0 to 1 */
  tint?: number;
}

function drawCard(
  { measure }: Drawing,
  text: string,
  detail: string,
  { x, width, fill, stroke, tint = 0 }: Card,
): Row {
  const lines = breakLines(text, width - 18, { size: TEXT }, measure);
  const small = detail === '' ? [] : breakLines(detail, width - 18, { size: SMALL }, measure);
  const textHeight = heightOf(lines, TEXT);
  const height = 12 + textHeight + heightOf(small, SMALL);
  return {
    height,
    drawAt: (y) => [
      { kind: 'rect', x, y, width, height, radius: 7, fill, stroke, isDashed: stroke !== undefined },
      ...(tint > 0
        ? [{ kind: 'rect' as const, x, y, width, height, radius: 7, fill: 'red' as const, opacity: tint }]
        : []),
      placeText(lines, { x: x + 9, y: y + 6 }, { size: TEXT }, measure),
      ...(small.length > 0
        ? [placeText(small, { x: x + 9, y: y + 6 + textHeight }, { size: SMALL, color: 'mute' }, measure)]
        : []),
    ],
  };
}

const MARK = 18;

/** A touchpoint with its channel's colour and letters, and the people who were there; hollow where nobody can be seen. */
function drawTouchpoint(
  { map, figures, formats, measure }: Drawing,
  touchpoint: Touchpoint,
  { x, width }: { x: number; width: number },
): Row {
  const count = figures?.touchpoints?.touchpoints.find((one) => one.touchpoint === touchpoint.id);
  const isUnseen =
    !touchpoint.isObservable || touchpoint.events.length === 0 || count?.state === 'never_seen';
  const people = isUnseen ? '–' : count ? formats.compact(count.people) : '';
  const channel = touchpoint.channel ?? 'other';
  const name = map.channels.find((one) => one.id === channel)?.name ?? channel;
  const peopleWidth = people === '' ? 0 : measure(people, TEXT, false) + 8;
  const lines = breakLines(touchpoint.title, width - MARK - 8 - peopleWidth, { size: TEXT }, measure);
  const height = Math.max(MARK, heightOf(lines, TEXT));
  const ink: Ink = isChannel(channel) ? `channel-${channel}` : 'channel-other';
  const letters = lettersOf(name);
  return {
    height,
    drawAt: (y) => [
      {
        kind: 'rect',
        x,
        y,
        width: MARK,
        height: MARK,
        radius: 5,
        ...(isUnseen ? { stroke: 'mute', isDashed: true } : { fill: ink }),
      },
      placeText(
        [letters],
        { x: x + MARK / 2, y: y + 3.2, align: 'middle' },
        { size: 8.5, isStrong: true, color: isUnseen ? 'mute' : 'mark-ink' },
        measure,
      ),
      placeText(lines, { x: x + MARK + 8, y }, { size: TEXT, color: isUnseen ? 'mute' : 'ink' }, measure),
      ...(people === ''
        ? []
        : [placeText([people], { x: x + width, y, align: 'right' }, { size: TEXT, color: 'mute' }, measure)]),
    ],
  };
}

/** `W` for web, `EM` for two words: told apart without the colour. */
function lettersOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const [first = '?', second] = words;
  return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase();
}
