import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_MAP_CHARACTERS } from './file-encoding.ts';
import { readMapFile } from './read-map-file.ts';

const HEAD = 'map: "1.0"\nid: m\ntitle: M\n';
const STAGES = 'stages:\n  - { id: a, title: A }\n';

/** `code line:column suggestion` of every problem. */
function problemsOf(text: string): string[] {
  return readMapFile(text).problems.map((problem) =>
    `${problem.code} ${problem.line}:${problem.column} ${problem.suggestion ?? ''}`.trim(),
  );
}

describe('long form of short forms', () => {
  const text = `${HEAD}
case: { by: order, window: 14d, restart: { idle: 3d } }
personas: [ { id: p, name: P, segment: "traits.vip = true" } ]
channels: [ { id: web, name: Web }, { id: store, name: { de: Laden, en: Shop } } ]
events:
  add: Product Added
  buy: { name: Order Completed, where: "properties.total > 0", count: first }
metrics:
  conv: { kind: conversion, from: add, to: [buy, Order Placed], within: 7d, target: ">= 45%", warn: 0.4, baseline: "38 %" }
  wait: { kind: duration, from: buy, to: Order Delivered, agg: p90, target: "<= 4d", warn: 5d }
  csat: { kind: survey, event: Survey Answered, score: csat, target: ">= 4.3" }
  good: { kind: survey, event: Survey Answered, score: csat, target: ">= 80%" }
  spent: { kind: sum, event: buy }
stages:
  - id: a
    title: A
    enter: [add, Cart Viewed]
    kpis: [conv]
    timeout: 2d
    cta: Buys
    steps:
      - id: s
        title: S
        emotion: -1
        touchpoints:
          - { id: t, title: T, channel: store, events: [buy, add], where: "channel = 'store'", optional: true }
        pains: [Slow, { text: Dear, severity: 4 }]
        opportunities: [Faster, { text: Cheaper, scores: { effort: 2 }, moves: [conv] }]
        backstage: { systems: ERP }
        perPersona: { p: { emotion: -2, thoughts: [Oh] } }
        cta: [ { action: Adds, event: add, where: "channel = 'web'", target: ">= 0.12" } ]
path: { order: ["t*", [t, { all: [t, "t?"] }], { loop: { seq: [t] }, again: t }], rules: [ { rule: response, from: add, to: buy, within: 5d } ] }
`;
  const { map, problems } = readMapFile(text);

  test('no problems', () => {
    expect(problems).toEqual([]);
  });

  test('case, texts, channels', () => {
    expect(map?.case).toEqual({
      by: 'order',
      windowMs: 14 * 86_400_000,
      idleMs: 3 * 86_400_000,
      place: { line: 5, column: 1 },
    });
    expect(map?.channels.map(({ name, type, isOnline }) => ({ name, type, isOnline }))).toEqual([
      { name: 'Web', type: 'digital', isOnline: true },
      { name: 'Shop', type: 'physical', isOnline: false },
    ]);
  });

  test('metrics', () => {
    expect(map?.metrics.conv).toMatchObject({
      title: 'Conv',
      withinMs: 604_800_000,
      target: { operator: '>=', value: 0.45 },
      warn: 0.4,
      baseline: 0.38,
      unit: 'ratio',
      minSample: 30,
      from: [{ event: 'Product Added', alias: 'add' }],
      to: [
        { event: 'Order Completed', where: 'properties.total > 0', count: 'first' },
        { event: 'Order Placed', alias: null },
      ],
    });
    expect(map?.metrics.wait).toMatchObject({
      target: { operator: '<=', value: 345_600_000 },
      warn: 432_000_000,
      unit: 'ms',
    });
    expect(map?.metrics.csat).toMatchObject({
      agg: 'avg',
      unit: 'score',
      target: { operator: '>=', value: 4.3 },
    });
    expect(map?.metrics.good).toMatchObject({
      agg: 'p50',
      unit: 'ratio',
      target: { operator: '>=', value: 0.8 },
    });
    expect(map?.metrics.spent).toMatchObject({ field: 'amount', unit: 'money', by: 'people' });
  });

  test('stages, steps, touchpoints', () => {
    const stage = map?.stages[0];
    expect(stage?.enter.map(({ event }) => event)).toEqual(['Product Added', 'Cart Viewed']);
    expect(stage).toMatchObject({
      timeoutMs: 172_800_000,
      isExit: false,
      targetActions: [{ action: 'Buys', events: [] }],
    });
    const step = stage?.steps[0];
    expect(step?.emotion).toMatchObject({ score: -1, source: 'assumed', metric: null });
    expect(step?.touchpoints[0]?.events).toMatchObject([
      { event: 'Order Completed', where: "(properties.total > 0) and (channel = 'store')", count: 'first' },
      { event: 'Product Added', where: "channel = 'store'", count: 'all' },
    ]);
    expect(step?.pains.map(({ text: pain, severity }) => [pain, severity])).toEqual([
      ['Slow', null],
      ['Dear', 4],
    ]);
    expect(step?.opportunities).toMatchObject([
      { text: 'Faster', status: 'idea' },
      { scores: { effort: 2 }, moves: ['conv'] },
    ]);
    expect(step?.backstage).toEqual({ frontstage: [], backstage: [], systems: ['ERP'], owner: null });
    expect(step?.perPersona.p).toMatchObject({ emotion: { score: -2 }, thoughts: ['Oh'], actions: [] });
    expect(step?.targetActions[0]).toMatchObject({
      events: [{ event: 'Product Added', where: "channel = 'web'" }],
      target: { value: 0.12 },
    });
  });

  test('path', () => {
    const t = { kind: 'touchpoint', touchpoint: 't', isOptional: false, mayRepeat: false };
    expect(map?.path?.order).toEqual([
      { ...t, mayRepeat: true },
      { kind: 'one', items: [t, { kind: 'all', items: [t, { ...t, isOptional: true }] }] },
      { kind: 'loop', body: { kind: 'seq', items: [t] }, again: t },
    ]);
    expect(map?.path?.rules[0]).toMatchObject({
      rule: 'response',
      withinMs: 432_000_000,
      to: [{ event: 'Order Completed' }],
    });
  });
});

