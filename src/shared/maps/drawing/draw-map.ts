import { drawCell } from './draw-cell.ts';
import { drawEmotion } from './draw-emotion.ts';
import { drawFlow } from './draw-flow.ts';
import { type Columns, type Drawing, PADDING, type Row, SMALL, TEXT } from './drawing.ts';
import { breakLines, cutLine, heightOf, placeText } from './lay-text.ts';
import { type DrawnLane, drawnLanesOf, stageCell } from './map-lanes.ts';
import type { Page, Shape } from './scene.ts';

/** The size of the pages. */
export interface PageForm {
  width: number;
  /** null = one page as high as the map */
  height: number | null;
  /** null = all stages side by side, each at least `columnWidth` wide; the page becomes wider where they need it */
  stagesPerPage: number | null;
  /** least width of a column */
  columnWidth: number;
  /** false: title, period and date stand elsewhere */
  isTitled?: boolean;
}

const MARGIN = 28;
const LANE_WIDTH = 104;
/** A column narrower than this has no room for lane titles beside it, so they stand above their cells. */
const NARROW = 520;

/**
 * A map with its numbers as pages of shapes: title with period and date of the data, stages with their steps, and a row for
 * each lane. Many stages go on over several pages, and so do lanes that do not fit below each other.
 *
 * drawMap({ map, figures, formats, measure }, { width: 1587, height: 1123, stagesPerPage: 6, columnWidth: 200 })
 */
export function drawMap(drawing: Drawing, form: PageForm): Page[] {
  const { stages } = drawing.map;
  const isNarrow = form.width < NARROW;
  const margin = isNarrow ? 14 : MARGIN;
  const perPage = form.stagesPerPage ?? Math.max(stages.length, 1);
  const left = margin + (isNarrow ? 0 : LANE_WIDTH);
  const least = left + form.columnWidth * Math.min(perPage, Math.max(stages.length, 1)) + margin;
  const width = form.stagesPerPage === null ? Math.max(form.width, least) : form.width;
  const groups = Array.from({ length: Math.max(1, Math.ceil(stages.length / perPage)) }, (_, index) =>
    stages.slice(index * perPage, (index + 1) * perPage),
  );
  const lanes = drawnLanesOf(drawing.map);
  const pages = groups.flatMap((group) => {
    const columns: Columns = {
      stages: group,
      left,
      width: (width - left - margin) / Math.max(1, Math.min(perPage, stages.length)),
    };
    const isTitled = form.isTitled ?? true;
    return fillPages(drawing, { columns, lanes, width, height: form.height, margin, isNarrow, isTitled });
  });
  pages.forEach((page, index) => {
    if (pages.length > 1 && form.isTitled !== false)
      page.shapes.push(
        placeText(
          [`${index + 1} of ${pages.length}`],
          { x: page.width - margin, y: page.height - margin + 6, align: 'right' },
          { size: SMALL, color: 'mute' },
          drawing.measure,
        ),
      );
  });
  return pages;
}

interface Sheet {
  columns: Columns;
  lanes: readonly DrawnLane[];
  width: number;
  height: number | null;
  margin: number;
  isNarrow: boolean;
  isTitled: boolean;
}

/** The rows of some stages, on as many pages as they need. */
function fillPages(drawing: Drawing, sheet: Sheet): Page[] {
  const { columns, margin, width, height } = sheet;
  const title: Row = sheet.isTitled
    ? drawTitle(drawing, { x: margin, width: width - 2 * margin })
    : { height: 0, drawAt: () => [] };
  const head = drawHead(drawing, columns);
  const top = margin + title.height + head.height;
  const rows = sheet.lanes.map((lane) => drawLane(drawing, lane, sheet)).filter((row) => row !== null);
  const pages: Page[] = [];
  let shapes: Shape[] = [];
  let y = top;
  const begin = () => {
    shapes = [...title.drawAt(margin), ...head.drawAt(margin + title.height)];
    y = top;
  };
  const end = () => {
    const bottom = y;
    // lines between the columns, under everything that stands in them
    const lines = columns.stages.map(
      (_, index): Shape => ({
        kind: 'path',
        d: `M${columns.left + index * columns.width} ${margin + title.height}L${columns.left + index * columns.width} ${bottom}`,
        stroke: 'line',
      }),
    );
    const names = columns.stages.map((stage) => stage.title).join(', ');
    pages.push({
      width,
      height: Math.max(height ?? 0, y + margin),
      title: `${drawing.map.title}: ${names}`,
      shapes: [...(sheet.isNarrow ? [] : lines), ...shapes],
    });
  };
  const limit = top + roomPerPage(rows, height === null ? null : height - margin - top);
  begin();
  for (const row of rows) {
    if (y > top && y + row.height > limit) {
      end();
      begin();
    }
    shapes.push(...row.drawAt(y));
    y += row.height;
  }
  end();
  return pages;
}

/** A page may be so much higher than its sheet, and is drawn smaller, before its last rows go to a page of their own. */
const MOST_SHRUNK = 1.22;

/** How high the rows of one page may be together, so that the last page does not hold a single row. */
function roomPerPage(rows: readonly Row[], room: number | null): number {
  const total = rows.reduce((sum, row) => sum + row.height, 0);
  // one pixel for sums of fractions
  if (room === null || total <= room * MOST_SHRUNK) return total + 1;
  const pages = Math.ceil(total / room);
  return Math.min(room, (total / pages) * 1.15);
}

