import { BASELINE, type Ink, LINE_HEIGHT, type Page, type Shape } from './scene.ts';

/** How a page becomes SVG. */
export interface SvgLook {
  /** `#1f2421` on paper, `var(--ink)` in the web app */
  colorOf(ink: Ink): string;
  /** CSS font family */
  font: string;
  /** put before everything else, such as `<style>` with the font */
  defs?: string;
  /** state the width of every text, so that another font neither overflows nor leaves a hole */
  hasTextLengths?: boolean;
}

/** A page as an SVG document. Texts stay texts: they can be searched, copied and read aloud. */
export function writeSvg(page: Page, look: SvgLook): string {
  const { width, height } = page;
  const body = page.shapes.map((shape) => writeShape(shape, look)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${num(width)}" height="${num(height)}" viewBox="0 0 ${num(width)} ${num(height)}" font-family="${escapeXml(look.font)}" role="img" aria-label="${escapeXml(page.title)}">${look.defs ?? ''}
<title>${escapeXml(page.title)}</title>
<rect width="${num(width)}" height="${num(height)}" fill="${look.colorOf('paper')}"/>
${body}
</svg>`;
}

function writeShape(shape: Shape, look: SvgLook): string {
  switch (shape.kind) {
    case 'rect': {
      const corner = shape.radius ? ` rx="${num(shape.radius)}"` : '';
      return `<rect x="${num(shape.x)}" y="${num(shape.y)}" width="${num(shape.width)}" height="${num(shape.height)}"${corner}${writeOutline(shape, look)}/>`;
    }
    case 'circle':
      return `<circle cx="${num(shape.x)}" cy="${num(shape.y)}" r="${num(shape.radius)}"${writeOutline(shape, look)}/>`;
    case 'path':
      return `<path d="${shape.d.replace(/-?\d+\.\d{3,}/g, (value) => num(Number(value)))}"${writeOutline(shape, look)}/>`;
    case 'text': {
      const anchor = { left: '', middle: ' text-anchor="middle"', right: ' text-anchor="end"' }[shape.align];
      const weight = shape.isStrong ? ' font-weight="600"' : '';
      const style = `font-size="${num(shape.size)}"${weight}${anchor} fill="${look.colorOf(shape.color)}"`;
      return shape.lines
        .map((line, index) => {
          if (line === '') return '';
          const y = shape.y + shape.size * (BASELINE + LINE_HEIGHT * index);
          // only the widest line is known; the others follow their words
          const isWidest = shape.lines.length === 1 && look.hasTextLengths && line.length > 1;
          const length = isWidest ? ` textLength="${num(shape.width)}" lengthAdjust="spacingAndGlyphs"` : '';
          return `<text x="${num(shape.x)}" y="${num(y)}" ${style}${length}>${escapeXml(line)}</text>`;
        })
        .join('');
    }
  }
}

function writeOutline(shape: Exclude<Shape, { kind: 'text' }>, { colorOf }: SvgLook): string {
  const { fill, stroke, strokeWidth = 1, isDashed, opacity } = shape;
  const dash = isDashed ? ' stroke-dasharray="4 4"' : '';
  const line = stroke
    ? ` stroke="${colorOf(stroke)}" stroke-width="${num(strokeWidth)}" stroke-linecap="round" stroke-linejoin="round"${dash}`
    : '';
  return ` fill="${fill ? colorOf(fill) : 'none'}"${line}${opacity === undefined ? '' : ` opacity="${num(opacity)}"`}`;
}

function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Text for XML content and attributes; what XML cannot hold is left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