describe('what keeps a file from being a map', () => {
  test.each([
    ['a missing key', `map: "1.0"\nid: m\n${STAGES}`, ['missing_key 1:1 title: ...']],
    ['an unknown key', `${HEAD}stgaes: []\n${STAGES}`, ['unknown_key 4:1 stages']],
    [
      'an unknown key deep inside',
      `${HEAD}stages:\n  - id: a\n    title: A\n    steps:\n      - { id: s, title: S, thougts: [] }\n`,
      ['unknown_key 8:28 thoughts'],
    ],
    ['the wrong kind', `${HEAD}stages:\n  - id: a\n    title: [A]\n`, ['wrong_type 6:12']],
    ['a wrong word', `${HEAD}state: as_is\n${STAGES}`, ['wrong_value 4:8 as-is']],
    ['a wrong version', `map: "2.0"\nid: m\ntitle: M\n${STAGES}`, ['wrong_value 1:6 1.0']],
    ['a bad id', `map: "1.0"\nid: My Map\ntitle: M\n${STAGES}`, ['wrong_form 2:5 my-map']],
    [
      'an emotion out of range',
      `${HEAD}stages:\n  - { id: a, title: A, steps: [ { id: s, title: S, emotion: 3 } ] }\n`,
      ['out_of_range 5:61 2'],
    ],
    [
      'an unknown key in a long form',
      `${HEAD}stages:\n  - { id: a, title: A, steps: [ { id: s, title: S, emotion: { score: 1, sorce: x } } ] }\n`,
      ['unknown_key 5:73 source'],
    ],
    [
      'two errors at once',
      `${HEAD}stat: x\nstages: [ { title: A } ]\n`,
      ['unknown_key 4:1 state', 'missing_key 5:11 id: ...'],
    ],
    ['no stage', `${HEAD}stages: []\n`, ['out_of_range 4:9 add one']],
    ['an empty file', '', ['wrong_type 1:1 begin with map: "1.0", id, title and stages']],
    ['a key twice', `${HEAD}title: N\n${STAGES}`, ['duplicate_key 4:1 take one out']],
    ['a tab', `${HEAD}stages:\n\t- id: a\n`, ['tab_as_indent 5:1 spaces']],
    ['an open bracket', `${HEAD}stages: [ { id: a, title: A }\n`, ['bad_indent 5:1 ]']],
    // one bracket, and not one problem for each of the words behind it
    [
      'an open bracket and much behind it',
      `${HEAD}tags: [ a\n${STAGES}path:\n  order: [ a, b ]\n`,
      ['bad_indent 5:1 ]'],
    ],
    [
      'two documents',
      `${HEAD}${STAGES}---\na: 1\n`,
      ['multiple_docs 6:1 take the line --- out, or make files of them'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
    expect(readMapFile(text).map).toBeNull();
  });

  test('too large, too deep, unfolding for ever', () => {
    expect(problemsOf(`${HEAD}${STAGES}#${'x'.repeat(MAX_MAP_CHARACTERS)}`)).toEqual([
      'too_large 1:1 make several maps of it, one inside a step of the other (map: ID)',
    ]);
    expect(problemsOf(`${HEAD}custom: { a: ${'['.repeat(90_000)}`)).toEqual([
      'too_deep 4:9 close it where it ends',
    ]);
    expect(
      problemsOf(
        `${HEAD}custom:\n${Array.from({ length: 300 }, (_, i) => `${' '.repeat(i + 1)}a:\n`).join('')}`,
      )[0],
    ).toMatch(/^too_deep/);
    expect(problemsOf(`a:\n  ${'- '.repeat(5000)}x`)[0]).toMatch(/^too_deep/);
    const level = (name: string, inner: string) =>
      `  ${name}: &${name} [${Array(9).fill(inner).join(', ')}]\n`;
    const bomb = `${HEAD}custom:\n${level('a', 'x')}${level('b', '*a')}${level('c', '*b')}${level('d', '*c')}${STAGES}`;
    expect(problemsOf(bomb)).toEqual(['alias 8:42 write what they stand for out']);
    expect(problemsOf(`${HEAD}custom: { a: &a [*a] }\n${STAGES}`)).toEqual([
      'alias 4:18 write one of the two out',
    ]);
    expect(problemsOf(`${HEAD}custom: { a: *b }\n${STAGES}`)).toEqual([
      'alias 4:14 put the text in quotes, if none is meant: "*b"',
    ]);
  });

  test('bytes that are no text in UTF-8', () => {
    const whole = `${HEAD}description: Küche\n${STAGES}`;
    const as = (bytes: Buffer) => problemsOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    const refused = ['encoding 1:1 save it as plain text in UTF-8'];
    expect(as(Buffer.from(whole, 'utf16le'))).toEqual(refused);
    expect(as(Buffer.from(`\uFEFF${whole}`, 'utf16le'))).toEqual(refused);
    expect(as(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0, 0, 0]))).toEqual(refused);
    expect(as(Buffer.from(whole, 'latin1'))).toEqual(['lost_character 4:15 save it as plain text in UTF-8']);
    expect(readMapFile(Buffer.from(whole, 'latin1').toString()).map).not.toBeNull();
    expect(as(Buffer.from(`\uFEFF${whole.replaceAll('\n', '\r\n')}`))).toEqual([]);
    expect(problemsOf(whole.replaceAll('\n', '\r'))).toEqual([
      'encoding 1:1 save it with the line ends LF or CRLF',
    ]);
  });

  test('characters that no store can hold', () => {
    for (const text of ['\\0', '\\uD83D', 'a\\uDE00b'])
      expect(problemsOf(`${HEAD}description: "${text}"\n${STAGES}`)).toEqual([
        'bad_character 4:14 write the whole character, or take it out',
      ]);
    expect(problemsOf(`${HEAD}description: "\\\\u0000 \\uD83D\\uDE00 😀"\n${STAGES}`)).toEqual([]);
  });
});

