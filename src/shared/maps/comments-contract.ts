import { z } from 'zod';
import { call, instant } from '../platform/base-contract.ts';

const read = call.meta({ permission: 'maps:read' });
const write = call.meta({ permission: 'maps:write' });
const mapId = z.object({ map: z.string() });
/** Made by the browser: a UUID or any text of its own, so that a comment sent twice counts once. */
const ownId = z.string().regex(/^[\w-]{1,64}$/, 'an id of a comment has letters, digits, _ and - only');

/** One thing said. `mentions` are addresses of users of the workspace, written in the text as `@anna@shop.example`. */
export const mapComment = z.object({
  id: z.string(),
  author: z.string(),
  at: instant,
  text: z.string(),
  mentions: z.array(z.string()),
});
export type MapComment = z.infer<typeof mapComment>;

/** A talk about one cell: `pay/thoughts` = step or stage and lane; empty = about the map. Oldest comment first. */
export const commentThread = z.object({
  id: z.string(),
  cell: z.string(),
  resolvedAt: instant.nullable(),
  resolvedBy: z.string().nullable(),
  comments: z.array(mapComment).min(1),
});
export type CommentThread = z.infer<typeof commentThread>;

/** Comments on the cells of maps. */
export const mapCommentsContract = {
  list: read
    .route({ method: 'GET', path: '/maps/{map}/comments', summary: 'Talks about a map, the newest first' })
    .input(mapId)
    .output(z.object({ threads: z.array(commentThread) })),
  say: write
    .route({
      method: 'PUT',
      path: '/maps/{map}/comments/{id}',
      summary: 'Say something about a cell, or answer (`thread`); the same id twice counts once',
    })
    .input(
      mapId.extend({
        id: ownId,
        cell: z.string().max(200).default(''),
        thread: ownId.optional(),
        text: z.string().trim().min(1).max(5_000),
      }),
    )
    .output(commentThread),
  resolve: write
    .route({
      method: 'PUT',
      path: '/maps/{map}/comments/{thread}/resolved',
      summary: 'Close a talk, or open it again',
    })
    .input(mapId.extend({ thread: ownId, isResolved: z.boolean() }))
    .output(commentThread),
  remove: write
    .route({ method: 'DELETE', path: '/maps/{map}/comments/{id}', summary: 'Take back what one said' })
    .input(mapId.extend({ id: ownId }))
    .output(z.object({})),
  mentions: read
    .route({
      method: 'GET',
      path: '/comments/mentions',
      summary: 'Open talks of all maps that mention the caller, the newest first',
    })
    .output(z.object({ threads: z.array(commentThread.extend({ map: z.string(), title: z.string() })) })),
  people: read
    .route({ method: 'GET', path: '/comments/people', summary: 'Whom a comment can mention' })
    .output(z.object({ people: z.array(z.object({ email: z.string() })) })),
};
