import type { RibbonAnswer } from './contract.ts';

/**
 * Where the people of a stage went, each of them in one group: `next` to the very next stage, `past` to a later one without
 * it, `left` to no later stage. Their sum is `people`. null = the last stage, or nobody was there.
 *
 * waysOf({ people: 100, onward: 40, left: 60, conversionToNext: 0.3 }) // { next: 30, past: 10, left: 60 }
 */
export function waysOf(
  stage: Pick<RibbonAnswer['stages'][number], 'people' | 'onward' | 'left' | 'conversionToNext'>,
): { next: number; past: number; left: number } | null {
  if (stage.conversionToNext === null) return null;
  // the rate is a quotient of whole numbers of people
  const next = Math.round(stage.conversionToNext * stage.people);
  return { next, past: stage.onward - next, left: stage.left };
}