describe('what is wrong beside a map that opens', () => {
  test.each([
    ['case: { window: 0d }', ['bad_duration 4:17 30d, or no such key']],
    ['case: { window: 99999999d }', ['bad_duration 4:17 365d']],
    ['case: { window: -3d }', ['wrong_form 4:17']],
    ['case: { window: 30 }', ['wrong_type 4:17 "30"']],
    ['case: null', ['wrong_type 4:7 write one, or take the key out']],
    ['case: { restart: { idle: 0s } }', ['bad_duration 4:26 30d, or no such key']],
    ['review: { every: 0d }', ['bad_duration 4:18 30d, or no such key']],
    ['review: { every: 9d, last: 2026-02-30 }', ['bad_day 4:28 2026-03-31']],
    ['review: { every: 9d, last: soon }', ['bad_day 4:28 2026-03-31']],
    [
      'metrics: { x: { kind: conversion, from: A, to: B, within: 0d } }',
      ['bad_duration 4:59 30d, or no such key'],
    ],
    [
      'path: { rules: [ { rule: existence, event: Bought, within: 0d } ] }',
      ['bad_duration 4:60 30d, or no such key'],
    ],
    ['path: { rules: [ { rule: existence, event: Bought, within: soon } ] }', ['wrong_form 4:60 5d']],
  ])('times that are none: %s', (line, expected) => {
    expect(problemsOf(`${HEAD}${line}\n${STAGES}`)).toEqual(expected);
    expect(readMapFile(`${HEAD}${line}\n${STAGES}`).map?.case.windowMs).toBe(30 * 86_400_000);
  });

  const step = (cell: string) =>
    `${HEAD}metrics:\n  conv: { kind: count, event: Order Completed }\nstages:\n  - id: a\n    title: A\n    steps:\n      - id: s\n        title: S\n        ${cell}\n`;
  test.each([
    [
      'an alias that is none',
      `${HEAD}events: { add: Product Added }\nstages: [ { id: a, title: A, enter: ad } ]\n`,
      ['unknown_alias 5:37 add'],
    ],
    [
      'a metric that is none',
      `${HEAD}metrics: { conv: { kind: count, event: A B } }\nstages: [ { id: a, title: A, kpis: [cnov] } ]\n`,
      ['unknown_metric 5:37 conv'],
    ],
    [
      'a channel that is none',
      step('touchpoints: [ { id: t, title: T, channel: chanel } ]'),
      ['unknown_channel 12:52'],
    ],
    [
      'a channel nearly right',
      step('touchpoints: [ { id: t, title: T, channel: stroe } ]'),
      ['unknown_channel 12:52 store'],
    ],
    ['a persona that is none', step('perPersona: { x: { emotion: 1 } }'), ['unknown_persona 12:26']],
    ['an emotion without metric', step('emotion: { score: 1, metric: con }'), ['unknown_metric 12:38 conv']],
    ['two steps of one id', step('emotion: 1\n      - { id: s, title: T }'), ['duplicate_id 13:15']],
    [
      'a condition that is none',
      `${HEAD}events: { a: { name: A B, where: "chanel = 1" } }\n${STAGES}`,
      ['bad_where 4:34 channel'],
    ],
    [
      'a condition on traits',
      `${HEAD}events: { a: { name: A B, where: "traits.x = 1" } }\n${STAGES}`,
      ['bad_where 4:34'],
    ],
    [
      'a touchpoint of the path',
      `${HEAD}${STAGES}path: { order: [a, [b?]] }\n`,
      ['unknown_touchpoint 6:17', 'unknown_touchpoint 6:21'],
    ],
    [
      'a rule without its event',
      `${HEAD}${STAGES}path: { rules: [ { rule: response, from: A B } ] }\n`,
      ['incomplete_rule 6:18'],
    ],
    [
      'a duration target without unit',
      `${HEAD}metrics: { d: { kind: duration, from: A B, to: C D, target: "<= 4" } }\n${STAGES}`,
      ['bad_target 4:61'],
    ],
    [
      'a percentage of a conversion',
      `${HEAD}metrics: { d: { kind: conversion, from: A B, to: C D, target: ">= 45" } }\n${STAGES}`,
      ['bad_target 4:63 >= 45%'],
    ],
    [
      'a metric without its events',
      `${HEAD}metrics: { d: { kind: ratio, num: A B } }\n${STAGES}`,
      ['incomplete_metric 4:12'],
    ],
    ['a lane that is none', `${HEAD}lanes: [goal, emotions]\n${STAGES}`, ['unknown_lane 4:15 emotion']],
    ['a column of a view', `${HEAD}${STAGES}views: [ { id: v, collapse: [b] } ]\n`, ['unknown_step 6:30']],
    [
      'a kind of metric',
      `${HEAD}metrics: { d: { kind: convrsion, from: A B, to: C D } }\n${STAGES}`,
      ['wrong_value 4:23 conversion'],
    ],
    [
      'a target that is none',
      `${HEAD}metrics: { d: { kind: count, event: A B, target: "=> 4" } }\n${STAGES}`,
      ['wrong_form 4:50'],
    ],
    ['an alias of the wrong kind', `${HEAD}events: { a: [A B], b: C D }\n${STAGES}`, ['wrong_type 4:14']],
    [
      'events of the wrong kind',
      step('touchpoints: [ { id: t, title: T, events: { name: A B } } ]'),
      ['wrong_type 12:51'],
    ],
    [
      'a key of a touchpoint nearly right',
      step('touchpoints: [ { id: t, title: T, event: A B } ]'),
      ['unknown_key 12:43 events'],
    ],
    [
      'a kind of rule',
      `${HEAD}${STAGES}path: { order: [], rules: [ { rule: respnse, from: A B, to: C D } ] }\n`,
      ['wrong_value 6:37 response'],
    ],
    [
      'a condition of a persona',
      `${HEAD}personas: [ { id: p, name: P, segment: 5 } ]\n${STAGES}`,
      ['wrong_type 4:40 "5"'],
    ],
    ['a time zone', `${HEAD}timezone: Europe/Berlim\n${STAGES}`, ['unknown_time_zone 4:11 Europe/Berlin']],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
    expect(readMapFile(text).map).not.toBeNull();
  });

  test('only the wrong binding is missing, whatever is wrong in it', () => {
    const { map: opened } = readMapFile(
      `${HEAD}metrics:\n  a: { kind: count, event: A B, target: "=> 4", owner: Shop }\n  b: { kind: nothing }\n  c: { kind: count, event: A B }\n${STAGES}`,
    );
    expect(Object.keys(opened?.metrics ?? {})).toEqual(['a', 'c']);
    expect(opened?.metrics.a).toMatchObject({ owner: 'Shop', target: null });
    expect(opened?.metrics.c?.place.line).toBe(7);

    const { map } = readMapFile(
      `${HEAD}events: { a: A B }\nstages: [ { id: a, title: A, enter: [a, x, Cart Viewed] } ]\n`,
    );
    expect(map?.stages[0]?.enter.map(({ event }) => event)).toEqual(['A B', 'Cart Viewed']);
  });
});

