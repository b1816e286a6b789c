import type { ColumnType } from './buffers.ts';

interface ScanFunction {
  /** the first is the question (params.ts), the others are columns of the journeys */
  arguments: Readonly<Record<string, ColumnType>>;
  returns: ColumnType;
}

const params = { array: 'UInt32' } as const;
const at = { array: 'Int64' } as const;
const code = { array: 'UInt16' } as const;
const channel = { array: 'UInt8' } as const;
const flags = { array: 'UInt32' } as const;
const seq = { array: 'UInt64' } as const;
const known = { array: 'UInt8' } as const;

/** What the module exports, as ClickHouse and Node see it; the meaning is told in assembly/. */
export const SCAN_FUNCTIONS = {
  dp_channels: {
    arguments: { params, at, code, channel, amount: { array: 'Int64' }, told: { array: 'UInt8' }, known },
    returns: { array: 'Int64' },
  },
  dp_funnel: { arguments: { params, at, code, flags }, returns: { array: 'UInt32' } },
  dp_stages: {
    arguments: { params, at, code, flags },
    returns: { array: { tuple: { case: 'UInt32', stage: 'UInt32', event: 'UInt32' } } },
  },
  dp_stays: {
    arguments: { params, at, code, flags, seq },
    returns: {
      array: { tuple: { case: 'UInt32', stage: 'UInt32', from: 'Int64', until: 'Int64', seq: 'UInt64' } },
    },
  },
  dp_paths: {
    arguments: { params, at, code, channel },
    returns: {
      array: {
        tuple: {
          position: 'UInt32',
          item: 'UInt32',
          next: 'UInt32',
          walks: 'UInt32',
          people: 'UInt32',
          ms: { array: 'Int64' },
          items: { array: 'UInt32' },
        },
      },
    },
  },
  dp_walks: {
    arguments: { params, at, code, channel },
    returns: { array: { tuple: { isCut: 'UInt32', items: { array: 'UInt32' } } } },
  },
  dp_ribbon: {
    arguments: { params, at, code, flags },
    returns: {
      array: {
        tuple: {
          stage: 'UInt32',
          people: 'UInt32',
          onward: 'UInt32',
          returned: 'UInt32',
          next: 'UInt32',
          skipped: 'UInt32',
          ms: { array: 'Int64' },
        },
      },
    },
  },
  dp_tally: {
    arguments: { params, at, code, channel, flags, known },
    returns: {
      array: {
        tuple: {
          kind: 'UInt32',
          item: 'UInt32',
          bucket: 'UInt32',
          events: 'UInt32',
          people: 'UInt32',
          reached: 'UInt32',
          reachedPeople: 'UInt32',
          ms: { array: 'Int64' },
        },
      },
    },
  },
} as const satisfies Record<string, ScanFunction>;

export type ScanFunctionName = keyof typeof SCAN_FUNCTIONS;
