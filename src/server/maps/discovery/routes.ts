import { LRUCache } from 'lru-cache';
import type { Period } from '../../../shared/platform/base-contract.ts';
import { api } from '../../platform/api.ts';
import { apiError } from '../../platform/api-errors.ts';
import type { Context } from '../../platform/context.ts';
import { authorOf } from '../editing-routes.ts';
import { prepareMapQuestion } from '../map-question.ts';
import { readMap } from '../stored-maps.ts';
import { draftMap } from './draft.ts';
import { measureReality } from './reality.ts';
import { readWays, representWays, type Ways } from './representatives.ts';

/** A slider asks again for another number of representatives of the same ways: so long they are kept. */
const KEPT_MS = 20_000;

/** Maps from data, and maps beside data. */
export function discoveryRoutes(context: Context) {
  const kept = new LRUCache<string, Ways>({ max: 20, ttl: KEPT_MS });

  async function ask(workspace: number, id: string, period: Period, signal: AbortSignal | undefined) {
    const { map, revision } = await readMap(context, workspace, id);
    if (map === null) throw apiError('CONFLICT', `The map "${id}" cannot be opened.`, {});
    const options = signal === undefined ? {} : { signal };
    const question = await prepareMapQuestion({ context, workspace, map, period, options });
    return { question, key: JSON.stringify([workspace, id, revision, period]) };
  }

  return {
    draft: api.discovery.draft.handler(({ input, context: { workspace, caller }, signal }) =>
      draftMap(context, { workspace, question: input, owner: authorOf(caller), signal }),
    ),
    representatives: api.discovery.representatives.handler(
      async ({ input, context: { workspace }, signal }) => {
        const { question, key } = await ask(workspace, input.map, input.period, signal);
        const ways = kept.get(key) ?? (await readWays(question));
        kept.set(key, ways);
        return representWays(question, ways, input.count);
      },
    ),
    reality: api.discovery.reality.handler(async ({ input, context: { workspace }, signal }) => {
      const { question } = await ask(workspace, input.map, input.period, signal);
      return measureReality(question, input.ways ?? null);
    }),
  };
}
