import { z } from 'zod';
import { limitOf } from '../../../shared/maps/conformance/rules.ts';
import type { RuleAnswer } from '../../../shared/maps/conformance-contract.ts';
import type { PathRule } from '../../../shared/maps/journey-map.ts';
import { callStages } from '../../platform/scan-calls.ts';
import { type ChSql, ch, i64, joinCh, u8 } from '../../platform/sql.ts';
import { BadQuestion } from '../../reports/bad-question.ts';
import { compileMasks } from '../binding-masks.ts';
import { casesOf, cutsOf, hasSeveralPerPerson, onCases } from '../cases.ts';
import type { MapQuestion } from '../map-question.ts';
import type { TouchpointLabels } from './touchpoint-labels.ts';

/** Two bits of a mask each; asked together. */
const RULES_PER_QUESTION = 32;
/** Stands for "no such event" among times; no event can lie there. */
const NONE = i64(-(2n ** 62n));

const count = z.coerce.number().int();
const rulesRow = z.object({
  kept: z.array(count),
  broken: z.array(count),
  open: z.array(count),
  people: z.array(count),
});

/** How often each rule of the map was kept and broken in the period, over known people. */
export async function measureRules(question: MapQuestion, labels: TouchpointLabels): Promise<RuleAnswer[]> {
  const rules = question.map.path?.rules ?? [];
  const answers: RuleAnswer[] = [];
  for (let start = 0; start < rules.length; start += RULES_PER_QUESTION) {
    const some = rules.slice(start, start + RULES_PER_QUESTION);
    const base = peopleByRule(question, casesByRule(question, some, labels));
    const [row] =
      base === null
        ? []
        : await question.context.clickhouse.query(
            ch`SELECT sumForEach(r.kept) AS kept, sumForEach(r.broken) AS broken, sumForEach(r.open) AS open,
                sumForEach(arrayMap(b -> toUInt8(b > 0), r.broken)) AS people FROM (${base}) AS r`,
            rulesRow,
            question.options,
          );
    some.forEach(({ rule, from, to, withinMs }, index) => {
      const names = (bindings: typeof from) => [...new Set(bindings.map(({ event }) => event))];
      answers.push({
        index: start + index,
        rule,
        from: names(from),
        to: names(to),
        withinMs,
        kept: row?.kept[index] ?? 0,
        broken: row?.broken[index] ?? 0,
        open: row?.open[index] ?? 0,
        people: row?.people[index] ?? 0,
      });
    });
  }
  return answers;
}

/** The people with a broken occasion of one rule, from its own base query; null = nobody can be. */
export function ruleBreakers(question: MapQuestion, index: number, labels: TouchpointLabels): ChSql | null {
  const rule = question.map.path?.rules[index];
  if (!rule) throw new BadQuestion(`The map "${question.map.id}" has no rule ${index}.`);
  const base = casesByRule(question, [rule], labels);
  return base && ch`SELECT DISTINCT person FROM (${base}) WHERE broken[1] > 0`;
}

/** One row per known person, or per order of theirs: arrays by rule of occasions inside the period, `kept, broken, open`. */
function casesByRule(
  question: MapQuestion,
  rules: readonly PathRule[],
  labels: TouchpointLabels,
): ChSql | null {
  const { map, span } = question;
  const { masks, codes } = compileMasks(
    onCases(question),
    rules.flatMap(({ from, to }) => [from, to]),
  );
  const all = [...new Set([...codes, ...labels.codes])];
  if (all.length === 0) return null;
  const starts = callStages({
    ...cutsOf(map),
    stages: labels.touchpoints.map((_, index) => [{ code: index + 1, flag: null }]),
  });
  const journeys = casesOf(question, all);
  const inSpan = ch`x.1 >= ${i64(span.fromMs)} AND x.1 < ${i64(span.toMs)}`;
  const occasions = rules.map(
    (rule, index) => ch`arrayFilter(x -> ${inSpan}, ${occasionsOf(question, rule, index)})`,
  );
  const counts = (outcome: number) => ch`arrayMap(o -> arrayCount(x -> x.2 = ${u8(outcome)}, o), occasions)`;
  // events that neither a touchpoint nor a rule knows are no events here: at, mask and start have those that are left
  return ch`SELECT person, ${counts(KEPT)} AS kept, ${counts(BROKEN)} AS broken, ${counts(OPEN)} AS open FROM (
      SELECT person, [${joinCh(occasions, ch`, `)}] AS occasions FROM (
        SELECT person, known.1 AS at, known.2 AS mask, known.3 AS is_start FROM (
          SELECT person, arrayFilter(x -> x.2 != 0 OR x.4 != 0, arrayZip(at, masks,
              arrayMap(i -> toUInt8(has(starts, i)), arrayEnumerate(at)), label)) AS known
          FROM (SELECT person, at, masks, label, ${startsOf(starts)} AS starts
            FROM (SELECT person, at, masks, label, label AS code FROM (
              SELECT person, at, ${masks} AS masks, ${labels.labels} AS label FROM (${journeys}))))))
      WHERE notEmpty(at))`;
}

