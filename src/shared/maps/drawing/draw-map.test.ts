import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeFormats } from '../../platform/formats.ts';
import { readMapFile } from '../read-map-file.ts';
import { drawMonotone } from './draw-emotion.ts';
import { drawMap, type PageForm } from './draw-map.ts';
import { breakLines, cutLine, type MeasureText } from './lay-text.ts';
import { LINE_HEIGHT, type Page } from './scene.ts';

const measure: MeasureText = (text, size, isStrong) => [...text].length * size * (isStrong ? 0.6 : 0.55);
const formats = makeFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });

/** `stages` stages of two steps, each with texts of every lane. */
function mapOf(stages: number, text: string) {
  const said = JSON.stringify(text);
  const body = Array.from(
    { length: stages },
    (_, i) => `  - id: s${i}
    title: ${said}
    goal: ${said}
    steps:
      - { id: a${i}, title: ${said}, emotion: 1, actions: [${said}, b], touchpoints: [{ id: t${i}, title: ${said}, channel: web }], pains: [{ text: ${said}, severity: 5 }] }
      - { id: b${i}, title: B, emotion: -2, thoughts: [${said}], opportunities: [${said}], quotes: [${said}] }`,
  );
  const { map } = readMapFile(
    `map: "1.0"\nid: m\ntitle: ${said}\nchannels: [{ id: web, name: Web }]\nstages:\n${body.join('\n')}`,
  );
  if (!map) throw new Error('no map');
  return map;
}

const textsOf = (page: Page) => page.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape] : []));
const FORMS: PageForm[] = [
  { width: 1587, height: 1122, stagesPerPage: 6, columnWidth: 226 },
  { width: 1440, height: 810, stagesPerPage: 1, columnWidth: 400 },
  { width: 1440, height: null, stagesPerPage: null, columnWidth: 214 },
  { width: 360, height: null, stagesPerPage: 1, columnWidth: 360 },
];

describe('a drawn map', () => {
  it('takes names that every object answers to for names like any other', () => {
    const { map } = readMapFile(`map: "1.0"
id: m
title: M
lanes: [kpis, { id: constructor, title: Own }, toString]
stages:
  - { id: a, title: A, kpis: [toString, hasOwnProperty], steps: [ { id: s, title: S, kpis: [constructor], emotion: { score: 1, metric: valueOf } } ] }
`);
    if (!map) throw new Error('no map');
    for (const form of FORMS)
      expect(drawMap({ map, figures: null, formats, measure }, form).length).toBeGreaterThan(0);
  });

  it('keeps every text on its page and every stage on some page, however long the texts are', () => {
    const text = fc.oneof(
      fc.constant('Donaudampfschifffahrtsgesellschaftskapitänsmütze'.repeat(3)),
      fc.string({ minLength: 1, maxLength: 120 }).map((raw) => raw.replace(/\s+/g, ' ').trim() || '-'),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 14 }), fc.constantFrom(...FORMS), (said, stages, form) => {
        const map = mapOf(stages, said);
        const pages = drawMap({ map, figures: null, formats, measure }, form);
        for (const page of pages) {
          for (const shape of textsOf(page)) {
            const left = { left: shape.x, middle: shape.x - shape.width / 2, right: shape.x - shape.width }[
              shape.align
            ];
            expect(left).toBeGreaterThanOrEqual(-0.01);
            expect(left + shape.width).toBeLessThanOrEqual(page.width + 0.01);
            expect(shape.y + shape.lines.length * shape.size * LINE_HEIGHT).toBeLessThanOrEqual(
              page.height + 10,
            );
          }
        }
        const perPage = form.stagesPerPage ?? stages;
        expect(pages.length).toBeGreaterThanOrEqual(Math.ceil(stages / perPage));
      }),
      { numRuns: 60 },
    );
  });

  it('goes on over pages by stages, and within a page by lanes', () => {
    const form = { width: 1122, height: 793, stagesPerPage: 4, columnWidth: 220 };
    const pages = drawMap({ map: mapOf(10, 'A title'), figures: null, formats, measure }, form);
    const titles = pages.map((page) => page.title.split(', ').length);
    expect([...new Set(titles)]).toEqual([4, 2]);
    for (const page of pages) expect(textsOf(page)[0]?.lines).toEqual(['A title']);
  });
});

describe('text', () => {
  it('is broken so that no line is too wide, and nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: 'grapheme' }),
        fc.integer({ min: 30, max: 300 }),
        (said, width) => {
          const lines = breakLines(said, width, { size: 10 }, measure);
          for (const line of lines)
            expect([...line].length <= 1 || measure(line, 10, false) <= width).toBe(true);
          expect(lines.join('').replace(/[ \t\n]/g, '')).toBe(said.replace(/[ \t\n]/g, ''));
        },
      ),
    );
  });

  it('is cut with an ellipsis', () => {
    expect(cutLine('everybody leaves', 56, { size: 10 }, measure)).toBe('everybody…');
    expect(cutLine('short', 55, { size: 10 }, measure)).toBe('short');
  });
});

it('the curve of feelings never goes beyond the points that it joins', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 12 }), (scores) => {
      const points = scores.map((y, index) => ({ x: index * 40, y }));
      const d = drawMonotone(points);
      const curves = [...d.matchAll(/C([^C]*)/g)].map(([, rest = '']) => rest.split(' ').map(Number));
      curves.forEach(([, y1 = 0, , y2 = 0], index) => {
        const [a = 0, b = 0] = [scores[index], scores[index + 1]];
        for (const y of [y1, y2]) {
          expect(y).toBeGreaterThanOrEqual(Math.min(a, b) - 1e-9);
          expect(y).toBeLessThanOrEqual(Math.max(a, b) + 1e-9);
        }
      });
    }),
  );
});
