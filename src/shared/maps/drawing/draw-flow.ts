import type { RibbonAnswer } from '../contract.ts';
import { type Columns, type Drawing, PADDING, type Row, SMALL, TEXT } from './drawing.ts';
import { breakLines, cutLine, heightOf, placeText, type TextStyle } from './lay-text.ts';
import { shapeRibbon } from './ribbon-geometry.ts';
import type { Shape, TextShape } from './scene.ts';

const HEIGHT = 148;
const MAX_RADIUS = 32;
const NUMBER: TextStyle = { size: 11.5 };
const NOTE: TextStyle = { size: SMALL, color: 'mute' };

/** The ribbon: planned way dashed, walked way as bands whose circles have the area of their people, with every number beside. */
export function drawFlow(drawing: Drawing, columns: Columns): Row {
  if (columns.stages.length === 1) return drawNumbers(drawing, columns);
  const { figures, formats, measure } = drawing;
  const answers = columns.stages.flatMap(
    (stage) => figures?.ribbon?.stages.find((one) => one.stage === stage.id) ?? [],
  );
  const width = columns.width * columns.stages.length;
  const most = Math.max(1, ...(figures?.ribbon?.stages.map((stage) => stage.people) ?? []));
  const here = Math.max(1, ...answers.map((stage) => stage.people));
  const centres = columns.stages.map((_, index) => columns.width * (index + 0.5));
  return {
    height: HEIGHT,
    drawAt(y) {
      const plan: Shape = {
        kind: 'path',
        d: `M${columns.left + 8} ${y + HEIGHT * 0.52}L${columns.left + width - 8} ${y + HEIGHT * 0.52}`,
        stroke: 'mute',
        isDashed: true,
      };
      if (answers.length !== columns.stages.length)
        return [plan, note('not measured', columns.left + width / 2, y + HEIGHT * 0.52 + 8, 'middle')];
      // circles have one scale on all pages of a map
      const shape = shapeRibbon(answers, {
        centres,
        width,
        height: HEIGHT,
        maxRadius: MAX_RADIUS * Math.sqrt(here / most),
      });
      const move = (d: string) => moveBy(d, columns.left, y);
      const shapes: Shape[] = [
        plan,
        ...shape.bands.map((d): Shape => ({ kind: 'path', d: move(d), fill: 'green', opacity: 0.8 })),
        ...shape.leavers.map(
          (one): Shape => ({
            kind: 'path',
            d: move(one.path),
            stroke: 'red',
            strokeWidth: one.thickness,
            opacity: 0.5,
          }),
        ),
        ...shape.returns.map(
          (one): Shape => ({ kind: 'path', d: move(one.path), stroke: 'amber', strokeWidth: 1.6 }),
        ),
        ...shape.nodes.map(
          (node): Shape => ({
            kind: 'circle',
            x: columns.left + node.x,
            y: y + (node.radius > 0 ? node.y : shape.planY),
            radius: node.radius > 0 ? node.radius : 4,
            ...(node.radius > 0 ? { fill: 'green' } : { fill: 'paper', stroke: 'mute', isDashed: true }),
          }),
        ),
      ];
      answers.forEach((stage, index) => {
        const node = shape.nodes[index];
        if (!node) return;
        shapes.push(
          placeText(
            [formats.count(stage.people)],
            { x: columns.left + node.x, y: y + node.y + Math.max(node.radius, 8) + 1, align: 'middle' },
            { ...NUMBER, isStrong: true },
            measure,
          ),
        );
        if (stage.conversionToNext !== null) {
          // before the last column of a page there is no gap to write in, so it stands at the border
          const isLast = index === answers.length - 1;
          const x = columns.left + columns.width * (index + 1) - (isLast ? 8 : 0);
          const align = isLast ? 'right' : 'middle';
          const rate = `${isLast ? '→ ' : ''}${formats.percent(stage.conversionToNext)}`;
          const texts = [
            placeText([rate], { x, y: y + 4, align }, NUMBER, measure),
            note(sayToNext(stage), x, y + 19, align),
          ];
          const room = Math.max(...texts.map((text) => text.width)) + 8;
          shapes.push(
            // the border of the columns ends above the words and goes on below them
            {
              kind: 'rect',
              x: align === 'right' ? x - room + 4 : x - room / 2,
              y: y + 3,
              width: align === 'right' ? room - 4 : room,
              height: 30,
              fill: 'paper',
            },
            ...texts,
          );
        }
        const leaver = shape.leavers.find((one) => one.stage === stage.stage);
        if (leaver) {
          const x = leaver.endX + leaver.thickness / 2 + 4;
          const room = Math.max(columns.width * (index + 1.42) - x, 60);
          const lines = [`${formats.count(stage.left)} leave`, 'no later stage'];
          const at = { x: columns.left + x, y: y + leaver.endY - 17 };
          shapes.push(
            placeText(
              lines.map((line) => cutLine(line, room, NOTE, measure)),
              at,
              NOTE,
              measure,
            ),
          );
        }
        const besideRate =
          Math.max(
            measure(
              stage.conversionToNext === null ? '' : formats.percent(stage.conversionToNext),
              11.5,
              false,
            ),
            measure(stage.conversionToNext === null ? '' : sayToNext(stage), SMALL, false),
          ) / 2;
        const back = shape.returns.find((one) => one.stage === stage.stage);
        if (back)
          shapes.push(
            // left of rate and time, which stand over the border of the columns
            note(
              `${formats.count(stage.returned)} come back`,
              columns.left + columns.width * (index + 1) - besideRate - 8,
              y + back.labelY - 12,
              'right',
            ),
          );
      });
      return shapes;
    },
  };

  /** Beside the share of those who reach it: who goes past it has not left. */
  function sayToNext({ medianMsToNext }: Pick<RibbonAnswer['stages'][number], 'medianMsToNext'>): string {
    return medianMsToNext === null ? 'to the next' : `to the next, ${formats.duration(medianMsToNext)}`;
  }

  function note(text: string, x: number, y: number, align: TextShape['align']): TextShape {
    return placeText([text], { x, y, align }, NOTE, measure);
  }
}

