import { readFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import { drawMap } from '../../../shared/maps/drawing/draw-map.ts';
import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import { PAPER_PALETTE } from '../../../shared/maps/drawing/palette.ts';
import type { Ink, Page } from '../../../shared/maps/drawing/scene.ts';
import { writeSvg } from '../../../shared/maps/drawing/scene-svg.ts';
import { FONT_FILES } from './font-files.ts';

export const FONT_NAME = 'Inter';
export const colorOf = (ink: Ink) => PAPER_PALETTE[ink];

const WIDTH = 1440;
const COLUMN_WIDTH = 214;
/** Dots of a PNG for one pixel of the drawing; less where it would become larger than most programs open. */
const SHARPNESS = 2;
const MOST_DOTS = 12_000;

function drawWhole(drawing: Drawing): Page {
  const [page] = drawMap(drawing, {
    width: WIDTH,
    height: null,
    stagesPerPage: null,
    columnWidth: COLUMN_WIDTH,
  });
  if (!page) throw new Error(`The map "${drawing.map.id}" was drawn on no page.`);
  return page;
}

/** The whole map as one SVG that carries its letters. */
export async function exportSvg(drawing: Drawing): Promise<Buffer> {
  const face = (weight: number, file: string) =>
    `@font-face{font-family:${FONT_NAME};font-weight:${weight};src:url(data:font/otf;base64,${readFileSync(file).toString('base64')})}`;
  const defs = `<style>${face(400, FONT_FILES.regular)}${face(600, FONT_FILES.strong)}</style>`;
  const look = { colorOf, font: `${FONT_NAME}, sans-serif`, defs, hasTextLengths: true };
  return Buffer.from(writeSvg(drawWhole(drawing), look));
}

/** The whole map as one picture. */
export async function exportPng(drawing: Drawing): Promise<Buffer> {
  const page = drawWhole(drawing);
  const zoom = Math.min(SHARPNESS, MOST_DOTS / Math.max(page.width, page.height));
  const picture = new Resvg(writeSvg(page, { colorOf, font: FONT_NAME }), {
    font: { loadSystemFonts: false, fontFiles: Object.values(FONT_FILES), defaultFontFamily: FONT_NAME },
    fitTo: { mode: 'zoom', value: zoom },
  });
  return picture.render().asPng();
}
