/** The no-break space between a number and its unit. */
const SPACE = '\u00a0';

export interface FormatSettings {
  locale: string;
  currency: string;
  timeZone: string;
}

export type Unit = 'ratio' | 'ms' | 'money' | 'count' | 'score';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Two digits while small, one in the middle, none when large: as a person would say it. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 100) return 0;
  return size < 1 ? 2 : 1;
}

function joinParts(parts: Intl.NumberFormatPart[]): string {
  return parts
    .map((part, index) => {
      const isAfterNumber = index > 0 && parts[index - 1]?.type !== 'literal';
      if (part.type === 'percentSign' || part.type === 'compact' || part.type === 'unit') {
        const text = part.type === 'compact' && part.value === 'K' ? 'k' : part.value;
        return isAfterNumber ? SPACE + text : text;
      }
      if (part.type === 'literal' && part.value.trim() === '') return SPACE;
      return part.value;
    })
    .join('');
}

/**
 * Numbers as people read them, and exactly. `say` rounds (12.4 %, 8.2 k, 3.6 days); `exact` does not.
 * Ratios are 0 to 1, durations milliseconds, money whole currency units.
 */
export function makeFormats({ locale, currency, timeZone }: FormatSettings) {
  const cache = new Map<string, Intl.NumberFormat>();
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    const known = cache.get(key);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, options);
    cache.set(key, made);
    return made;
  };
  const parts = (value: number, options: Intl.NumberFormatOptions) =>
    joinParts(number(options).formatToParts(value));

  const count = (value: number): string => number({ maximumFractionDigits: 0 }).format(value);
  const compact = (value: number): string => {
    if (Math.abs(value) < 1000) return number({ maximumFractionDigits: digitsFor(value) }).format(value);
    return parts(value, { notation: 'compact', maximumFractionDigits: 1 });
  };
  const percent = (ratio: number): string =>
    parts(ratio, { style: 'percent', maximumFractionDigits: digitsFor(ratio * 100) });
  const unit = (value: number, name: string, display: 'long' | 'short' | 'narrow', digits: number): string =>
    parts(value, { style: 'unit', unit: name, unitDisplay: display, maximumFractionDigits: digits });

  const duration = (ms: number): string => {
    const size = Math.abs(ms);
    if (size < SECOND_MS) return unit(ms, 'millisecond', 'short', 0);
    if (size < 90 * SECOND_MS) return unit(ms / SECOND_MS, 'second', 'narrow', 0);
    if (size < 90 * MINUTE_MS) return unit(ms / MINUTE_MS, 'minute', 'short', 0);
    if (size < 36 * HOUR_MS) return unit(ms / HOUR_MS, 'hour', 'narrow', size < 10 * HOUR_MS ? 1 : 0);
    return unit(ms / DAY_MS, 'day', 'long', size < 20 * DAY_MS ? 1 : 0);
  };
  const exactDuration = (ms: number): string => {
    let rest = Math.round(Math.abs(ms) / SECOND_MS);
    const pieces: string[] = [];
    for (const [name, seconds] of [
      ['day', 86_400],
      ['hour', 3600],
      ['minute', 60],
      ['second', 1],
    ] as const) {
      const whole = Math.floor(rest / seconds);
      rest -= whole * seconds;
      if (whole > 0) pieces.push(unit(whole, name, name === 'minute' ? 'short' : 'narrow', 0));
    }
    return pieces.join(' ') || unit(ms, 'millisecond', 'short', 0);
  };
  const money = (value: number): string => {
    const size = Math.abs(value);
    if (size >= 10_000)
      return parts(value, {
        style: 'currency',
        currency,
        notation: 'compact',
        minimumFractionDigits: 0,
        maximumFractionDigits: 1,
      });
    const digits = size >= 100 || Number.isInteger(value) ? 0 : 2;
    return parts(value, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  };
  const exactMoney = (value: number, of = currency): string =>
    number({ style: 'currency', currency: of }).format(value);
  const score = (value: number): string => number({ maximumFractionDigits: 2 }).format(value);

  const say: Record<Unit, (value: number) => string> = {
    ratio: percent,
    ms: duration,
    money,
    count: compact,
    score,
  };
  const exact: Record<Unit, (value: number) => string> = {
    ratio: (ratio) => parts(ratio, { style: 'percent', maximumFractionDigits: 4 }),
    ms: exactDuration,
    money: exactMoney,
    count: (value) => number({ maximumFractionDigits: 4 }).format(value),
    score: (value) => number({ maximumFractionDigits: 4 }).format(value),
  };

  /** How far a value moved: points for ratios and scores, per cent of the earlier value for the rest; null = no telling. */
  const change = (
    value: number,
    before: number,
    of: Unit,
  ): { text: string; direction: -1 | 0 | 1 } | null => {
    const points = of === 'ratio' ? (value - before) * 100 : of === 'score' ? value - before : null;
    if (points === null && before === 0) return null;
    const moved = points ?? ((value - before) / Math.abs(before)) * 100;
    const rounded = Number(Math.abs(moved).toFixed(Math.abs(moved) < 10 ? 1 : 0));
    if (rounded === 0) return { text: number({}).format(0), direction: 0 };
    const text = points === null ? percent(rounded / 100) : number({}).format(rounded);
    return { text, direction: moved > 0 ? 1 : -1 };
  };

  const dateTime = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (instant: string | number) => format.format(new Date(instant));
  };
  const dayText = (day: string, hasYear: boolean): string =>
    new Intl.DateTimeFormat(locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      ...(hasYear ? { year: 'numeric' } : {}),
    }).format(new Date(`${day}T00:00:00Z`));
  /** `3 to 12 Mar 2026` in the words of the locale. */
  const range = (from: string, to: string): string =>
    new Intl.DateTimeFormat(locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    }).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));

  const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const ago = (instant: string, now: number): string => {
    // a page's idea of now may be some seconds old; nothing here lies in the future
    const ms = Math.min(0, Date.parse(instant) - now);
    const size = Math.abs(ms);
    if (size < 90 * SECOND_MS) return relativeFormat.format(Math.round(ms / SECOND_MS), 'second');
    if (size < 90 * MINUTE_MS) return relativeFormat.format(Math.round(ms / MINUTE_MS), 'minute');
    if (size < 36 * HOUR_MS) return relativeFormat.format(Math.round(ms / HOUR_MS), 'hour');
    if (size < 60 * DAY_MS) return relativeFormat.format(Math.round(ms / DAY_MS), 'day');
    if (size < 730 * DAY_MS) return relativeFormat.format(Math.round(ms / (30.44 * DAY_MS)), 'month');
    return relativeFormat.format(Math.round(ms / (365.25 * DAY_MS)), 'year');
  };

  return {
    count,
    compact,
    percent,
    duration,
    money,
    exactMoney,
    say,
    exact,
    change,
    range,
    day: (day: string) => dayText(day, true),
    shortDay: (day: string) => dayText(day, false),
    weekday: (day: string) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(
        new Date(`${day}T00:00:00Z`),
      ),
    clock: dateTime({ hour: '2-digit', minute: '2-digit' }),
    clockSeconds: dateTime({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    moment: dateTime({ dateStyle: 'medium', timeStyle: 'short' }),
    exactMoment: dateTime({ dateStyle: 'medium', timeStyle: 'long' }),
    ago,
  };
}

export type Formats = ReturnType<typeof makeFormats>;
