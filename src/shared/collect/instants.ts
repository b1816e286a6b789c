const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2})?)?$/i;

/**
 * An instant as milliseconds since 1970, or undefined where the value is none. Takes ISO 8601 (without a zone it is UTC,
 * never the zone of this machine; a date alone is its midnight) and numbers since 1970, told apart by size: seconds
 * below 10^11, milliseconds below 10^14, microseconds below 10^17.
 *
 * parseInstant('2026-03-01T10:00:00.5+01:00') -> 1772355600500; parseInstant('2026-02-30') -> undefined
 */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value === 'number') return readEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^-?\d{9,17}(\.\d+)?$/.test(text)) return readEpoch(Number(text));
  return readIso(text);
}

function readEpoch(value: number): number | undefined {
  const size = Math.abs(value);
  if (!(size < 1e17)) return undefined;
  if (size < 1e11) return Math.round(value * 1000);
  return size < 1e14 ? Math.round(value) : Math.round(value / 1000);
}

function readIso(text: string): number | undefined {
  const found = ISO.exec(text);
  if (!found) return undefined;
  const part = (index: number) => Number(found[index] ?? 0);
  const month = part(2) - 1;
  const day = part(3);
  const hour = part(4);
  const minute = part(5);
  const second = part(6);
  // 24:00 and leap seconds roll over; other values outside their range do not.
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(part(1), month, day);
  if (midnight.getUTCMonth() !== month || midnight.getUTCDate() !== day) return undefined;
  const ms = Number((found[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const zoneMinutes = (part(10) * 60 + part(11)) * (found[9] === '-' ? -1 : 1);
  return midnight.getTime() + ((hour * 60 + minute - zoneMinutes) * 60 + second) * 1000 + ms;
}
