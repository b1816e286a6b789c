import { DAY_MS, HOUR_MS, localDay, MINUTE_MS, timeOn } from './calendar.ts';
import type { HouseholdRun } from './household-run.ts';
import { EFFECTS } from './incidents.ts';
import { Contact, external, type Identifiers, note, type Properties } from './journal.ts';
import { CALL_REASONS } from './names.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { openSession } from './session.ts';

export interface HelpRequest {
  at: number;
  random: Random;
  topic: string;
  ids: Identifiers;
  orderId?: string;
}

/** Somebody needs an answer and asks where they like to ask. */
export function askForHelp(run: HouseholdRun, person: Person, request: HelpRequest): void {
  const { random } = request;
  const way = random.weighted([
    ['ticket', person.style === 'store' ? 0 : 5],
    ['call', person.channels.has('call') ? 3 : 0],
    ['chat', person.channels.has('chat') ? 2.5 : 0],
    ['store', person.style === 'store' ? 1 : 0],
  ] as const);
  const day = localDay(request.at);
  if (way === 'ticket') {
    openTicket(run, person, request);
  } else if (way === 'call') {
    const at = timeOn(day, 'call', random);
    run.agenda.add(at, () => call(run, person, { at, random, reason: request.topic, isAboutOrder: true }));
  } else if (way === 'chat') {
    const at = timeOn(day, 'web', random);
    run.agenda.add(at, () => chat(openSession(run, person, { at, random }), request.topic));
  } else {
    const at = timeOn(day, 'store', random);
    const { storeId: locationId } = person;
    const desk = { person, source: 'store-tablet' as const, channel: 'store' as const, locationId };
    const properties = { topic: request.topic };
    note(run.journal, desk, { at, name: 'Question Asked', ids: request.ids, properties });
  }
}

/** A ticket by mail or by the form on the web site, its answer, its end and the question how it was. */
function openTicket(run: HouseholdRun, person: Person, request: HelpRequest): void {
  const { random, at, ids } = request;
  const channel = person.channels.has('email') && random.chance(0.6) ? ('email' as const) : ('web' as const);
  const isSlow = run.shop.ledger.holding('slow-support', at) !== undefined;
  const usualMs = Math.max(15 * MINUTE_MS, random.lognormal(5 * HOUR_MS, 0.7));
  const firstResponseMs = Math.round(usualMs * (isSlow ? EFFECTS.slowAnswerFactor : 1));
  const resolutionMs = firstResponseMs + random.exponential(18 * HOUR_MS);
  const mean = isSlow ? 2.5 : firstResponseMs > 12 * HOUR_MS ? 3.5 : 4.2;
  const score = scale(random, { mean, deviation: 0.9, from: 1, to: 5 });
  const willAnswer = random.chance(0.55);
  const complains = random.chance(isSlow ? 0.25 : 0.04);
  const shared = {
    ticket_id: `ticket-${person.userId.slice(2)}-${Math.floor(at / MINUTE_MS).toString(36)}`,
    topic: request.topic,
    ...(request.orderId ? { order_id: request.orderId } : {}),
  };
  const desk = { person, source: 'help-desk' as const, channel };
  const opened = note(run.journal, desk, { at, name: 'Ticket Opened', ids, properties: shared });
  if (isSlow && opened) run.shop.ledger.hit('slow-support', person.id);
  later(run, at + firstResponseMs, 'Ticket Answered', { ...shared, first_response_ms: firstResponseMs });
  later(run, at + resolutionMs, 'Ticket Resolved', { ...shared, resolution_ms: Math.round(resolutionMs) });
  if (complains)
    later(run, at + firstResponseMs * 0.8, 'Complaint Made', {
      topic: 'service',
      ticket_id: shared.ticket_id,
    });
  survey(run, {
    person,
    ids,
    at: at + resolutionMs + HOUR_MS,
    random,
    question: { survey: 'support', question: 'How happy are you with our answer?', kind: 'csat' },
    score: willAnswer ? score : undefined,
  });

  function later(to: HouseholdRun, when: number, name: string, properties: Properties): void {
    to.agenda.add(when, () => note(to.journal, desk, { at: when, name, ids, properties }));
  }
}

