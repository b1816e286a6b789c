import PptxGenJS from 'pptxgenjs';
import { drawMap, sayPeriod } from '../../../shared/maps/drawing/draw-map.ts';
import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import { type Ink, LINE_HEIGHT, type Page, type Shape } from '../../../shared/maps/drawing/scene.ts';
import { colorOf, FONT_NAME } from './to-image.ts';

/** The drawing of a slide in pixels, and how many of them lie on an inch of its 13.33. */
const SLIDE = { width: 1440, height: 810 };
const PIXELS_PER_INCH = 108;
const POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH;

type Slide = ReturnType<PptxGenJS['addSlide']>;

/** A title slide, then the stages one by one, as texts and shapes that can be changed in the program that opens them. */
export async function exportSlides(drawing: Drawing): Promise<Buffer> {
  const deck = new PptxGenJS();
  deck.layout = 'LAYOUT_WIDE';
  deck.title = drawing.map.title;
  deck.subject = sayPeriod(drawing);
  deck.theme = { headFontFace: FONT_NAME, bodyFontFace: FONT_NAME };
  addTitleSlide(deck, drawing);
  const form = { ...SLIDE, stagesPerPage: 1, columnWidth: 400 };
  for (const page of drawMap(drawing, form)) addPage(deck, page);
  const written = await deck.write({ outputType: 'nodebuffer' });
  if (!(written instanceof Uint8Array)) throw new Error('The slides were not written as bytes.');
  return Buffer.from(written);
}

function addTitleSlide(deck: PptxGenJS, drawing: Drawing): void {
  const { map } = drawing;
  const slide = deck.addSlide();
  slide.background = { color: hex('paper') };
  const wide = { x: 0.8, w: 11.7, margin: 0, fontFace: FONT_NAME } as const;
  slide.addText(map.title, {
    ...wide,
    y: 2.2,
    h: 1.3,
    fontSize: 40,
    bold: true,
    color: hex('ink'),
    valign: 'bottom',
    fit: 'shrink',
  });
  const about = [
    map.brief.objective ?? map.description ?? '',
    `${map.state} · ${map.status}`,
    sayPeriod(drawing),
  ];
  slide.addText(about.filter(Boolean).join('\n'), {
    ...wide,
    y: 3.8,
    h: 1.8,
    fontSize: 16,
    color: hex('mute'),
    valign: 'top',
    fit: 'shrink',
  });
  slide.addShape('line', {
    x: 0.8,
    y: 3.62,
    w: 11.7,
    h: 0,
    line: { color: hex('green'), width: 2, dashType: 'dash' },
  });
}

function addPage(deck: PptxGenJS, page: Page): void {
  const slide = deck.addSlide();
  slide.background = { color: hex('paper') };
  // a lane that is higher than a slide is drawn smaller
  const scale = Math.min(1, SLIDE.height / page.height);
  for (const shape of page.shapes) addShape(slide, shape, scale);
}

function addShape(slide: Slide, shape: Shape, scale: number): void {
  const inches = (pixels: number) => (pixels * scale) / PIXELS_PER_INCH;
  if (shape.kind === 'text') {
    const { lines, size, width, align } = shape;
    // another font than ours may be a little wider
    const room = width * 0.12 + 4;
    const left = { left: shape.x, middle: shape.x - width / 2 - room / 2, right: shape.x - width - room }[
      align
    ];
    slide.addText(lines.join('\n'), {
      x: inches(left),
      y: inches(shape.y),
      w: inches(width + room),
      h: inches(lines.length * size * LINE_HEIGHT),
      fontFace: FONT_NAME,
      fontSize: Math.round(size * scale * POINTS_PER_PIXEL * 10) / 10,
      lineSpacing: size * LINE_HEIGHT * scale * POINTS_PER_PIXEL,
      bold: shape.isStrong,
      color: hex(shape.color),
      align: align === 'middle' ? 'center' : align,
      valign: 'top',
      margin: 0,
      wrap: false,
    });
    return;
  }
  const look = {
    ...(shape.fill && {
      fill: { color: hex(shape.fill), transparency: Math.round((1 - (shape.opacity ?? 1)) * 100) },
    }),
    ...(shape.stroke && {
      line: {
        color: hex(shape.stroke),
        width: (shape.strokeWidth ?? 1) * scale * POINTS_PER_PIXEL,
        transparency: Math.round((1 - (shape.opacity ?? 1)) * 100),
        dashType: shape.isDashed ? ('dash' as const) : ('solid' as const),
      },
    }),
  };
  switch (shape.kind) {
    case 'rect':
      slide.addShape(shape.radius ? 'roundRect' : 'rect', {
        x: inches(shape.x),
        y: inches(shape.y),
        w: inches(shape.width),
        h: inches(shape.height),
        ...(shape.radius && { rectRadius: inches(shape.radius) }),
        ...look,
      });
      return;
    case 'circle':
      slide.addShape('ellipse', {
        x: inches(shape.x - shape.radius),
        y: inches(shape.y - shape.radius),
        w: inches(shape.radius * 2),
        h: inches(shape.radius * 2),
        ...look,
      });
      return;
    case 'path': {
      const { points, x, y, width, height } = readPath(shape.d, inches);
      // boundary: the package draws it, its types do not list it
      slide.addShape('custGeom' as PptxGenJS.SHAPE_NAME, { x, y, w: width, h: height, points, ...look });
    }
  }
}

type Points = NonNullable<NonNullable<Parameters<Slide['addShape']>[1]>['points']>;

/** Path data as points within their own box. */
function readPath(d: string, inches: (pixels: number) => number) {
  const commands = [...d.matchAll(/([MLCZ])([^MLCZ]*)/g)].map(([, name = '', rest = '']) => ({
    name,
    values: (rest.match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g) ?? []).map((value) => inches(Number(value))),
  }));
  const all = commands.flatMap(({ values }) => values);
  const xs = all.filter((_, index) => index % 2 === 0);
  const ys = all.filter((_, index) => index % 2 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  const points: Points = commands.map(({ name, values }) => {
    const at = values.map((value, index) => value - (index % 2 === 0 ? x : y));
    const [a = 0, b = 0, c = 0, e = 0, f = 0, g = 0] = at;
    if (name === 'Z') return { close: true };
    if (name === 'C') return { x: f, y: g, curve: { type: 'cubic', x1: a, y1: b, x2: c, y2: e } };
    return { x: a, y: b, moveTo: name === 'M' };
  });
  return { points, x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function hex(ink: Ink): string {
  return colorOf(ink).slice(1).toUpperCase();
}
