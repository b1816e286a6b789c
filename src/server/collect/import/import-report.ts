import {
  addDecimals,
  type ExactDecimal,
  parseDecimal,
  printDecimal,
  ZERO,
} from '../../../shared/collect/exact-decimal.ts';
import type { ImportItem, MappedEvent } from './row-mapper.ts';
import type { RejectedRow } from './source-row.ts';

/** What an import did. rows = skipped + rejected + those that became events; events = sum of the verdicts. */
export interface ImportReport {
  file: string;
  source: string;
  isDryRun: boolean;
  /** rows read, without the line of names and blank lines */
  rows: number;
  /** orders or other groups that became events; without `group` rows */
  groups: number;
  /** rows left out on purpose, by reason */
  skipped: Record<string, number>;
  /** events made of the rows */
  events: number;
  byEvent: EventCount[];
  /** currencies that the events name, in the order of the alphabet */
  currencies: string[];
  stored: number;
  duplicates: number;
  conflicts: number;
  /** events the collector refused */
  refused: number;
  /** events not sent because an earlier, broken-off run had stored them */
  alreadyStored: number;
  /** rows that became no event */
  rejected: number;
  rejectedByCode: Record<string, number>;
  /** the first rejected rows and refused events */
  rejectedRows: RejectedRow[];
  /** the first events */
  preview: ImportItem[];
  durationMs: number;
  /** why the import ended before the end of the file; what is counted above is stored */
  failure: string | null;
}

export interface EventCount {
  event: string;
  count: number;
  /** exact sum of properties.total, or of properties.value where there is no total; null where neither is given */
  total: string | null;
}

const KEPT_REJECTED = 100;

/** Counts while the import runs. */
export class ReportKeeper {
  readonly report: ImportReport;
  private readonly counts = new Map<string, { count: number; total: ExactDecimal | null }>();

  private readonly currencies = new Set<string>();
  private first: MappedEvent[] = [];

  constructor(
    about: { file: string; source: string; isDryRun: boolean },
    private readonly options: { preview: number; onRejected?: (row: RejectedRow) => void },
  ) {
    this.report = {
      ...about,
      rows: 0,
      groups: 0,
      skipped: {},
      events: 0,
      byEvent: [],
      currencies: [],
      stored: 0,
      duplicates: 0,
      conflicts: 0,
      refused: 0,
      alreadyStored: 0,
      rejected: 0,
      rejectedByCode: {},
      rejectedRows: [],
      preview: [],
      durationMs: 0,
      failure: null,
    };
  }

  skip(reason: string): void {
    this.report.skipped[reason] = (this.report.skipped[reason] ?? 0) + 1;
  }

  reject(row: RejectedRow): void {
    this.report.rejected++;
    this.note(row);
  }

  /** A row or event in the list of what went wrong. */
  note(row: RejectedRow): void {
    const { rejectedByCode, rejectedRows } = this.report;
    rejectedByCode[row.code] = (rejectedByCode[row.code] ?? 0) + 1;
    if (rejectedRows.length < KEPT_REJECTED) rejectedRows.push(row);
    this.options.onRejected?.(row);
  }

  add(events: readonly MappedEvent[]): void {
    this.report.groups++;
    this.show(events);
    for (const { item } of events) {
      this.report.events++;
      const name = item.event ?? (item.name === undefined ? item.type : `${item.type} ${item.name}`);
      const count = this.counts.get(name) ?? { count: 0, total: null };
      count.count++;
      const amount = item.properties?.total ?? item.properties?.value;
      const exact = amount === undefined ? null : parseDecimal(String(amount));
      if (exact !== null) count.total = addDecimals(count.total ?? ZERO, exact);
      this.counts.set(name, count);
      const currency = item.properties?.currency;
      if (typeof currency === 'string') this.currencies.add(currency.toUpperCase());
    }
  }

  /** Keeps the events of the lowest lines; groups do not come in the order of the file. */
  private show(events: readonly MappedEvent[]): void {
    const { preview } = this.options;
    const last = this.first.at(-1);
    if (preview === 0 || (this.first.length >= preview && last && (events[0]?.line ?? 0) > last.line)) return;
    this.first = [...this.first, ...events].sort((a, b) => a.line - b.line).slice(0, preview);
  }

  finish(startedAtMs: number, nowMs: number): ImportReport {
    this.report.durationMs = nowMs - startedAtMs;
    this.report.currencies = [...this.currencies].sort();
    this.report.preview = this.first.map(({ item }) => item);
    this.report.byEvent = [...this.counts]
      .map(([event, { count, total }]) => ({
        event,
        count,
        total: total === null ? null : printDecimal(total),
      }))
      .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
    return this.report;
  }
}
