import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { PeoplePage } from '../../shared/platform/base-contract.ts';
import type { ChannelsAnswer, ChannelsPart, ChannelsQuestion } from '../../shared/reports/channels.ts';
import type { FunnelAnswer, FunnelPart, FunnelQuestion } from '../../shared/reports/funnel.ts';
import type { PathsAnswer, PathsPart, PathsQuestion } from '../../shared/reports/paths.ts';
import type { QuestionOptions } from '../platform/clickhouse.ts';
import type { Context } from '../platform/context.ts';
import { type PathParts, SCAN_SETTINGS } from '../platform/scan-calls.ts';
import type { ChSql } from '../platform/sql.ts';
import {
  type ChannelsPlan,
  channelsMembers,
  channelsNumbers,
  channelsRow,
  writeChannelsAnswer,
} from './channels.ts';
import { funnelMembers, funnelNumbers, funnelRow, planFunnel, writeFunnelAnswer } from './funnel.ts';
import { moneyCodesOf } from './money-events.ts';
import {
  choiceKey,
  FLOWS,
  findPaths,
  isAboutOther,
  type PathsPlan,
  partsOf,
  pathsMembers,
  pathsRow,
  planPaths,
  type Shown,
  writePathsAnswer,
} from './paths.ts';
import { listPeople } from './people-list.ts';
import { spanOf } from './period.ts';
import { readRepeatedOrders } from './repeated-orders.ts';
import { readVocabulary, type VocabularyAnswer } from './vocabulary.ts';
import { derivedCodesOf, readWorkspaceFacts, type WorkspaceFacts } from './workspace-facts.ts';

/** How a question is asked: `signal` stops it in the database. */
export interface Asking {
  signal?: AbortSignal;
}

type Report<Question, Answer> = (workspace: number, question: Question, asking?: Asking) => Promise<Answer>;
/** One page of the people behind a part of an answer. */
type PeopleReport<Question, Part> = Report<
  { question: Question; part: Part; cursor?: string | undefined },
  PeoplePage
>;

export interface Reports {
  funnel: Report<FunnelQuestion, FunnelAnswer>;
  funnelPeople: PeopleReport<FunnelQuestion, FunnelPart>;
  paths: Report<PathsQuestion, PathsAnswer>;
  pathsPeople: PeopleReport<PathsQuestion, PathsPart>;
  channels: Report<ChannelsQuestion, ChannelsAnswer>;
  channelsPeople: PeopleReport<ChannelsQuestion, ChannelsPart>;
  vocabulary(workspace: number, asking?: Asking): Promise<VocabularyAnswer>;
}

/**
 * Every call of the reports contract. Throws BadQuestion for what cannot be answered as asked and QuestionStopped for
 * what took too long, took too much memory or was cancelled.
 */
export function createReports(context: Context): Reports {
  const { clickhouse, postgres } = context;
  /** what questions about paths showed last: the guess of the next time, which saves the sample and most second passes */
  const pathsShown = new LRUCache<string, Shown['items']>({ max: 500 });

  async function planChannels(
    workspace: number,
    question: ChannelsQuestion,
    facts: WorkspaceFacts,
  ): Promise<ChannelsPlan> {
    const money = moneyCodesOf(facts.eventCodes);
    return {
      workspace,
      span: spanOf(question.period, facts.timeZone),
      money,
      derivedCodes: derivedCodesOf(facts.eventCodes),
      repeatedOrders: await readRepeatedOrders(clickhouse, workspace, money),
    };
  }

  function list(
    asked: { workspace: number; facts: WorkspaceFacts; options: QuestionOptions },
    members: ChSql,
    cursor: string | undefined,
  ): Promise<PeoplePage> {
    const { workspace, facts, options } = asked;
    return listPeople(
      { context, workspace, money: moneyCodesOf(facts.eventCodes), options },
      members,
      cursor,
    );
  }

  /** The row of a SELECT that gives one. */
  async function askOne<Row>(sql: ChSql, shape: z.ZodType<Row>, options: QuestionOptions): Promise<Row> {
    const [row] = await clickhouse.query(sql, shape, options);
    if (row === undefined) throw new Error('an aggregate without groups gave no row');
    return row;
  }

  async function countShownPaths(
    workspace: number,
    plan: PathsPlan,
    { parts, options }: { parts: PathParts; options: QuestionOptions },
  ) {
    const settings = { ...options.settings, ...FULL_SCAN_SETTINGS };
    const key = choiceKey(workspace, plan.question);
    const found = await findPaths(plan, parts, {
      ask: (sql) => askOne(sql, pathsRow, { ...options, settings }),
      shownBefore: pathsShown.get(key),
    });
    pathsShown.set(key, found.shown.items);
    return found;
  }

  return {
    async funnel(workspace, question, asking) {
      const plan = planFunnel(workspace, question, await readWorkspaceFacts(postgres, workspace));
      const rows = await clickhouse.query(funnelNumbers(plan), funnelRow, optionsOf(asking));
      return writeFunnelAnswer(plan, rows);
    },

    async funnelPeople(workspace, { question, part, cursor }, asking) {
      const facts = await readWorkspaceFacts(postgres, workspace);
      const members = funnelMembers(planFunnel(workspace, question, facts), part);
      return list({ workspace, facts, options: optionsOf(asking) }, members, cursor);
    },

    async paths(workspace, question, asking) {
      const options = optionsOf(asking);
      const plan = planPaths(workspace, question, await readWorkspaceFacts(postgres, workspace));
      const { shown, row } = await countShownPaths(workspace, plan, { parts: partsOf(question), options });
      return writePathsAnswer(plan, shown, row);
    },

    async pathsPeople(workspace, { question, part, cursor }, asking) {
      const options = optionsOf(asking);
      const facts = await readWorkspaceFacts(postgres, workspace);
      const plan = planPaths(workspace, question, facts);
      const found = isAboutOther(part)
        ? await countShownPaths(workspace, plan, { parts: FLOWS, options })
        : null;
      return list({ workspace, facts, options }, pathsMembers(plan, part, found?.shown ?? null), cursor);
    },

    async channels(workspace, question, asking) {
      const options = optionsOf(asking);
      const facts = await readWorkspaceFacts(postgres, workspace);
      const plan = await planChannels(workspace, question, facts);
      const settings = { ...options.settings, ...FULL_SCAN_SETTINGS };
      const row = await askOne(channelsNumbers(plan), channelsRow, { ...options, settings });
      return writeChannelsAnswer(row, facts.currency);
    },

    async channelsPeople(workspace, { question, part, cursor }, asking) {
      const options = optionsOf(asking);
      const facts = await readWorkspaceFacts(postgres, workspace);
      const members = channelsMembers(await planChannels(workspace, question, facts), part);
      return list({ workspace, facts, options }, members, cursor);
    },

    async vocabulary(workspace, asking) {
      const facts = await readWorkspaceFacts(postgres, workspace);
      return readVocabulary(context, workspace, facts, optionsOf(asking));
    },
  };
}

/**
 * Every journey is read, so the columns are not filtered before the others are read: that would copy them. Blocks are
 * `max_block_size` people, not as many as make 1 MB: fewer calls of the scan.
 */
const FULL_SCAN_SETTINGS = { optimize_move_to_prewhere: '0', preferred_block_size_bytes: '0' } as const;

function optionsOf(asking: Asking | undefined): QuestionOptions {
  return {
    settings: SCAN_SETTINGS,
    ...(asking?.signal === undefined ? {} : { signal: asking.signal }),
  };
}
