import { HOUR_MS, localDay, MINUTE_MS, timeOn, weekday } from './calendar.ts';
import { CATEGORIES } from './catalogue.ts';
import type { HouseholdRun } from './household-run.ts';
import { external, note } from './journal.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { look, openSession } from './session.ts';

const NEWSLETTER_EVERY_DAYS = 28;
const SENT_SHARE = 0.4;

/** The newsletter goes out on a Thursday every four weeks, to a share of the subscribers each time. */
export function planMessages(run: HouseholdRun, person: Person): void {
  const random = person.random.fork(6);
  if (!person.isSubscribed) return;
  const firstDay = localDay(run.shop.startsAt);
  const lastDay = localDay(run.shop.endsAt);
  if (random.chance(0.35)) planSubscription(run, person, random.fork(1));
  for (
    let day = firstDay + ((3 - weekday(firstDay) + 7) % 7), issue = 0;
    day <= lastDay;
    day += NEWSLETTER_EVERY_DAYS, issue++
  ) {
    const own = random.fork(100 + issue);
    if (own.chance(SENT_SHARE)) planNewsletter(run, person, { day, issue, random: own });
  }
}

function planSubscription(run: HouseholdRun, person: Person, random: Random): void {
  const at = timeOn(run.shop.browsingDays.draw(random), 'web', random);
  person.isSubscribed = false;
  run.agenda.add(at, () => {
    const contact = openSession(run, person, { at, random });
    person.isSubscribed = true;
    // On a device that a family shares, an address alone would tie two people together.
    if (contact.visit.device?.kind === 'shared' && !contact.ids.userId) return;
    contact.ids = {
      ...contact.ids,
      external: [...(contact.ids.external ?? []), ...external(person, 'email')],
    };
    contact.act('Newsletter Subscribed', { properties: { list: 'monthly' } });
  });
}

function planNewsletter(
  run: HouseholdRun,
  person: Person,
  mail: { day: number; issue: number; random: Random },
): void {
  const { random } = mail;
  const sentAt = timeOn(mail.day, 'call', random);
  run.agenda.add(sentAt, () => {
    if (!person.isSubscribed) return;
    const campaign = { name: `newsletter-${mail.issue + 1}`, source: 'mail', medium: 'email' };
    const visit = { person, source: 'email' as const, channel: 'email' as const, campaign };
    const ids = { external: external(person, 'email') };
    const properties = { message: campaign.name };
    note(run.journal, visit, { at: sentAt, name: 'Message Sent', ids, properties });
    if (!random.chance(0.97)) return;
    note(run.journal, visit, { at: sentAt + 20_000, name: 'Message Delivered', ids, properties });
    if (!random.chance(0.3)) return;
    const openedAt = sentAt + MINUTE_MS + random.exponential(9 * HOUR_MS);
    run.agenda.add(openedAt, () => {
      const openedBy = random.chance(0.85) ? 'human' : 'machine';
      note(run.journal, visit, {
        at: openedAt,
        name: 'Message Opened',
        ids,
        properties: { ...properties, opened_by: openedBy },
      });
      if (openedBy === 'human' && random.chance(0.02)) {
        person.isSubscribed = false;
        note(run.journal, visit, { at: openedAt + MINUTE_MS, name: 'Unsubscribed', ids, properties });
        return;
      }
      if (openedBy === 'machine' || !random.chance(0.22)) return;
      const clickedAt = openedAt + 30_000;
      note(run.journal, visit, { at: clickedAt, name: 'Message Clicked', ids, properties });
      if (person.style === 'store') return;
      const contact = openSession(run, person, { at: clickedAt + 2000, random, campaign });
      look(contact, random.pick(CATEGORIES), 1);
    });
  });
}
