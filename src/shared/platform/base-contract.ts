import { oc } from '@orpc/contract';
import { z } from 'zod';

/** What a caller must be allowed to do. Every call declares one; today the owner and secret API keys hold all of them. */
export const PERMISSIONS = [
  'public',
  'workspace:read',
  'workspace:write',
  'data:read',
  'people:read',
  'reports:read',
  'maps:read',
  'maps:write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Expected failures of the API. One closed list: code, HTTP status, and the message names the value, the limit and the way out. */
export const API_ERRORS = {
  BAD_REQUEST: { status: 400 },
  UNAUTHORIZED: { status: 401 },
  FORBIDDEN: { status: 403 },
  NOT_FOUND: { status: 404 },
  CONFLICT: { status: 409 },
  TOO_LARGE: { status: 413 },
  TOO_MANY_REQUESTS: { status: 429 },
  QUESTION_TOO_EXPENSIVE: { status: 422 },
  CANCELLED: { status: 499 },
  NOT_NOW: { status: 503 },
} as const;
export type ApiErrorCode = keyof typeof API_ERRORS;

export const call = oc.$meta<{ permission: Permission }>({ permission: 'workspace:read' }).errors(API_ERRORS);

/** A calendar day in the workspace's time zone, `2026-03-31`. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day looks like 2026-03-31');

/** Both days belong to the period; days are those of the workspace's time zone. Left out = all time. */
export const period = z.object({ from: day, to: day });
export type Period = z.infer<typeof period>;

/** A UTC instant as ISO 8601 with milliseconds. */
export const instant = z.iso.datetime();

/** A person's id: a 64-bit number as decimal text. */
export const personId = z.string().regex(/^\d{1,20}$/, 'a person id is a whole number');

/** One row of any list of people. */
export const personRow = z.object({
  person: personId,
  /** name, else email, else the strongest identifier; null = unidentified */
  label: z.string().nullable(),
  isIdentified: z.boolean(),
  /** known by an account, card, email, phone or the like; false = only browsers and devices, never seen to sign in */
  isKnown: z.boolean(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  events: z.number().int(),
  orders: z.number().int(),
  /** sum of order totals net of refunds, workspace currency */
  revenue: z.number(),
  channels: z.array(z.string()),
});
export type PersonRow = z.infer<typeof personRow>;

/** A page of people: 50 a page, `total` exact, `cursor` null on the last page. */
export const peoplePage = z.object({
  total: z.number().int(),
  people: z.array(personRow),
  cursor: z.string().nullable(),
});
export type PeoplePage = z.infer<typeof peoplePage>;
