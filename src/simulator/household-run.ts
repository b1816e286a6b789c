import { Agenda } from './agenda.ts';
import { DAY_MS, type DayChooser } from './calendar.ts';
import type { IncidentLedger } from './incidents.ts';
import { Journal } from './journal.ts';
import type { Order } from './order.ts';
import type { Household } from './people.ts';

/** What is the same for every household of a run. */
export interface ShopSettings {
  seed: number;
  startsAt: number;
  endsAt: number;
  ledger: IncidentLedger;
  /** purchase days by category and rhythm: `sofas/web` */
  purchaseDays: ReadonlyMap<string, DayChooser>;
  browsingDays: DayChooser;
  strollingDays: DayChooser;
  /** share of a year that wishes are drawn for (the run and what lies just after it) */
  wishYears: number;
}

/** One household being simulated. */
export class HouseholdRun {
  readonly shop: ShopSettings;
  readonly household: Household;
  readonly agenda = new Agenda();
  readonly journal: Journal;
  readonly orders: Order[] = [];

  constructor(shop: ShopSettings, household: Household) {
    this.shop = shop;
    this.household = household;
    this.journal = new Journal(shop);
  }

  /** 0 at the start of the run, 1 at its end. */
  shareOfRun(at: number): number {
    return (at - this.shop.startsAt) / (this.shop.endsAt - this.shop.startsAt);
  }

  get days(): number {
    return (this.shop.endsAt - this.shop.startsAt) / DAY_MS;
  }
}
