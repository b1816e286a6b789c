import { expect, it } from 'vitest';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { exchangesOf } from './actors-view.tsx';

const { map } = readMapFile(`map: "1.0"
id: m
title: M
stages:
  - id: a
    title: A
    steps:
      - id: x
        title: X
        touchpoints:
          - { id: ad, title: Ad, type: communication, initiator: shop, recipient: customer }
          - { id: look, title: Looks }
          - { id: call, title: Calls, type: communication, initiator: customer, recipient: adviser }
          - { id: mail, title: Mail, type: communication, initiator: shop }
`);

it('tells who does what to whom, in order; the other side of a message is filled in', () => {
  if (!map) throw new Error('no map');
  const tell = (isTwo: boolean) => {
    const { actors, exchanges } = exchangesOf(map, isTwo);
    return { actors, lines: exchanges.map(({ from, to, who }) => [from, to, who]) };
  };
  expect(tell(false)).toEqual({
    actors: ['customer', 'shop', 'adviser'],
    lines: [
      ['shop', 'customer', null],
      ['customer', null, null],
      ['customer', 'adviser', null],
      ['shop', 'customer', null],
    ],
  });
  expect(tell(true)).toEqual({
    actors: ['customer', 'shop'],
    lines: [
      ['shop', 'customer', null],
      ['customer', null, null],
      ['customer', 'shop', 'adviser'],
      ['shop', 'customer', null],
    ],
  });
});
