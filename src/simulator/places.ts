/** The eight shops of Nordhaus and the towns its customers live in. */
export interface Store {
  id: string;
  city: string;
  region: 'north' | 'east' | 'west' | 'south';
}

export const SHOP_NAME = 'Nordhaus';

export const STORES: readonly Store[] = [
  { id: 'store-hamburg-mitte', city: 'Hamburg', region: 'north' },
  { id: 'store-hamburg-altona', city: 'Hamburg', region: 'north' },
  { id: 'store-bremen', city: 'Bremen', region: 'north' },
  { id: 'store-hannover', city: 'Hannover', region: 'west' },
  { id: 'store-berlin-mitte', city: 'Berlin', region: 'east' },
  { id: 'store-berlin-spandau', city: 'Berlin', region: 'east' },
  { id: 'store-koeln', city: 'Köln', region: 'west' },
  { id: 'store-muenchen', city: 'München', region: 'south' },
];

/** Town, share of the customers, the stores they go to. */
export const TOWNS: readonly { name: string; weight: number; storeIds: readonly string[] }[] = [
  { name: 'Hamburg', weight: 24, storeIds: ['store-hamburg-mitte', 'store-hamburg-altona'] },
  { name: 'Bremen', weight: 11, storeIds: ['store-bremen'] },
  { name: 'Lübeck', weight: 5, storeIds: ['store-hamburg-mitte'] },
  { name: 'Hannover', weight: 11, storeIds: ['store-hannover'] },
  { name: 'Berlin', weight: 22, storeIds: ['store-berlin-mitte', 'store-berlin-spandau'] },
  { name: 'Potsdam', weight: 4, storeIds: ['store-berlin-spandau'] },
  { name: 'Köln', weight: 11, storeIds: ['store-koeln'] },
  { name: 'München', weight: 12, storeIds: ['store-muenchen'] },
];

export function regionOf(storeId: string): Store['region'] | undefined {
  return STORES.find((store) => store.id === storeId)?.region;
}
