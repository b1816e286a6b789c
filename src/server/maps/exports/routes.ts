import type { JourneyMap } from '../../../shared/maps/journey-map.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { isPassword } from '../../accounts/password.ts';
import { createSignInLimit } from '../../accounts/sign-in-limit.ts';
import { api, publicApi } from '../../platform/api.ts';
import { apiError } from '../../platform/api-errors.ts';
import type { Context } from '../../platform/context.ts';
import { authorOf } from '../editing-routes.ts';
import { createMapMeasures } from '../maps.ts';
import { readBase, readMap, type StoredMap } from '../stored-maps.ts';
import { exportMap, hasNumbers } from './export-map.ts';
import { addLink, endLink, findLink, listLinks, type OpenLink } from './map-links.ts';
import { type FiguresAsked, readFigures } from './read-figures.ts';
import { readJourneyText } from './read-journey-text.ts';
import { showFiguresOutside, showOutside } from './shared-map.ts';

/** Maps as files of every format, and links that show one map to people without an account. */
export function mapFilesRoutes(context: Context) {
  const measures = createMapMeasures(context);
  const limit = createSignInLimit(context.clock);
  const figuresOf = (asked: FiguresAsked) => readFigures(context, measures, asked);

  /** What a live or frozen link shows now. */
  async function readShared(link: OpenLink, signal: AbortSignal | undefined) {
    if (link.frozen) {
      const { file, base, figures } = link.frozen;
      const { map } = readMapFile(file, base === null ? {} : { base });
      if (!map)
        throw apiError('NOT_FOUND', 'The map of this link cannot be read any more. Ask for a new link.');
      return { map, figures };
    }
    const map = openMap(await readMap(context, link.workspace, link.map));
    return { map, figures: await figuresOf({ workspace: link.workspace, map, period: link.period, signal }) };
  }

  return {
    export: api.mapFiles.export.handler(async ({ input, context: { workspace }, signal }) => {
      const stored = await readMap(context, workspace, input.map);
      const { format, from, to, sheet = 'A3' } = input;
      if ((from === undefined) !== (to === undefined))
        throw apiError('BAD_REQUEST', 'A period has two days: give from and to, or neither.');
      // the file of a map that cannot be opened can still be had
      if (format === 'yaml')
        return new File([stored.file], `${stored.id}.journey.yaml`, {
          type: 'application/yaml; charset=utf-8',
        });
      const map = openMap(stored);
      const period = from === undefined || to === undefined ? null : { from, to };
      const figures = hasNumbers(format) ? await figuresOf({ workspace, map, period, signal }) : null;
      return exportMap(format, { map, figures, sheet });
    }),

    convert: api.mapFiles.convert.handler(async ({ input, context: { workspace } }) => {
      const base = await readBase(context, workspace, input.text);
      return readJourneyText(input.text, base?.value);
    }),

    links: api.mapFiles.links.handler(async ({ input, context: { workspace } }) => {
      await readMap(context, workspace, input.map);
      return { links: await listLinks(context, workspace, input.map) };
    }),

    createLink: api.mapFiles.createLink.handler(
      async ({ input: { isLive, ...given }, context: { workspace, caller }, signal }) => {
        const stored = await readMap(context, workspace, given.map);
        const map = openMap(stored);
        if (given.expiresAt !== null && Date.parse(given.expiresAt) <= context.clock.now())
          throw apiError(
            'BAD_REQUEST',
            `The link would end at ${given.expiresAt}, which has passed. Choose a later time.`,
          );
        // also a live link is counted once, so that a period that cannot be counted is refused now
        const figures = await figuresOf({ workspace, map, period: given.period, signal });
        const frozen = isLive ? null : { file: stored.file, base: stored.base, figures };
        const period = isLive ? given.period : figures.period;
        return addLink(context, workspace, { ...given, period, frozen, author: authorOf(caller) });
      },
    ),

    endLink: api.mapFiles.endLink.handler(async ({ input, context: { workspace } }) => {
      await readMap(context, workspace, input.map);
      if (await endLink(context, workspace, input)) return {};
      throw apiError('NOT_FOUND', `The map "${input.map}" has no link "${input.link}" that still opens.`);
    }),

    shared: publicApi.mapFiles.shared.handler(async ({ input, context: request, signal }) => {
      const link = await findLink(context, input.token);
      if (!link)
        throw apiError(
          'NOT_FOUND',
          'This link does not open anything: it has ended, or was never made. Ask for a new one.',
        );
      if (link.password_hash !== null) {
        if (input.password === undefined || input.password === '')
          throw apiError('FORBIDDEN', 'This link needs its password.', { needs: 'password' });
        const keys = [`address ${request.remoteAddress ?? 'none'}`, `link ${link.id}`];
        const waitSeconds = limit.count(keys);
        if (waitSeconds > 0) {
          request.responseHeaders.set('Retry-After', String(waitSeconds));
          throw apiError(
            'TOO_MANY_REQUESTS',
            `Too many wrong passwords. Try again in ${waitSeconds} seconds.`,
          );
        }
        if (!(await isPassword(input.password, link.password_hash)))
          throw apiError('FORBIDDEN', 'The password is wrong.', { needs: 'password' });
        limit.takeBack(keys);
      }
      const { map, figures } = await readShared(link, signal);
      return { map: showOutside(map), figures: showFiguresOutside(figures), isLive: link.frozen === null };
    }),
  };
}

function openMap({ id, map, problems }: StoredMap): JourneyMap {
  if (map) return map;
  throw apiError(
    'CONFLICT',
    `The map "${id}" cannot be opened: line ${problems[0]?.line}: ${problems[0]?.message}`,
    {
      problems,
    },
  );
}