/** What the numbers are of: `1 to 31 Mar 2026 · data of 31 Mar 2026, 14:32`. */
export function sayPeriod({ figures, formats }: Pick<Drawing, 'figures' | 'formats'>): string {
  if (!figures) return 'without numbers';
  const { period, dataAt } = figures;
  const date = dataAt === null ? 'no data yet' : `data of ${formats.moment(dataAt)}`;
  return `${formats.range(period.from, period.to)} · ${date}`;
}

function drawTitle(drawing: Drawing, box: { x: number; width: number }): Row {
  const { map, figures, formats, measure } = drawing;
  const titleStyle = { size: 20, isStrong: true };
  const title = breakLines(map.title, box.width, titleStyle, measure);
  const covered =
    figures?.coverage && figures.coverage.events > 0
      ? ` · ${formats.percent(figures.coverage.coveredEvents / figures.coverage.events)} of events are on this map`
      : '';
  const about = breakLines(
    `${map.state} · ${map.status} · ${sayPeriod(drawing)}${covered}`,
    box.width,
    { size: TEXT },
    measure,
  );
  const titleHeight = heightOf(title, titleStyle.size);
  return {
    height: titleHeight + heightOf(about, TEXT) + 18,
    drawAt: (y) => [
      placeText(title, { x: box.x, y }, titleStyle, measure),
      placeText(about, { x: box.x, y: y + titleHeight + 2 }, { size: TEXT, color: 'mute' }, measure),
    ],
  };
}

const STAGE = { size: 14, isStrong: true };

/** Titles of the stages with their goals and steps. */
function drawHead({ measure }: Drawing, columns: Columns): Row {
  const inner = columns.width - 2 * PADDING;
  const heads = columns.stages.map((stage) => ({
    title: breakLines(stage.title, inner, STAGE, measure),
    goal: stage.goal ? breakLines(stage.goal, inner, { size: 11.5 }, measure) : [],
    steps: stage.steps.flatMap((step, index) =>
      breakLines(`${index + 1}  ${step.title}`, inner, { size: SMALL + 0.5 }, measure),
    ),
  }));
  const titles = Math.max(0, ...heads.map(({ title }) => heightOf(title, STAGE.size)));
  const goals = Math.max(0, ...heads.map(({ goal }) => heightOf(goal, 11.5)));
  const steps = Math.max(0, ...heads.map((head) => heightOf(head.steps, SMALL + 0.5)));
  const height = titles + goals + steps + 18;
  return {
    height,
    drawAt: (y) => [
      ...heads.flatMap(({ title, goal, steps }, index): Shape[] => {
        const x = columns.left + index * columns.width + PADDING;
        return [
          placeText(title, { x, y }, STAGE, measure),
          placeText(goal, { x, y: y + titles }, { size: 11.5, color: 'mute' }, measure),
          placeText(steps, { x, y: y + titles + goals + 6 }, { size: SMALL + 0.5 }, measure),
        ];
      }),
      {
        kind: 'path',
        d: `M${columns.left} ${y + height - 1}L${columns.left + columns.width * columns.stages.length} ${y + height - 1}`,
        stroke: 'line-strong',
      },
    ],
  };
}

/** A lane over all columns of the page; null = nothing in it here. */
function drawLane(
  drawing: Drawing,
  lane: DrawnLane,
  { columns, margin, isNarrow, width }: Sheet,
): Row | null {
  const { measure } = drawing;
  const content = drawContent(drawing, lane, columns);
  if (content === null) return null;
  const titleStyle = { size: 11.5, color: 'mute' as const };
  const lines = isNarrow
    ? [cutLine(lane.title, width - 2 * margin, titleStyle, measure)]
    : breakLines(lane.title, LANE_WIDTH - PADDING, titleStyle, measure);
  const above = isNarrow ? heightOf(lines, titleStyle.size) + 6 : 0;
  const height = Math.max(above + content.height, heightOf(lines, titleStyle.size)) + 2 * PADDING;
  return {
    height,
    drawAt: (y) => [
      placeText(lines, { x: margin, y: y + PADDING }, titleStyle, measure),
      ...content.drawAt(y + PADDING + above),
      {
        kind: 'path',
        d: `M${margin} ${y + height}L${columns.left + columns.width * columns.stages.length} ${y + height}`,
        stroke: 'line',
      },
    ],
  };
}

function drawContent(drawing: Drawing, lane: DrawnLane, columns: Columns): Row | null {
  if (lane.id === 'flow') return drawFlow(drawing, columns);
  if (lane.id === 'emotion')
    return columns.stages.some((stage) => stage.steps.some((step) => step.emotion !== null))
      ? drawEmotion(drawing, columns)
      : null;
  const cells = columns.stages.map((stage, index) =>
    drawCell(drawing, stageCell(lane.id, stage), {
      x: columns.left + index * columns.width + PADDING,
      width: columns.width - 2 * PADDING,
    }),
  );
  const height = Math.max(0, ...cells.map((cell) => cell.height));
  return height === 0 ? null : { height, drawAt: (y) => cells.flatMap((cell) => cell.drawAt(y)) };
}
