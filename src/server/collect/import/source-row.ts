/** A row as the file has it: column -> cell. Cells of CSV are texts, an empty one is null; JSONL keeps its types. */
export interface SourceRow {
  /** line of the file where the row begins, from 1 */
  line: number;
  cells: Record<string, unknown>;
}

/** Why a row was not imported. */
export const REJECT_CODES = {
  bad_encoding: 'bytes that are not of the encoding',
  bad_quote: 'a quote that never closes or has text after it',
  ragged_row: 'more or fewer fields than the header has names',
  bad_json: 'a line that is not a JSON object',
  bad_number: 'a cell that is not a number of the type asked for',
  bad_time: 'a cell that is not a time of the format',
  bad_boolean: 'a cell that is neither yes nor no',
  bad_channel: 'a channel that the product does not know',
  missing_value: 'an empty cell where a value is needed',
  different_values: 'rows of one group that disagree',
  group_too_large: 'more rows in a group than allowed',
  group_incomplete: 'another row of the group was rejected',
  no_lookup: 'a key that the side file does not have',
  same_message_id: 'two events of one row with one messageId',
  too_large: 'an event over the size limit',
  not_stored: 'refused by the collector',
  conflict: 'another event has this messageId',
} as const;
export type RejectCode = keyof typeof REJECT_CODES;

export interface RejectedRow {
  line: number;
  /** null where the row as a whole is at fault */
  column: string | null;
  code: RejectCode;
  message: string;
  /** the row as it stands in the file, or its cells in the same form */
  text: string;
}

/** Thrown while a row is read or mapped: the row is rejected, the import goes on. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
  /** line of the row at fault; set by who knows it */
  line: number | null = null;
  constructor(
    readonly code: RejectCode,
    message: string,
    readonly column: string | null = null,
  ) {
    super(message);
  }
}

/** What a reader gives out, in the order of the file. */
export type ReadRow =
  | { kind: 'row'; row: SourceRow }
  /** `cells`: what could be read of it, to find the group it belongs to */
  | { kind: 'bad'; rejected: RejectedRow; cells: Record<string, unknown> };

/** Rows in portions, with how far the file is read. */
export interface RowBlock {
  rows: ReadRow[];
  bytesRead: number;
}
