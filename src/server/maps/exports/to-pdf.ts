import pdfmake from 'pdfmake';
import { drawMap, sayPeriod } from '../../../shared/maps/drawing/draw-map.ts';
import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import { writeSvg } from '../../../shared/maps/drawing/scene-svg.ts';
import { FONT_FILES } from './font-files.ts';
import { colorOf, FONT_NAME } from './to-image.ts';

/** Sheets across, in CSS pixels: 420 and 297 mm wide. */
const SHEETS = {
  A3: { width: 1587, height: 1122, stagesPerPage: 6 },
  A4: { width: 1122, height: 793, stagesPerPage: 4 },
} as const;
export type Sheet = keyof typeof SHEETS;
const POINTS_PER_PIXEL = 0.75;

/** The map as a PDF of A3 or A4 pages across, with lines and texts, no pictures. */
export async function exportPdf(drawing: Drawing, sheet: Sheet): Promise<Buffer> {
  const form = SHEETS[sheet];
  const pages = drawMap(drawing, { ...form, columnWidth: form.width / (form.stagesPerPage + 1) });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values<string>(FONT_FILES).includes(path));
  pdfmake.setFonts({ [FONT_NAME]: { normal: FONT_FILES.regular, bold: FONT_FILES.strong } });
  const size = { width: form.width * POINTS_PER_PIXEL, height: form.height * POINTS_PER_PIXEL };
  return pdfmake
    .createPdf({
      pageSize: size,
      pageMargins: 0,
      defaultStyle: { font: FONT_NAME },
      info: {
        title: drawing.map.title,
        subject: sayPeriod(drawing),
        creator: 'Desirepath',
        // the same map and numbers are the same file
        creationDate: new Date(drawing.figures?.dataAt ?? 0),
      },
      background: () => ({
        canvas: [{ type: 'rect', x: 0, y: 0, w: size.width, h: size.height, color: colorOf('paper') }],
      }),
      content: pages.map((page, index) => ({
        // a lane that is higher than a sheet makes its page higher, and is then drawn smaller
        svg: writeSvg(page, { colorOf, font: FONT_NAME }),
        fit: [size.width, size.height],
        ...(index > 0 && { pageBreak: 'before' }),
      })),
    })
    .getBuffer();
}
