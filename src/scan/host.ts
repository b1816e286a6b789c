import { type ColumnType, decodeBlocks, encodeBlock, listOf, rowsOf, type Value } from './buffers.ts';
import { SCAN_FUNCTIONS, type ScanFunctionName } from './functions.ts';

/** One person: arrays of equal length, sorted by (at, seq). */
export interface Journey {
  /** milliseconds since 1970 */
  at: readonly number[];
  code: readonly number[];
  channel?: readonly number[];
  /** one bit per condition; left out where no step has one */
  flags?: readonly number[];
  /** places in the log; only stays tell them */
  seq?: readonly number[];
}

export interface StageEntry {
  case: number;
  stage: number;
  event: number;
}

/** The person is in the stage from `from` until before `until`, by the event at place `seq` of the log. */
export interface Stay {
  case: number;
  stage: number;
  from: number;
  until: number;
  seq: number;
}

/** A record of dp_paths, see assembly/paths.ts. */
export interface PathCount {
  position: number;
  item: number;
  next: number;
  walks: number;
  people: number;
  ms: number[];
  items: number[];
}

export interface Walk {
  isCut: boolean;
  items: number[];
}

/** The scan in this process. One instance works for one caller at a time; it keeps the memory of its largest call. */
export interface Scan {
  /** Runs a function over one block in format Buffers and gives its answer in the same format. */
  run(name: ScanFunctionName, block: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Places (from 1) of the events that served each step, per journey. */
  funnel(params: readonly number[], journeys: readonly Journey[]): number[][];
  stages(params: readonly number[], journeys: readonly Journey[]): StageEntry[][];
  stays(params: readonly number[], journeys: readonly Journey[]): Stay[][];
  /** Sums over all the journeys given. */
  paths(params: readonly number[], journeys: readonly Journey[]): PathCount[];
  walks(params: readonly number[], journeys: readonly Journey[]): Walk[][];
  /** memory that the last call used */
  usedBytes(): number;
}

/** Runs the module directly, without ClickHouse. `module`: its bytes, or compiled (as handed to a worker). */
export function createScan(module: Uint8Array<ArrayBuffer> | WebAssembly.Module): Scan {
  const compiled = module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module);
  // the module is our own build: its exports are those of assembly/index.ts
  const instantiate = () => new WebAssembly.Instance(compiled).exports as unknown as ScanExports;
  let exports = instantiate();

  function run(name: ScanFunctionName, block: Uint8Array): Uint8Array<ArrayBuffer> {
    try {
      const input = exports.clickhouse_create_buffer(block.length);
      bytesOf(exports.memory, input).set(block);
      const output = exports[name](input, rowsOf(block));
      const answer = bytesOf(exports.memory, output).slice();
      exports.clickhouse_destroy_buffer(output);
      exports.clickhouse_destroy_buffer(input);
      return answer;
    } catch (error) {
      // after a trap the memory is in an unknown state, its buffers are never given back
      exports = instantiate();
      throw error;
    }
  }

  function call(name: ScanFunctionName, params: readonly number[], journeys: readonly Journey[]): Value[] {
    if (journeys.length === 0) return [];
    const { arguments: types, returns } = SCAN_FUNCTIONS[name];
    const columns = Object.entries(types).map(([argument, type]: [string, ColumnType]) => ({
      type,
      values: journeys.map((journey, row) => argumentOf(argument, row === 0 ? params : [], journey)),
    }));
    return decodeBlocks(run(name, encodeBlock(columns)), [returns])[0] ?? [];
  }

  return {
    run,
    funnel: (params, journeys) => call('dp_funnel', params, journeys).map(numbersOf),
    stages: (params, journeys) =>
      call('dp_stages', params, journeys).map((entries) =>
        listOf(entries).map((entry) => {
          const [caseNumber = 0, stage = 0, event = 0] = numbersOf(entry);
          return { case: caseNumber, stage, event };
        }),
      ),
    stays: (params, journeys) =>
      call('dp_stays', params, journeys).map((stays) =>
        listOf(stays).map((stay) => {
          const [caseNumber = 0, stage = 0, from = 0, until = 0, seq = 0] = numbersOf(stay);
          return { case: caseNumber, stage, from, until, seq };
        }),
      ),
    paths: (params, journeys) =>
      call('dp_paths', params, journeys).flatMap((records) => listOf(records).map(readPathCount)),
    walks: (params, journeys) =>
      call('dp_walks', params, journeys).map((walks) =>
        listOf(walks).map((walk) => {
          const [isCut = 0, items = []] = listOf(walk);
          return { isCut: isCut === 1, items: numbersOf(items) };
        }),
      ),
    usedBytes: () => exports.usedBytes(),
  };
}

type ScanExports = Record<ScanFunctionName, (input: number, rows: number) => number> & {
  memory: WebAssembly.Memory;
  clickhouse_create_buffer(size: number): number;
  clickhouse_destroy_buffer(handle: number): void;
  usedBytes(): number;
};

/** A handle points at `{ address: u32, size: u32 }`. The view dies when the memory grows: use it at once. */
function bytesOf(memory: WebAssembly.Memory, handle: number): Uint8Array {
  const view = new DataView(memory.buffer);
  return new Uint8Array(memory.buffer, view.getUint32(handle, true), view.getUint32(handle + 4, true));
}

function argumentOf(argument: string, params: readonly number[], journey: Journey): readonly number[] {
  if (argument === 'params') return params;
  if (argument === 'at') return journey.at;
  if (argument === 'code') return journey.code;
  if (argument === 'seq') return journey.seq ?? journey.at.map((_, index) => index + 1);
  return (argument === 'channel' ? journey.channel : journey.flags) ?? [];
}

const numbersOf = (value: Value): number[] => listOf(value).map(Number);

function readPathCount(record: Value): PathCount {
  const [position = 0, item = 0, next = 0, walks = 0, people = 0, ms = [], items = []] = listOf(record);
  return {
    position: Number(position),
    item: Number(item),
    next: Number(next),
    walks: Number(walks),
    people: Number(people),
    ms: numbersOf(ms),
    items: numbersOf(items),
  };
}
