import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MapFigures } from '../../../shared/maps/drawing/map-figures.ts';
import type { ExportFormat } from '../../../shared/maps/files-contract.ts';
import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { type Happening, mapOf, openTestShop, type TestShop } from '../map-fixture.ts';
import { createMapMeasures } from '../maps.ts';
import { exportMap } from './export-map.ts';
import { readFigures } from './read-figures.ts';

/** 40 people see a product, 10 of them buy it: 25 %; 8 of them miss their size: heat 4 x 8 / 40. */
const HAPPENINGS: Happening[] = Array.from({ length: 40 }, (_, person): Happening[] => [
  [
    `p${person}`,
    `2026-03-${String(1 + (person % 20)).padStart(2, '0')} 10:00`,
    'Product Viewed',
    { channel: 'web' },
  ],
  ...(person < 10
    ? [
        [
          `p${person}`,
          `2026-03-${String(2 + (person % 20)).padStart(2, '0')} 10:00`,
          'Order Completed',
          { channel: 'store' },
        ] as Happening,
      ]
    : []),
  ...(person >= 32
    ? [
        [
          `p${person}`,
          `2026-03-${String(1 + (person % 20)).padStart(2, '0')} 09:00`,
          'Out Of Stock Shown',
        ] as Happening,
      ]
    : []),
]).flat();
const BODY = `description: From seeing it to having it
channels: [{ id: web, name: Web shop }, { id: store, name: Stores }]
personas: [{ id: parent, name: Busy parent }]
metrics:
  view_to_order: { title: View to order, kind: conversion, from: Product Viewed, to: Order Completed, within: 7d, target: ">= 30%" }
stages:
  - id: look
    title: Looks around
    enter: Product Viewed
    kpis: [view_to_order]
    steps:
      - id: search
        title: Searches & finds
        emotion: 1
        thoughts: ["=1+1 is it <good>?"]
        touchpoints: [{ id: page, title: Product page, channel: web, events: Product Viewed }]
        pains: [{ text: Sizes are missing, severity: 4, events: Out Of Stock Shown }]
  - id: buy
    title: Buys
    enter: Order Completed
    owner: Checkout team
    steps:
      - id: pay
        title: Pays at the till
        emotion: -1
        touchpoints: [{ id: till, title: Till, channel: store, events: Order Completed }]
        opportunities: [{ text: Guest checkout, scores: { customerValue: 80, effort: 2 } }]
`;
const period = { from: '2026-03-01', to: '2026-03-31' };

let shop: TestShop;
let map: JourneyMap;
let figures: MapFigures;
let folder: string;
beforeAll(async () => {
  shop = await openTestShop('2026-04-01T00:00:00Z');
  folder = mkdtempSync(join(tmpdir(), 'desirepath-exports-'));
  const workspace = await shop.open(HAPPENINGS);
  map = mapOf(BODY);
  figures = await readFigures(shop.context, createMapMeasures(shop.context), { workspace, map, period });
});
afterAll(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});

async function write(format: Exclude<ExportFormat, 'yaml'>, sheet: 'A3' | 'A4' = 'A3'): Promise<string> {
  const file = await exportMap(format, { map, figures, sheet });
  const path = join(folder, `${sheet}-map.${format}`);
  writeFileSync(path, Buffer.from(await file.arrayBuffer()));
  return path;
}