test('any text is read, without an exception', () => {
  const pieces = [
    'map: "1.0"',
    '\n',
    ' ',
    '- ',
    'id: a',
    'stages:',
    '{',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    ': ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '!!map',
    '? ',
    '<<',
    '\t',
    'null',
    '__proto__: 1',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (garbage) => {
      const { map, problems } = readMapFile(garbage);
      expect(map).toBeNull();
      expect(problems.length).toBeGreaterThan(0);
      for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});

test('a journey that is a session is over after half an hour of silence, or as the map says', () => {
  const idleOf = (written: string) => readMapFile(`${HEAD}case: ${written}\n${STAGES}`).map?.case.idleMs;
  expect(idleOf('{ by: session }')).toBe(1_800_000);
  expect(idleOf('{ by: session, restart: { idle: 2h } }')).toBe(7_200_000);
  expect(idleOf('{ by: customer }')).toBeNull();
});

test('figures by day: wrong ones are told and left out, and no other kind of metric has them', () => {
  const { map, problems } = readMapFile(`map: "1.0"
id: m
title: M
metrics:
  a: { kind: manual, figures: { 2026-03-02: 2, 2026-03-01: 1, 2026-02-30: 3, 2026-03-03: many } }
  b: { kind: count, event: Order Completed, figures: { 2026-03-01: 1 } }
stages: [ { id: s, title: S } ]
`);
  expect(map?.metrics.a?.figures).toEqual([
    { day: '2026-03-01', value: 1 },
    { day: '2026-03-02', value: 2 },
  ]);
  expect(map?.metrics.b?.figures).toEqual([]);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['bad_figure', 5],
    ['bad_figure', 5],
    ['bad_figure', 6],
  ]);
});
