/**
 * ClickHouse's format `Buffers`: blocks of u64 columns, u64 rows, then for each column u64 byte size and its Native
 * bytes, little-endian. Only the types that the scan takes and gives.
 */
export type ColumnType =
  | 'UInt8'
  | 'UInt16'
  | 'UInt32'
  | 'UInt64'
  | 'Int64'
  | { array: ColumnType }
  | { tuple: Readonly<Record<string, ColumnType>> };

/** Numbers; bigint for UInt64; Int64 (milliseconds, amounts) as number; arrays and tuples as arrays, in order. */
export type Value = number | bigint | readonly Value[];

const SIZE = { UInt8: 1, UInt16: 2, UInt32: 4, UInt64: 8, Int64: 8 } as const;

/** The name ClickHouse gives the type: `Array(Tuple(stage UInt32, ms Array(Int64)))`. */
export function typeName(type: ColumnType): string {
  if (typeof type === 'string') return type;
  if ('array' in type) return `Array(${typeName(type.array)})`;
  const fields = Object.entries(type.tuple).map(([name, field]) => `${name} ${typeName(field)}`);
  return `Tuple(${fields.join(', ')})`;
}

/** One block of columns of equal length. */
export function encodeBlock(
  columns: readonly { type: ColumnType; values: readonly Value[] }[],
): Uint8Array<ArrayBuffer> {
  const parts = columns.map(({ type, values }) => encodeColumn(type, values));
  const rows = columns[0]?.values.length ?? 0;
  const head = Buffer.alloc(16);
  head.writeBigUInt64LE(BigInt(columns.length), 0);
  head.writeBigUInt64LE(BigInt(rows), 8);
  const pieces: Buffer[] = [head];
  for (const part of parts) {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(part.length));
    pieces.push(size, part);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

function encodeColumn(type: ColumnType, values: readonly Value[]): Buffer {
  if (typeof type === 'string') {
    const bytes = Buffer.alloc(values.length * SIZE[type]);
    values.forEach((value, index) => {
      writeScalar(bytes, type, index * SIZE[type], value);
    });
    return bytes;
  }
  if ('tuple' in type) {
    const fields = Object.values(type.tuple);
    return Buffer.concat(
      fields.map((field, index) =>
        encodeColumn(
          field,
          values.map((value) => listOf(value)[index] ?? 0),
        ),
      ),
    );
  }
  let end = 0;
  const ends = values.map((value) => {
    end += listOf(value).length;
    return end;
  });
  return Buffer.concat([encodeColumn('UInt64', ends), encodeColumn(type.array, values.flatMap(listOf))]);
}

export function listOf(value: Value): readonly Value[] {
  if (typeof value === 'object') return value;
  throw new TypeError(`${value} is not an array`);
}

function writeScalar(bytes: Buffer, type: keyof typeof SIZE, offset: number, value: Value): void {
  if (typeof value === 'object') throw new TypeError(`an array where ${type} is wanted`);
  if (type === 'UInt8') bytes.writeUInt8(Number(value), offset);
  else if (type === 'UInt16') bytes.writeUInt16LE(Number(value), offset);
  else if (type === 'UInt32') bytes.writeUInt32LE(Number(value), offset);
  else if (type === 'UInt64') bytes.writeBigUInt64LE(BigInt(value), offset);
  else bytes.writeBigInt64LE(BigInt(value), offset);
}

/** The values of the given columns of all blocks in `bytes`: one list per column. */
export function decodeBlocks(bytes: Uint8Array, types: readonly ColumnType[]): Value[][] {
  const columns: Value[][] = types.map(() => []);
  for (const block of splitBlocks(bytes)) {
    let offset = 16;
    types.forEach((type, index) => {
      const size = Number(viewOf(block).getBigUint64(offset, true));
      const reader = { view: viewOf(block), offset: offset + 8 };
      for (const value of readColumn(reader, type, rowsOf(block))) columns[index]?.push(value);
      offset += 8 + size;
    });
  }
  return columns;
}

/** The blocks of a stream of bytes in format Buffers; ClickHouse writes one after the other. */
export function splitBlocks(bytes: Uint8Array): Uint8Array[] {
  const view = viewOf(bytes);
  const blocks: Uint8Array[] = [];
  let start = 0;
  while (start < bytes.length) {
    const columns = Number(view.getBigUint64(start, true));
    let end = start + 16;
    for (let i = 0; i < columns; i++) end += 8 + Number(view.getBigUint64(end, true));
    blocks.push(bytes.subarray(start, end));
    start = end;
  }
  return blocks;
}

export function rowsOf(block: Uint8Array): number {
  return Number(viewOf(block).getBigUint64(8, true));
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function readColumn(reader: { view: DataView; offset: number }, type: ColumnType, count: number): Value[] {
  if (typeof type === 'string') {
    return Array.from({ length: count }, () => {
      const value = readScalar(reader.view, type, reader.offset);
      reader.offset += SIZE[type];
      return value;
    });
  }
  if ('tuple' in type) {
    const fields = Object.values(type.tuple).map((field) => readColumn(reader, field, count));
    return Array.from({ length: count }, (_, row) => fields.map((field) => field[row] ?? 0));
  }
  const ends = readColumn(reader, 'UInt64', count).map(Number);
  const elements = readColumn(reader, type.array, ends.at(-1) ?? 0);
  return ends.map((end, row) => elements.slice(ends[row - 1] ?? 0, end));
}

function readScalar(view: DataView, type: keyof typeof SIZE, offset: number): number | bigint {
  if (type === 'UInt8') return view.getUint8(offset);
  if (type === 'UInt16') return view.getUint16(offset, true);
  if (type === 'UInt32') return view.getUint32(offset, true);
  if (type === 'UInt64') return view.getBigUint64(offset, true);
  return Number(view.getBigInt64(offset, true));
}