/** The same by person, so that who broke a rule in two orders is one. */
function peopleByRule(question: MapQuestion, cases: ChSql | null): ChSql | null {
  if (cases === null || !hasSeveralPerPerson(question)) return cases;
  return ch`SELECT person, sumForEach(c.kept) AS kept, sumForEach(c.broken) AS broken, sumForEach(c.open) AS open
    FROM (${cases}) AS c GROUP BY person`;
}

/** Places of the events that begin a journey. */
function startsOf(entries: ChSql): ChSql {
  return ch`arrayMap(e -> e.1, arrayFilter(e -> e.2 != 0 OR e.3 = 1, arrayMap((e, d, i) -> (e.3, d, i), ${entries},
    arrayDifference(${entries}.1), arrayEnumerate(${entries}))))`;
}

const KEPT = 1;
const BROKEN = 2;
const OPEN = 3;

/**
 * Array(Tuple(at, outcome)) of a rule over the columns at, mask, is_start of a person: what watchRule of
 * shared/maps/conformance/rules.ts says, event by event, in time linear in the events.
 */
function occasionsOf({ map, context }: MapQuestion, rule: PathRule, index: number): ChSql {
  const isFrom = ch`bitTest(m, ${u8(2 * index)})`;
  const isTo = ch`bitTest(m, ${u8(2 * index + 1)})`;
  const limit = i64(limitOf(rule, map.case.windowMs));
  const nowMs = i64(context.clock.now());
  const timesOf = (isIt: ChSql) => ch`arrayMap((t, m) -> if(${isIt}, t, toInt64(${NONE})), at, mask)`;
  const notNone = ch`x -> x != ${NONE}`;
  const nextFrom = (isIt: ChSql) => ch`arrayReverseFill(${notNone}, ${timesOf(isIt)})`;
  const next = (isIt: ChSql) => ch`arrayShiftLeft(${nextFrom(isIt)}, 1, toInt64(${NONE}))`;
  const before = (isIt: ChSql) =>
    ch`arrayShiftRight(arrayFill(${notNone}, ${timesOf(isIt)}), 1, toInt64(${NONE}))`;
  const late = rule.rule === 'absence' ? KEPT : BROKEN;
  const inTime = rule.rule === 'absence' ? BROKEN : KEPT;
  /** n = time of what settles it, NONE = nothing yet */
  const waitFor = (n: ChSql) =>
    ch`multiIf(${n} != ${NONE} AND ${n} - t <= ${limit}, ${u8(inTime)}, ${n} != ${NONE} OR ${nowMs} - t > ${limit}, ${u8(late)}, ${u8(OPEN)})`;
  const of = (isIt: ChSql, outcome: ChSql, other: ChSql) =>
    ch`arrayFilter(x -> x.2 != 0, arrayMap((t, m, s, n) -> (t, if(${isIt}, toUInt8(${outcome}), toUInt8(0))), at, mask, is_start, ${other}))`;
  const response = () => of(isFrom, waitFor(ch`n`), next(isTo));
  const precedence = () =>
    of(
      isTo,
      ch`if(n != ${NONE}${rule.withinMs === null ? ch`` : ch` AND t - n <= ${limit}`}, ${u8(KEPT)}, ${u8(BROKEN)})`,
      before(isFrom),
    );
  switch (rule.rule) {
    case 'response':
      return response();
    case 'precedence':
      return precedence();
    case 'succession':
      return ch`arrayConcat(${response()}, ${precedence()})`;
    case 'existence':
      return of(ch`s`, waitFor(ch`n`), nextFrom(isTo));
    case 'absence':
      return rule.from.length === 0 ? of(ch`s`, waitFor(ch`n`), nextFrom(isTo)) : response();
    case 'chain': {
      // n = (time of the next event, is it a `to`)
      const nextEvent = ch`arrayZip(arrayShiftLeft(at, 1, toInt64(${NONE})), arrayShiftLeft(arrayMap(m -> toUInt8(${isTo}), mask), 1, toUInt8(0)))`;
      return of(
        isFrom,
        ch`multiIf(n.1 = ${NONE}, if(${nowMs} - t > ${limit}, ${u8(BROKEN)}, ${u8(OPEN)}), n.2 = 1 AND n.1 - t <= ${limit}, ${u8(KEPT)}, ${u8(BROKEN)})`,
        nextEvent,
      );
    }
    case 'coexistence': {
      const meet = (isIt: ChSql, isOther: ChSql) =>
        of(
          isIt,
          ch`if(${isOther} OR (n.1 != ${NONE} AND t - n.1 <= ${limit}), ${u8(KEPT)}, ${waitFor(ch`n.2`)})`,
          ch`arrayZip(${before(isOther)}, ${next(isOther)})`,
        );
      return ch`arrayConcat(${meet(isFrom, isTo)}, ${meet(isTo, isFrom)})`;
    }
  }
}
