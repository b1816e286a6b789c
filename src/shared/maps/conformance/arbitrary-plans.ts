import fc from 'fast-check';
import type { PathNode } from '../journey-map.ts';

/** Random small plans and their runs straight from the definition, slow and obvious. For tests only. */

const NAMES = ['a', 'b', 'c'];

/** Nested plans over three touchpoints that may each stand in several places. */
export const anyPlan: fc.Arbitrary<PathNode[]> = fc
  .letrec<{ node: PathNode; leaf: PathNode }>((tie) => ({
    leaf: fc.record({
      kind: fc.constant('touchpoint' as const),
      touchpoint: fc.constantFrom(...NAMES),
      isOptional: fc.boolean(),
      mayRepeat: fc.boolean(),
    }),
    node: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      tie('leaf'),
      fc.record({
        kind: fc.constantFrom('one' as const, 'all' as const, 'seq' as const),
        items: fc.array(tie('node'), { maxLength: 2 }),
      }),
      fc.record({ kind: fc.constant('loop' as const), body: tie('node'), again: fc.option(tie('node')) }),
    ),
  }))
  .node.map((node) => [node]);

export const anyTrace = fc.array(fc.constantFrom(...NAMES, 'x'), { maxLength: 2 });

/** Every run of at most `longest` visible steps, each as its touchpoints joined by nothing (names of one letter). */
export function runsOf(node: PathNode, longest: number): Set<string> {
  const short = (words: Iterable<string>) => new Set([...words].filter((word) => word.length <= longest));
  const cross = (left: Set<string>, right: Set<string>, combine: (a: string, b: string) => string[]) =>
    new Set(
      [...left].flatMap((a) =>
        [...right].flatMap((b) => (a.length + b.length > longest ? [] : combine(a, b))),
      ),
    );
  const concat = (a: string, b: string) => [a + b];
  switch (node.kind) {
    case 'touchpoint': {
      const times = node.mayRepeat ? longest : 1;
      const words = Array.from({ length: times }, (_, index) => node.touchpoint.repeat(index + 1));
      return short(node.isOptional ? ['', ...words] : words);
    }
    case 'one':
      return node.items.length === 0
        ? new Set([''])
        : new Set(node.items.flatMap((item) => [...runsOf(item, longest)]));
    case 'seq':
    case 'all':
      return node.items
        .map((item) => runsOf(item, longest))
        .reduce((all, one) => cross(all, one, node.kind === 'seq' ? concat : shuffles), new Set(['']));
    case 'loop': {
      const body = runsOf(node.body, longest);
      const round = cross(node.again ? runsOf(node.again, longest) : new Set(['']), body, concat);
      let words = body;
      for (;;) {
        const more = new Set([...words, ...cross(words, round, concat)]);
        if (more.size === words.size) return words;
        words = more;
      }
    }
  }
}

/** Both words, each in its own order, in every mixture. */
function shuffles(a: string, b: string): string[] {
  if (a === '' || b === '') return [a + b];
  return [
    ...shuffles(a.slice(1), b).map((rest) => a.charAt(0) + rest),
    ...shuffles(a, b.slice(1)).map((rest) => b.charAt(0) + rest),
  ];
}

/** Fewest letters to take out of and put into `a` to get `b`. */
export function editDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a.charAt(0) === b.charAt(0)) return editDistance(a.slice(1), b.slice(1));
  return 1 + Math.min(editDistance(a.slice(1), b), editDistance(a, b.slice(1)));
}
