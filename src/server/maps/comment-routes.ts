import { api } from '../platform/api.ts';
import type { Context } from '../platform/context.ts';
import {
  listMentionable,
  listMentions,
  listThreads,
  removeComment,
  resolveThread,
  sayComment,
} from './comments.ts';
import { authorOf } from './editing-routes.ts';

/** Comments on maps. */
export function mapCommentsRoutes(context: Context) {
  return {
    list: api.mapComments.list.handler(async ({ input, context: { workspace } }) => ({
      threads: await listThreads(context, workspace, input.map),
    })),
    say: api.mapComments.say.handler(({ input, context: { workspace, caller } }) =>
      sayComment(context, workspace, { ...input, author: authorOf(caller) }),
    ),
    resolve: api.mapComments.resolve.handler(({ input, context: { workspace, caller } }) =>
      resolveThread(context, workspace, { ...input, author: authorOf(caller) }),
    ),
    remove: api.mapComments.remove.handler(async ({ input, context: { workspace, caller } }) => {
      await removeComment(context, workspace, { ...input, author: authorOf(caller) });
      return {};
    }),
    mentions: api.mapComments.mentions.handler(async ({ context: { workspace, caller } }) => ({
      threads: caller.user === null ? [] : await listMentions(context, workspace, caller.user.email),
    })),
    people: api.mapComments.people.handler(async ({ context: { workspace } }) => ({
      people: await listMentionable(context, workspace),
    })),
  };
}
