import { expect, it } from 'vitest';
import { makeFormats } from '../../platform/formats.ts';
import type { KpiAnswer } from '../contract.ts';
import { readMapFile } from '../read-map-file.ts';
import { drawKpi } from './draw-kpi.ts';

const { map } = readMapFile(`map: "1.0"
id: m
title: M
stages: [ { id: a, title: A, kpis: [bought] } ]
metrics: { bought: { kind: conversion, from: Seen, to: Bought, within: 7d } }
`);

function trendsOf(openFrom: string | undefined) {
  const metric = map?.metrics.bought;
  if (!map || !metric) throw new Error('no map');
  const kpi: KpiAnswer = {
    ...{ metric: 'bought', value: 0.4, unit: 'ratio', previous: null, sample: 90, state: 'ok' },
    ...{ target: null, warn: null, baseline: null, definition: '', freshAt: null },
    trend: ['01', '02', '03', '04'].map((day, index) => ({
      from: `2026-03-${day}T00:00:00Z`,
      value: 0.4 - index / 10,
      sample: 30,
    })),
    ...(openFrom === undefined ? {} : { openFrom }),
  };
  const shapes = drawKpi(
    {
      map,
      figures: {
        period: { from: '2026-03-01', to: '2026-03-04' },
        ...{ dataAt: null, currency: 'EUR', timeZone: 'UTC' },
        kpis: [kpi],
        ribbon: null,
        touchpoints: null,
        emotion: null,
        coverage: null,
        pains: null,
      },
      formats: makeFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' }),
      measure: (text, size) => text.length * size * 0.6,
    },
    metric,
    { x: 0, width: 200 },
  ).drawAt(0);
  return shapes.flatMap((shape) =>
    shape.kind === 'path' ? [[shape.d.split(/[ML]/).length - 1, shape.isDashed ?? false]] : [],
  );
}

it('dashes the part of a trend that may still rise, from the last settled point on', () => {
  expect(trendsOf(undefined)).toEqual([[4, false]]);
  expect(trendsOf('2026-03-03T12:00:00Z')).toEqual([
    [2, false],
    [3, true],
  ]);
  expect(trendsOf('2026-03-01T00:00:00Z')).toEqual([[4, true]]);
});
