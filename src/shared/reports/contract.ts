import { z } from 'zod';
import { call, instant, peoplePage } from '../platform/base-contract.ts';
import { channelsAnswer, channelsPart, channelsQuestion } from './channels.ts';
import { funnelAnswer, funnelPart, funnelQuestion } from './funnel.ts';
import { pathsAnswer, pathsPart, pathsQuestion } from './paths.ts';

const report = call.meta({ permission: 'reports:read' });
const cursor = z.string().optional();

export const reportsContract = {
  funnel: report
    .route({ method: 'POST', path: '/reports/funnel', summary: 'How many people get through these steps' })
    .input(funnelQuestion)
    .output(funnelAnswer),
  funnelPeople: report
    .route({
      method: 'POST',
      path: '/reports/funnel/people',
      summary: 'The people behind one number of a funnel',
    })
    .input(z.object({ question: funnelQuestion, part: funnelPart, cursor }))
    .output(peoplePage),
  paths: report
    .route({ method: 'POST', path: '/reports/paths', summary: 'What people do, step by step' })
    .input(pathsQuestion)
    .output(pathsAnswer),
  pathsPeople: report
    .route({ method: 'POST', path: '/reports/paths/people', summary: 'The people behind one node or link' })
    .input(z.object({ question: pathsQuestion, part: pathsPart, cursor }))
    .output(peoplePage),
  channels: report
    .route({ method: 'POST', path: '/reports/channels', summary: 'People, events and revenue by channel' })
    .input(channelsQuestion)
    .output(channelsAnswer),
  channelsPeople: report
    .route({
      method: 'POST',
      path: '/reports/channels/people',
      summary: 'The people behind one channel number',
    })
    .input(z.object({ question: channelsQuestion, part: channelsPart, cursor }))
    .output(peoplePage),
  vocabulary: report
    .route({
      method: 'GET',
      path: '/reports/vocabulary',
      summary: 'Every event name and channel seen so far',
    })
    .output(
      z.object({
        events: z.array(z.object({ name: z.string(), events: z.number().int(), lastAt: instant })),
        channels: z.array(z.object({ name: z.string(), events: z.number().int() })),
        /** times of the first and last event of the workspace; null while it is empty */
        firstAt: instant.nullable(),
        lastAt: instant.nullable(),
        /** the time up to which events are counted in reports */
        countedAt: instant.nullable(),
      }),
    ),
};
