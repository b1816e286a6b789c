import { z } from 'zod';
import type { MapEdit } from '../../../shared/maps/edit/map-edit.ts';
import type { OpenMap } from '../use-map-session.ts';

const kept = z.object({ url: z.string(), name: z.string(), size: z.number() });
const refusal = z.object({ message: z.string() });

/** Sends a file to the server; rejects with the server's words where it is refused. */
export async function sendFile(map: string, file: File): Promise<z.infer<typeof kept>> {
  const query = new URLSearchParams({ map, name: file.name });
  const answer = await fetch(`/files?${query.toString()}`, {
    method: 'POST',
    body: file,
    headers: { 'Content-Type': file.type || 'application/octet-stream' },
  });
  const told: unknown = await answer.json();
  if (!answer.ok) throw new Error(refusal.safeParse(told).data?.message ?? answer.statusText);
  return kept.parse(told);
}

/** The edit that puts a file into a step, and the lane where it shows: a picture among its images, else its files. */
export function attachTo(
  { map }: Pick<OpenMap, 'map'>,
  step: string,
  file: File,
  url: string,
): { edits: MapEdit[]; lane: 'images' | 'files' } {
  const lane = file.type.startsWith('image/') ? 'images' : 'files';
  const stage = map.stages.find((one) => one.steps.some(({ id }) => id === step));
  const own = stage?.steps.find(({ id }) => id === step);
  if (!stage || !own) return { edits: [], lane };
  const last = own[lane].at(-1);
  const after = last === undefined ? null : { value: last, near: own[lane].length - 1 };
  const list = ['stages', { id: stage.id }, 'steps', { id: step }, lane];
  return { edits: [{ kind: 'insert', list, after, value: url }], lane };
}