/** A phone call: the number is shown or withheld, and the agent may ask who it is. */
export function call(
  run: HouseholdRun,
  person: Person,
  wish: { at: number; random: Random; reason?: string; isAboutOrder?: boolean },
): Contact {
  const { random } = wish;
  const isShown = random.chance(0.85);
  const visit = { person, source: 'call-centre' as const, channel: 'call' as const, sendDelayMs: 0 };
  const ids: Identifiers = isShown ? { external: external(person, 'phone') } : {};
  const contact = new Contact(run.journal, { visit, at: wish.at, random, ids });
  const reason = wish.reason ?? random.pick(CALL_REASONS);
  const queueSeconds = Math.round(random.exponential(95));
  contact.act('Call Started', { properties: { reason, queue_seconds: queueSeconds } }, [0, 1]);
  const isKnown = wish.isAboutOrder === true || random.chance(0.4);
  if (isKnown && isShown) {
    contact.ids =
      person.account === 'yes'
        ? { userId: person.userId, external: external(person, 'phone') }
        : { external: external(person, 'phone', 'email') };
  }
  const talkSeconds = Math.round(random.lognormal(190, 0.6));
  const isAbandoned = queueSeconds > 300 && random.chance(0.6);
  const outcome = isAbandoned ? 'abandoned' : random.chance(0.8) ? 'solved' : 'open';
  contact.at += (queueSeconds + (isAbandoned ? 0 : talkSeconds)) * 1000;
  const properties = {
    reason,
    queue_seconds: queueSeconds,
    talk_seconds: isAbandoned ? 0 : talkSeconds,
    outcome,
  };
  contact.act('Call Ended', { properties }, [0, 1]);
  return contact;
}

/** A chat inside a session; out of hours a bot answers. */
export function chat(contact: Contact, topic: string): void {
  const { random } = contact;
  const agent = random.chance(0.75) ? 'human' : 'bot';
  contact.act('Chat Started', { channel: 'chat', properties: { topic, agent } });
  contact.act('Chat Message', { channel: 'chat', properties: { from: 'customer' } });
  if (random.chance(0.6)) contact.act('Chat Message', { channel: 'chat', properties: { from: 'customer' } });
  contact.act(
    'Chat Ended',
    { channel: 'chat', properties: { topic, agent, solved: random.chance(0.78) } },
    [60, 300],
  );
}

export interface SurveyWish {
  person: Person;
  ids: Identifiers;
  at: number;
  random: Random;
  question: { survey: string; question: string; kind: 'nps' | 'csat' };
  /** undefined = no answer */
  score: number | undefined;
}

/** Sends a survey by mail; the answer is given on a web page. */
export function survey(run: HouseholdRun, wish: SurveyWish): void {
  const { person, ids, at, question, score } = wish;
  run.agenda.add(at, () => {
    note(
      run.journal,
      { person, source: 'surveys', channel: 'email' },
      { at, name: 'Survey Sent', ids, properties: question },
    );
  });
  if (score === undefined) return;
  const answeredAt = at + wish.random.exponential(0.7 * DAY_MS) + MINUTE_MS;
  run.agenda.add(answeredAt, () => {
    const properties = { ...question, score };
    note(
      run.journal,
      { person, source: 'surveys', channel: 'web' },
      { at: answeredAt, name: 'Survey Answered', ids, properties },
    );
  });
}

/** The little question at the end of some visits to the web shop; few answer. Who found nothing is less happy. */
export function askOnSite(contact: Contact, isInVain: boolean): void {
  // A stream of its own, so that the rest of the journey is the same with and without the question.
  const random = contact.random.fork(40);
  if (contact.visit.channel !== 'web' || !random.chance(0.05)) return;
  const score = scale(random, { mean: isInVain ? 2.2 : 4.1, deviation: 0.9, from: 1, to: 5 });
  const question = { survey: 'site', question: 'Did you find what you were looking for?', kind: 'csat' };
  contact.act('Survey Answered', { properties: { ...question, score } }, [5, 20]);
}

/** A whole answer on a scale, normal around a mean and cut at the ends. */
export function scale(
  random: Random,
  shape: { mean: number; deviation: number; from: number; to: number },
): number {
  const value = Math.round(shape.mean + shape.deviation * random.normal());
  return Math.min(shape.to, Math.max(shape.from, value));
}
