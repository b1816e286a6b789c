import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, instant } from '../platform/base-contract.ts';
import { mapEdit } from './edit/map-edit.ts';

const read = call.meta({ permission: 'maps:read' });
const write = call.meta({ permission: 'maps:write' });
const mapId = z.object({ map: z.string() });
/** Made by the editor: any text of its own, such as a UUID. */
const ownId = z.string().min(1).max(64);

export const editOutcome = z.enum(['applied', 'merged', 'overtaken', 'gone', 'unchanged']);

/** Edits that were applied together; `revision` counts the batches of a map from 1. */
export const editBatch = z.object({
  revision: z.number().int(),
  batch: z.string(),
  /** the editor it came from */
  client: z.string(),
  /** address of the person, or how the server was reached */
  author: z.string(),
  at: instant,
  edits: z.array(mapEdit),
  /** one for each edit */
  outcomes: z.array(editOutcome),
});
export type EditBatch = z.infer<typeof editBatch>;

/** A batch of the past with the edits that take it back, so that the file before it can be made from the one after it. */
export const pastBatch = editBatch.extend({ undo: z.array(mapEdit) });
export type PastBatch = z.infer<typeof pastBatch>;

/** Somebody who has the map open; `cell` is what they are at, in words of the editor (`step/lane`). */
export const mapVisitor = z.object({ client: z.string(), name: z.string(), cell: z.string().nullable() });
export type MapVisitor = z.infer<typeof mapVisitor>;

/**
 * News of a map: batches in order without gaps; who is there; `reload` = what was asked for is too old, get the map anew;
 * `versions`, `comments` = those lists changed.
 */
export const mapNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edits'), batch: editBatch }),
  z.object({ kind: z.literal('visitors'), visitors: z.array(mapVisitor) }),
  z.object({ kind: z.literal('reload') }),
  z.object({ kind: z.literal('versions') }),
  z.object({ kind: z.literal('comments') }),
]);
export type MapNews = z.infer<typeof mapNews>;

export const mapVersion = z.object({
  version: z.number().int(),
  title: z.string(),
  isPublished: z.boolean(),
  author: z.string(),
  at: instant,
  revision: z.number().int(),
});
export type MapVersion = z.infer<typeof mapVersion>;

const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647);
/** `current`, or the number of a named version. */
const versionRef = z.union([z.literal('current'), versionNumber]);

export const mapEditingContract = {
  edit: write
    .route({
      method: 'POST',
      path: '/maps/{map}/edits',
      summary: 'Change a map; the same batch twice counts once',
    })
    .input(mapId.extend({ batch: ownId, client: ownId, edits: z.array(mapEdit).min(1).max(1_000) }))
    .output(editBatch),
  follow: read
    .route({
      method: 'GET',
      path: '/maps/{map}/news',
      summary: 'What changes on a map from a revision on, as it happens (server-sent events)',
    })
    .input(mapId.extend({ after: z.coerce.number().int().min(0), client: ownId, name: z.string().max(200) }))
    .output(eventIterator(mapNews)),
  visit: read
    .route({ method: 'POST', path: '/maps/{map}/visitors', summary: 'Tell the others which cell one is at' })
    .input(mapId.extend({ client: ownId, cell: z.string().max(200).nullable() }))
    .output(z.object({})),
  history: read
    .route({
      method: 'GET',
      path: '/maps/{map}/edits',
      summary: 'Who changed what, newest first, 100 at a time',
    })
    .input(mapId.extend({ before: z.coerce.number().int().optional() }))
    .output(z.object({ batches: z.array(pastBatch) })),
  versions: read
    .route({ method: 'GET', path: '/maps/{map}/versions', summary: 'Named versions of a map, newest first' })
    .input(mapId)
    .output(z.object({ versions: z.array(mapVersion) })),
  saveVersion: write
    .route({ method: 'POST', path: '/maps/{map}/versions', summary: 'Give the map as it is now a name' })
    .input(
      mapId.extend({ title: z.string().trim().min(1).max(200), isPublished: z.boolean().default(false) }),
    )
    .output(mapVersion),
  versionFile: read
    .route({ method: 'GET', path: '/maps/{map}/versions/{version}', summary: 'The file of a version' })
    .input(mapId.extend({ version: versionRef }))
    .output(z.object({ file: z.string(), revision: z.number().int() })),
  diff: read
    .route({
      method: 'GET',
      path: '/maps/{map}/diff',
      summary: 'What differs between two versions, as edits',
    })
    .input(mapId.extend({ from: versionRef, to: versionRef }))
    .output(z.object({ edits: z.array(mapEdit) })),
  restore: write
    .route({
      method: 'POST',
      path: '/maps/{map}/versions/{version}/restore',
      summary: 'Make the map what a version was; can be undone like any edit',
    })
    .input(mapId.extend({ version: versionNumber, batch: ownId, client: ownId }))
    .output(editBatch),
  remove: write
    .route({ method: 'DELETE', path: '/maps/{map}', summary: 'Remove a map with its history and versions' })
    .input(mapId)
    .output(z.object({})),
};
