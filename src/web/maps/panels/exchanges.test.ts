import { expect, it } from 'vitest';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { exchangesOf, sideOf } from './exchanges.ts';

function mapOf(touchpoints: string, more = '') {
  const { map } = readMapFile(`map: "1.0"
id: m
title: M
${more}stages:
  - id: a
    title: A
    steps:
      - id: x
        title: X
        owner: Kundendienst
        touchpoints:
${touchpoints}`);
  if (!map) throw new Error('no map');
  return map;
}

const MAP =
  mapOf(`          - { id: ad, title: Ad, type: communication, initiator: shop, recipient: customer }
          - { id: look, title: Looks }
          - { id: call, title: Calls, type: communication, initiator: customer, recipient: adviser }
          - { id: mail, title: Mail, type: communication, initiator: shop }
`);

const tell = (map: typeof MAP, areSides: boolean) => {
  const { actors, exchanges } = exchangesOf(map, areSides);
  return { actors, lines: exchanges.map(({ from, to, who }) => [from, to, who]) };
};

it('tells who does what to whom, in order; the other side of a message is filled in', () => {
  expect(tell(MAP, false)).toEqual({
    actors: ['customer', 'shop', 'adviser'],
    lines: [
      ['shop', 'customer', null],
      ['customer', null, null],
      ['customer', 'adviser', null],
      ['shop', 'customer', null],
    ],
  });
  expect(tell(MAP, true)).toEqual({
    actors: ['customer', 'shop'],
    lines: [
      ['shop', 'customer', null],
      ['customer', null, null],
      ['customer', 'shop', 'adviser'],
      ['shop', 'customer', null],
    ],
  });
});

it('draws nobody as the shop who is neither customer nor shop', () => {
  const map =
    mapOf(`          - { id: reviews, title: Reviews, type: communication, initiator: other customers, recipient: customer }
          - { id: word, title: Tells a friend, type: communication, initiator: customer, recipient: friend }
          - { id: parcel, title: Announces it, type: communication, initiator: carrier, recipient: customer }
          - { id: claim, title: Asks for the money, type: communication, initiator: bank, recipient: support }
`);
  expect(tell(map, true)).toEqual({
    actors: ['others', 'customer', 'shop'],
    lines: [
      ['others', 'customer', 'other customers'],
      ['customer', 'others', 'friend'],
      ['others', 'customer', 'carrier'],
      ['others', 'shop', 'bank → support'],
    ],
  });
});

it('knows sides by name, by persona and by owner', () => {
  const map = mapOf(
    '          - { id: look, title: Looks }\n',
    'personas: [ { id: gift, name: Gift giver } ]\n',
  );
  const sides = (names: string[]) => names.map((name) => sideOf(name, map));
  expect(sides(['patient', 'Readers', 'gift', 'Gift giver', 'new customers'])).toEqual(
    Array(5).fill('customer'),
  );
  expect(sides(['us', 'café', 'sales', 'floor team', 'customer service', 'Kundendienst'])).toEqual(
    Array(6).fill('shop'),
  );
  expect(sides(['other patients', 'others', 'another supplier of theirs', 'post', 'passer-by', ''])).toEqual(
    Array(6).fill('others'),
  );
});
