import { z } from 'zod';

/** Size and seed of the demo shop, kept in `DIR/demo.json` so that an interrupted filling goes on with the same shop. */
export const demoOptions = z.object({
  people: z.number().int().min(1).max(500_000),
  days: z.number().int().min(1).max(1100),
  seed: z.number().int().min(0).max(0xffff_ffff),
  /** id of a template: its scenario instead of the large shop; `days` and `seed` are then the scenario's own */
  scenario: z.string().optional(),
  /** UTC instant in ms at which the simulated year ends */
  endsAt: z.number().int(),
  /** everything was acknowledged */
  isFilled: z.boolean(),
});
export type DemoOptions = z.infer<typeof demoOptions>;

/** What one may choose of a demo. */
export type DemoSize = Pick<DemoOptions, 'people' | 'days' | 'seed' | 'scenario'>;

/** What the feeding process is told, and what it reports back. */
export interface FeedOrder {
  url: string;
  /** write key of each source */
  keys: Record<string, string>;
  options: DemoOptions;
  truthFile: string;
}
export type FeedReport = { kind: 'progress'; sent: number; total: number } | { kind: 'done'; sent: number };
