import type { Drawing } from '../../../shared/maps/drawing/drawing.ts';
import type { MapFigures } from '../../../shared/maps/drawing/map-figures.ts';
import type { ExportFormat } from '../../../shared/maps/files-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { makeFormats } from '../../../shared/platform/formats.ts';
import { writeCjml } from './cjml.ts';
import { measureText } from './font-files.ts';
import { writeMermaid } from './mermaid.ts';
import { exportPng, exportSvg } from './to-image.ts';
import { exportPdf, type Sheet } from './to-pdf.ts';
import { exportSlides } from './to-slides.ts';
import { exportCsv, exportWorkbook } from './to-tables.ts';

/** Files that are made from the parsed map; its own file is stored as it is. */
type MadeFormat = Exclude<ExportFormat, 'yaml'>;

interface ExportKind {
  type: string;
  ending: string;
  make(drawing: Drawing, sheet: Sheet): Promise<Buffer>;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const EXPORTS = {
  pdf: { type: 'application/pdf', ending: 'pdf', make: exportPdf },
  png: { type: 'image/png', ending: 'png', make: exportPng },
  svg: { type: 'image/svg+xml', ending: 'svg', make: exportSvg },
  pptx: { type: `${OFFICE}.presentationml.presentation`, ending: 'pptx', make: exportSlides },
  xlsx: { type: `${OFFICE}.spreadsheetml.sheet`, ending: 'xlsx', make: exportWorkbook },
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv', make: exportCsv },
  mermaid: {
    type: 'text/plain; charset=utf-8',
    ending: 'mmd',
    make: async ({ map }) => Buffer.from(writeMermaid(map)),
  },
  cjml: { type: 'application/xml', ending: 'cjml.xml', make: async ({ map }) => Buffer.from(writeCjml(map)) },
} satisfies Record<MadeFormat, ExportKind>;

/** Numbers and dates are written as on the pages of the shop, day before month. */
const LOCALE = 'en-GB';
/** For files without a number in them. */
const NO_MONEY = { currency: 'EUR', timeZone: 'UTC' };

/** A map with its numbers as a file, named after map and period: `five-stage 2026-03-01 to 2026-03-31.pdf`. */
export async function exportMap(
  format: MadeFormat,
  { map, figures, sheet }: { map: JourneyMap; figures: MapFigures | null; sheet: Sheet },
): Promise<File> {
  const kind: ExportKind = EXPORTS[format];
  const formats = makeFormats({ locale: LOCALE, ...NO_MONEY, ...figures });
  const bytes = await kind.make({ map, figures, formats, measure: measureText }, sheet);
  const days = figures ? ` ${figures.period.from} to ${figures.period.to}` : '';
  return new File([new Uint8Array(bytes)], `${map.id}${days}.${kind.ending}`, { type: kind.type });
}

/** Whether a file of that kind holds measured numbers, beside the plan. */
export function hasNumbers(format: ExportFormat): boolean {
  return format !== 'mermaid' && format !== 'cjml' && format !== 'yaml';
}
