import { z } from 'zod';
import { evaluate } from '../../shared/expression/evaluate.ts';
import type { PersonaData, ProposedStatement, ShareOf } from '../../shared/maps/personas-contract.ts';
import { journeysOf } from '../journeys/source.ts';
import { api } from '../platform/api.ts';
import type { QuestionOptions } from '../platform/clickhouse.ts';
import type { Context } from '../platform/context.ts';
import { arrayOf, type ChSql, ch, u16, u32 } from '../platform/sql.ts';
import { channelName } from '../reports/channel-names.ts';
import { amountOf, moneyCodesOf } from '../reports/money-events.ts';
import { readRepeatedOrders } from '../reports/repeated-orders.ts';
import { derivedCodesOf, readWorkspaceFacts } from '../reports/workspace-facts.ts';
import { peopleOfSegment, readSegment, readTraits, traitsIn } from './segment-people.ts';

/** The ways in which shops call what a persona is told by; the first that a person has counts. */
const SEX = ['sex', 'gender'];
const AGE = ['age'];
const BIRTHDAY = ['birthday', 'birthDate', 'birth_date', 'date_of_birth'];
const PLACE = ['city', 'town', 'region', 'country'];
const MOST_VALUES = 6;
/** A value that fewer of the people have is not what they are like. */
const LEAST_SHARE = 0.1;
const YEAR_MS = 365.25 * 86_400_000;

export function mapPersonasRoutes(context: Context) {
  return {
    measure: api.mapPersonas.measure.handler(({ input, context: { workspace }, signal }) =>
      measurePersona(context, workspace, { segment: input.segment, ...(signal ? { signal } : {}) }),
    ),
  };
}

/** Who the people of a condition on traits are (null = everybody). Throws BadQuestion for a condition that is none. */
export async function measurePersona(
  context: Context,
  workspace: number,
  { segment, signal }: { segment: string | null; signal?: AbortSignal },
): Promise<PersonaData> {
  const asked = segment?.trim() ? segment : null;
  const options: QuestionOptions = signal ? { signal } : {};
  const isMember = await peopleOfSegment({ context, workspace }, asked);
  const [value, channels, categories, traits] = await Promise.all([
    readValue(context, workspace, isMember, options),
    readChannels(context, workspace, isMember, options),
    readCategories(context, workspace, isMember, options),
    readDemographics(context, workspace, asked),
  ]);
  const data = { ...value, ...traits, channels, categories };
  return { ...data, statements: proposeStatements(data) };
}

const count = z.coerce.number().int();
const valueRow = z.object({
  customers: count,
  people: count,
  buyers: count,
  orders: count,
  revenue: z.string(),
});

async function readValue(context: Context, workspace: number, isMember: ChSql, options: QuestionOptions) {
  const { eventCodes } = await readWorkspaceFacts(context.postgres, workspace);
  const money = moneyCodesOf(eventCodes);
  const told = await readRepeatedOrders(context.clickhouse, workspace, money);
  const isFirst = told === null ? ch`true` : ch`s NOT IN (${told})`;
  const { orderCode, refundCode, cancelCode, adjustCode } = money;
  const paid = [orderCode, refundCode, cancelCode, adjustCode].map(u16);
  const [row] = await context.clickhouse.query(
    ch`SELECT count() AS customers, countIf(belongs) AS people, countIf(belongs AND own_orders > 0) AS buyers,
        sumIf(own_orders, belongs) AS orders, toString(sumIf(own_revenue, belongs)) AS revenue
      FROM (SELECT ${isMember} AS belongs,
          arrayCount((c, s) -> c != 0 AND c = ${u16(orderCode)} AND ${isFirst}, code, seq) AS own_orders,
          arraySum((a, c, s) -> if(c != 0 AND c IN (${paid}) AND ${isFirst}, a, 0), amount, code, seq) AS own_revenue
        FROM (${journeysOf(workspace, ch`person, identified, code, amount, seq`)}) WHERE identified = 1)`,
    valueRow,
    options,
  );
  const { customers = 0, people = 0, buyers = 0, orders = 0, revenue = '0' } = row ?? {};
  const share = customers === 0 ? null : people / customers;
  return { customers, people, share, buyers, orders, revenue: amountOf(revenue) };
}

const channelRow = z.object({ channel: count, people: count });

