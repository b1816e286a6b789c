import { z } from 'zod';
import { period } from '../platform/base-contract.ts';

/**
 * Paths: what people did, step by step. The events of a person are cut into walks where the gap is longer than `gapMs`;
 * events of one kind in a row count once (the last stays); the walk starts at its first `from` event (or its start) and
 * is cut after `steps` items; with `to`, it ends at the first `to` event and the last `steps` items count.
 * Every walk is counted (`walks`), and people beside it. For every position, nodes (with Other) and exits add up to the
 * position before.
 */
export const pathsQuestion = z.object({
  /** event the walk starts at; at most one of from, to */
  from: z.string().max(200).optional(),
  to: z.string().max(200).optional(),
  steps: z.number().int().min(2).max(12).default(5),
  /** silence that ends a walk, ms; default 30 minutes; null = never: one walk per person */
  gapMs: z
    .number()
    .int()
    .min(1000)
    .max(366 * 86_400_000)
    .nullable()
    .default(30 * 60_000),
  /** item = event name, channel, or both ("Order Completed · store") */
  item: z.enum(['event', 'channel', 'event_channel']).default('event'),
  /** events left out before the walk is cut */
  exclude: z.array(z.string().max(200)).max(100).default([]),
  /** nodes shown per position; the rest is folded into Other, exactly */
  nodesPerStep: z.number().int().min(1).max(30).default(8),
  /**
   * What is counted beside nodes, links and exits: `times` = `medianMs` of the links, `walks` = `top` and `distinctWalks`.
   * Together they take nearly as long as the rest, so ask with [] for what a picture needs, then again.
   */
  details: z
    .array(z.enum(['times', 'walks']))
    .max(2)
    .default(['times', 'walks']),
  period: period.optional(),
});
export type PathsQuestion = z.infer<typeof pathsQuestion>;

export const pathNode = z.object({
  /** position from 1; with `to`, the last position is `steps` */
  position: z.number().int(),
  /** null = Other: everything folded away at this position */
  item: z.string().nullable(),
  walks: z.number().int(),
  people: z.number().int(),
  /** walks that end here (with `to`: that begin here); one that is cut after `steps` items goes on unseen and is no exit */
  exits: z.number().int(),
  /** how many different items Other holds; 1 for a shown node */
  items: z.number().int(),
});
export const pathLink = z.object({
  /** position of the source; the target is one further */
  position: z.number().int(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  walks: z.number().int(),
  people: z.number().int(),
  /** exact; null where `details` lack `times` */
  medianMs: z.number().nullable(),
});
export const pathsAnswer = z.object({
  walks: z.number().int(),
  people: z.number().int(),
  nodes: z.array(pathNode),
  links: z.array(pathLink),
  /** the ten most frequent whole walks, exact; null where `details` lack `walks` */
  top: z
    .array(z.object({ items: z.array(z.string()), walks: z.number().int(), people: z.number().int() }))
    .nullable(),
  /** how many different walks there are in all; null where `details` lack `walks` */
  distinctWalks: z.number().int().nullable(),
});
export type PathsAnswer = z.infer<typeof pathsAnswer>;

/** People with a walk through a node, a link, or that ends at a node. `item: null` = Other (name the shown items). */
export const pathsPart = z.object({
  position: z.number().int().min(1).max(12),
  item: z.string().nullable(),
  /** link: the next item (null = Other); absent = the node */
  next: z.string().nullable().optional(),
  isExit: z.boolean().default(false),
});
export type PathsPart = z.infer<typeof pathsPart>;
