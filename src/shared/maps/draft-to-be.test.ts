import { describe, expect, it } from 'vitest';
import { draftToBe } from './draft-to-be.ts';
import { readMapFile } from './read-map-file.ts';

const AS_IS = `map: "1.0"
id: shop # the one that is walked
title: Shop
status: live
stages:
  - id: buy # keep
    title: Buy
`;

describe('draftToBe', () => {
  it('makes a draft that names its as-is map and keeps everything else with its comments', () => {
    const file = draftToBe(AS_IS, { id: 'shop-to-be', title: 'Shop, to be', basedOn: 'shop' });
    const { map, problems } = readMapFile(file);
    expect(problems).toEqual([]);
    expect(map).toMatchObject({
      id: 'shop-to-be',
      title: 'Shop, to be',
      state: 'to-be',
      status: 'draft',
      basedOn: 'shop',
      stages: [{ id: 'buy', title: 'Buy' }],
    });
    expect(file).toContain('- id: buy # keep');
  });
});