async function readChannels(
  context: Context,
  workspace: number,
  isMember: ChSql,
  options: QuestionOptions,
): Promise<ShareOf[]> {
  const { eventCodes } = await readWorkspaceFacts(context.postgres, workspace);
  const derived = arrayOf('UInt16', derivedCodesOf(eventCodes));
  const rows = await context.clickhouse.query(
    ch`SELECT channel, count() AS people FROM (
        SELECT arrayJoin(arrayDistinct(arrayFilter((x, c) -> x != 0 AND NOT has(${derived}, c), channel, code))) AS channel
        FROM (${journeysOf(workspace, ch`person, identified, code, channel`)}) WHERE identified = 1 AND ${isMember})
      GROUP BY channel ORDER BY people DESC, channel LIMIT ${u32(MOST_VALUES)}`,
    channelRow,
    options,
  );
  return rows.map(({ channel, people }) => ({ value: channelName(channel), people }));
}

async function readCategories(
  context: Context,
  workspace: number,
  isMember: ChSql,
  options: QuestionOptions,
): Promise<ShareOf[]> {
  return context.clickhouse.query(
    ch`SELECT category AS value, uniqExact(person) AS people FROM (
        SELECT e.category AS category, if(n.person = 0, e.node, n.person) AS person
        FROM (SELECT DISTINCT node, toString(category) AS category FROM events
          WHERE workspace = ${u32(workspace)} AND node != 0 AND category != '') AS e
        LEFT JOIN (SELECT node, person FROM person_nodes FINAL WHERE workspace = ${u32(workspace)}) AS n ON n.node = e.node)
      WHERE ${isMember} GROUP BY value ORDER BY people DESC, value LIMIT ${u32(MOST_VALUES)}`,
    z.object({ value: z.string(), people: count }),
    options,
  );
}

async function readDemographics(context: Context, workspace: number, segment: string | null) {
  const tree = segment === null ? null : readSegment(segment);
  const told = [...SEX, ...AGE, ...BIRTHDAY, ...PLACE];
  const everybody = await readTraits({ context, workspace }, [
    ...told,
    ...(tree === null ? [] : traitsIn(tree)),
  ]);
  const members = [...everybody.values()].filter((traits) => tree === null || evaluate(tree, { traits }));
  const now = context.clock.now();
  return {
    sex: countValues(members, (traits) => firstText(traits, SEX)),
    age: countValues(members, (traits) => ageGroupOf(traits, now)),
    place: countValues(members, (traits) => firstText(traits, PLACE)),
  };
}

type Traits = Record<string, unknown>;

function firstText(traits: Traits, names: readonly string[]): string | null {
  const value = names.map((name) => traits[name]).find((one) => typeof one === 'string' && one !== '');
  return value === undefined ? null : String(value);
}

function ageGroupOf(traits: Traits, now: number): string | null {
  const born = Date.parse(firstText(traits, BIRTHDAY) ?? '');
  const told = Number(traits.age ?? Number.NaN);
  const age = Number.isFinite(told) ? told : Number.isNaN(born) ? null : (now - born) / YEAR_MS;
  if (age === null || age < 0 || age > 120) return null;
  const from = Math.floor(age / 10) * 10;
  return `${from} to ${from + 9}`;
}

function countValues(members: readonly Traits[], readValueOf: (traits: Traits) => string | null): ShareOf[] {
  const counts = new Map<string, number>();
  for (const traits of members) {
    const value = readValueOf(traits);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, people]) => ({ value, people }))
    .sort((a, b) => b.people - a.people || (a.value < b.value ? -1 : 1));
}

type Counted = Omit<PersonaData, 'statements'>;

/** What the counts say about the people, most telling first; the lists themselves are cut where people stop looking. */
function proposeStatements(data: Counted): ProposedStatement[] {
  const statements: ProposedStatement[] = [];
  const tell = (part: ProposedStatement['part'], list: readonly ShareOf[], of: number, most: number) => {
    const telling = list.slice(0, most).filter((one) => one.people >= of * LEAST_SHARE);
    for (const { value, people } of telling)
      statements.push({ part, text: value, evidence: `analytics: ${people} of ${of} people` });
  };
  const known = (list: readonly ShareOf[]) => list.reduce((sum, one) => sum + one.people, 0);
  tell('sex', data.sex, known(data.sex), 1);
  tell('age', data.age, known(data.age), 1);
  tell('place', data.place, known(data.place), 1);
  tell('habits', data.channels, data.people, 3);
  tell('interests', data.categories, data.people, 3);
  data.sex.splice(MOST_VALUES);
  data.age.splice(MOST_VALUES);
  data.place.splice(MOST_VALUES);
  return statements;
}