function hasProgram(name: string): boolean {
  try {
    execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const hasPoppler = hasProgram('pdftoppm') && hasProgram('pdftotext');
const hasOffice = hasProgram('soffice') && hasPoppler;
const without = (has: boolean, name: string) => (has ? '' : ` (skipped: no ${name})`);

const textOf = (pdf: string) => execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
/** Opens a file in LibreOffice, which writes it as another kind. */
function convert(path: string, kind: string): string {
  const home = `-env:UserInstallation=file://${join(folder, 'office')}`;
  execFileSync(
    'soffice',
    [home, '--headless', '--convert-to', kind, '--outdir', join(folder, 'converted'), path],
    {
      stdio: 'ignore',
    },
  );
  return join(
    folder,
    'converted',
    readdirSync(join(folder, 'converted'))
      .filter((name) => name.startsWith('A3-map'))
      .at(-1) ?? '',
  );
}

/** What every export with numbers says of the map and of its figures. */
function expectContent(text: string): void {
  const plain = text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll(/[\u2009–]+/g, '-');
  for (const said of [
    'Looks around',
    'Buys',
    'Product page',
    'Till',
    '25 %',
    '≥ 30 %',
    'Sizes are missing',
    'heat 0.8',
    'hurts 8 (20 %)',
  ])
    expect(plain).toContain(said);
  expect(plain).toMatch(/1\s*-\s*31 Mar 2026 · data of 20 Mar 2026, 10:00/);
}

it('takes the numbers that the page of the map shows', () => {
  expect(figures.kpis[0]).toMatchObject({ value: 0.25, state: 'missed', sample: 40 });
  expect(figures.ribbon?.stages.map((stage) => stage.people)).toEqual([40, 10]);
  expect(figures.dataAt).toBe('2026-03-20T10:00:00.000Z');
});

describe(`PDF${without(hasPoppler, 'pdftoppm')}`, () => {
  it.skipIf(!hasPoppler)('is opened by Poppler: pages of the sheet, with texts', async () => {
    for (const [sheet, points] of [
      ['A3', 1190],
      ['A4', 841],
    ] as const) {
      const path = await write('pdf', sheet);
      expectContent(textOf(path));
      const about = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
      expect(Number(/Page size:\s+([\d.]+)/.exec(about)?.[1])).toBeCloseTo(points, -1);
      execFileSync('pdftoppm', ['-r', '40', '-png', path, join(folder, `page-${sheet}`)]);
      expect(readdirSync(folder).filter((name) => name.startsWith(`page-${sheet}`)).length).toBe(
        Number(/Pages:\s+(\d+)/.exec(about)?.[1]),
      );
    }
  });
});

describe(`slides and workbook${without(hasOffice, 'soffice')}`, () => {
  it.skipIf(!hasOffice)(
    'slides are opened by LibreOffice: a title, then a slide for each stage',
    async () => {
      const pdf = convert(await write('pptx'), 'pdf');
      expectContent(textOf(pdf));
      const pages = textOf(pdf).split('\f');
      expect(pages[0]).toContain('From seeing it to having it');
      expect(pages[1]).toContain('Looks around');
      expect(pages[1]).not.toContain('Buys');
      expect(pages[2]).toContain('Buys');
      rmSync(pdf);
    },
    120_000,
  );

  it.skipIf(!hasOffice)(
    'the workbook is opened by LibreOffice: grid, key figures, touchpoints',
    async () => {
      const path = await write('xlsx');
      // every sheet as a file of its own
      convert(path, 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1');
      const sheets = readdirSync(join(folder, 'converted')).filter((name) => name.endsWith('.csv'));
      expect(sheets.sort()).toEqual(
        ['Key figures', 'Map', 'Pain points', 'Stages', 'Touchpoints'].map((name) => `A3-map-${name}.csv`),
      );
      const sheet = (name: string) => readFileSync(join(folder, 'converted', `A3-map-${name}.csv`), 'utf8');
      expectContent(sheets.map((name) => readFileSync(join(folder, 'converted', name), 'utf8')).join('\n'));
      expect(sheet('Key figures')).toMatch(/view_to_order,View to order,25(?:\.0)?%,ratio,≥ 30.%,missed/);
      expect(sheet('Pain points')).toMatch(
        /Sizes are missing,Looks around,Searches & finds,,4,,0[.,]8,8,40,0,32,10,,,,,too few people,Out Of Stock Shown/,
      );
      expect(sheet('Touchpoints')).toContain(
        'page,Product page,Looks around,Searches & finds,web,40,40,ok,Product Viewed',
      );
    },
    120_000,
  );
});

it('SVG is well-formed, carries its font, and names every stage', async () => {
  const text = readFileSync(await write('svg'), 'utf8');
  const said: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (value) => {
    if (!value.startsWith('@font-face')) said.push(value);
  });
  parser.write(text).close();
  expectContent(said.join('\n'));
  expect(text.match(/@font-face/g)?.length).toBe(2);
});

it('PNG is a picture with ink on paper', async () => {
  const bytes = readFileSync(await write('png'));
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBe(2880);
  // another program reads it: the renderer puts it into a picture of its own, and its dots have many colours
  const shown = new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="288" height="200"><image width="288" height="200" href="data:image/png;base64,${bytes.toString('base64')}"/></svg>`,
  ).render().pixels;
  const colours = new Set<number>();
  for (let at = 0; at < shown.length; at += 4) colours.add(shown.readUIntBE(at, 3));
  expect(colours.size).toBeGreaterThan(100);
});

it('CSV is quoted, and no cell is a formula', async () => {
  const text = readFileSync(await write('csv'), 'utf8');
  expectContent(text);
  expect(text).toContain("'=1+1 is it <good>?");
  expect(text).not.toMatch(/(^|,|")=1/m);
});

it('Mermaid and CJML hold the plan', async () => {
  expect(readFileSync(await write('mermaid'), 'utf8')).toContain('Pays at the till: 2: Busy parent');
  expect(readFileSync(await write('cjml'), 'utf8')).toContain('<channel ref="web">Web shop</channel>');
});
