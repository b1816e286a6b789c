import type { Channel } from '../shared/channels.ts';
import { DAY_MS, MINUTE_MS } from './calendar.ts';
import type { Facts, Spend, TruePerson } from './ground-truth.ts';
import type { Act } from './journal.ts';
import type { Order } from './order.ts';
import { isOnline, isOwnAct } from './own-acts.ts';
import type { Person } from './people.ts';
import { ratio } from './ropo.ts';

const LOOKBACK_DAYS = 90;
const CONTACT_GAP_MS = 30 * MINUTE_MS;

/** Where people go, how often before they buy, and what they spend. */
export class PeopleTally {
  readonly people: TruePerson[] = [];
  private readonly buyers = { all: 0, both: 0, onlineOnly: 0, offlineOnly: 0 };
  private readonly contacts: number[] = [];
  private readonly fourAndMore = emptySpend();
  private readonly others = emptySpend();
  private readonly contactsFrom: number;

  /** Orders in the first days have no full lookback, so they are left out where the run is long enough. */
  constructor(range: { startsAt: number; endsAt: number }) {
    const isLong = range.endsAt - range.startsAt >= 2 * LOOKBACK_DAYS * DAY_MS;
    this.contactsFrom = isLong ? range.startsAt + LOOKBACK_DAYS * DAY_MS : range.startsAt;
  }

  /** All acts of one person in the order of time, and their orders. */
  add(person: Person, acts: readonly Act[], orders: readonly Order[]): void {
    const own = acts.filter(isOwnAct);
    const channels = new Set<Channel>(own.map((act) => act.channel));
    const revenue = orders.reduce((sum, order) => sum + order.revenue, 0);
    this.people.push({
      id: person.id,
      household: person.householdIndex,
      persona: person.persona.id,
      style: person.style,
      events: acts.filter((act) => act.type !== 'identify').length,
      orders: orders.length,
      revenue: Math.round(revenue * 100) / 100,
      channels: channels.size,
    });
    if (orders.length === 0) return;
    const spend = channels.size >= 4 ? this.fourAndMore : this.others;
    spend.people++;
    spend.orders += orders.length;
    spend.revenue += revenue;
    this.addPlaces(own);
    this.addContacts(own);
  }

  private addPlaces(own: readonly Act[]): void {
    const online = own.some(isOnline);
    const offline = own.some((act) => !isOnline(act));
    this.buyers.all++;
    if (online && offline) this.buyers.both++;
    else if (online) this.buyers.onlineOnly++;
    else this.buyers.offlineOnly++;
  }

  private addContacts(own: readonly Act[]): void {
    const runStarts: number[] = [];
    let lastAt = Number.NEGATIVE_INFINITY;
    for (const act of own) {
      if (act.at - lastAt > CONTACT_GAP_MS) runStarts.push(act.at);
      lastAt = act.at;
      if (!act.order?.category.isConsidered || act.at < this.contactsFrom) continue;
      const from = act.at - LOOKBACK_DAYS * DAY_MS;
      this.contacts.push(runStarts.filter((start) => start >= from).length - 1);
    }
  }

  finish(): Pick<Facts, 'buyers' | 'contactsBeforeConsidered' | 'channelSpend'> {
    const sorted = this.contacts.toSorted((a, b) => a - b);
    const [fourAndMore, others] = [perOrder(this.fourAndMore), perOrder(this.others)];
    return {
      buyers: { ...this.buyers, bothShare: ratio(this.buyers.both, this.buyers.all) },
      contactsBeforeConsidered: {
        lookbackDays: LOOKBACK_DAYS,
        orders: sorted.length,
        mean: ratio(
          sorted.reduce((sum, count) => sum + count, 0),
          sorted.length,
        ),
        median: sorted[Math.floor(sorted.length / 2)] ?? 0,
      },
      channelSpend: {
        fourAndMore,
        others,
        moreShare: ratio(fourAndMore.revenuePerOrder, others.revenuePerOrder) - 1,
      },
    };
  }
}

function emptySpend(): Spend {
  return { people: 0, orders: 0, revenue: 0, revenuePerOrder: 0 };
}

function perOrder(spend: Spend): Spend {
  return { ...spend, revenuePerOrder: ratio(spend.revenue, spend.orders) };
}