/** A stage that stands alone: its people, and where they go, in words. */
function drawNumbers({ figures, formats, measure }: Drawing, { stages, left, width }: Columns): Row {
  const answer = figures?.ribbon?.stages.find((one) => one.stage === stages[0]?.id);
  const time =
    answer?.medianMsToNext == null ? '' : ` in ${formats.duration(answer.medianMsToNext)} (median)`;
  const words = answer
    ? [
        answer.conversionToNext === null
          ? ''
          : `${formats.percent(answer.conversionToNext)} reach the next stage${time}`,
        answer.left > 0 ? `${formats.count(answer.left)} reach no later stage` : '',
        answer.returned > 0 ? `${formats.count(answer.returned)} come back` : '',
      ]
    : ['not measured'];
  const people = answer ? formats.count(answer.people) : '';
  const x = left + PADDING;
  const peopleWidth = measure(people, 20, true) + (people === '' ? 0 : 10);
  const lines = breakLines(
    words.filter(Boolean).join(' · '),
    width - 2 * PADDING - peopleWidth,
    { size: TEXT },
    measure,
  );
  return {
    height: Math.max(28, heightOf(lines, TEXT) + 8),
    drawAt: (y) => [
      placeText([people], { x, y }, { size: 20, isStrong: true, color: 'green' }, measure),
      placeText(lines, { x: x + peopleWidth, y: y + 7 }, { size: TEXT }, measure),
    ],
  };
}

/** Moves path data of absolute M, L and C. */
export function moveBy(d: string, dx: number, dy: number): string {
  let isX = false;
  return d.replace(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g, (value) => {
    isX = !isX;
    return String(Number(value) + (isX ? dx : dy));
  });
}
