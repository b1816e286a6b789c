import type { YAMLError } from 'yaml';

interface YamlReason {
  message: string;
  suggestion?: string;
}

const SPACES: YamlReason = {
  message: 'This line is indented by another number of spaces than the lines that it belongs to.',
  suggestion: 'put it under them, with the same number of spaces',
};
const TWO_COLONS: YamlReason = {
  message: 'A second colon in one line begins a mapping where none can stand.',
  suggestion: 'put the text in quotes, or what follows on a line of its own',
};

/** What yaml found, by its code and the beginning of its message, in words that say what to do. The first that fits counts. */
const REASONS: readonly (readonly [code: string, start: string, reason: YamlReason])[] = [
  [
    'DUPLICATE_KEY',
    '',
    {
      message: 'This key stands twice in one mapping; only one of them can count.',
      suggestion: 'take one out',
    },
  ],
  ['TAB_AS_INDENT', '', { message: 'Indent with spaces: YAML does not take tabs.', suggestion: 'spaces' }],
  ['MULTIPLE_DOCS', '', { message: 'The file holds several YAML documents (---); a map is one.' }],
  [
    'BAD_INDENT',
    'Flow sequence',
    { message: 'A list that began with [ is not closed before this line.', suggestion: ']' },
  ],
  [
    'BAD_INDENT',
    'Flow map',
    { message: 'A mapping that began with { is not closed before this line.', suggestion: '}' },
  ],
  ['BAD_INDENT', '', SPACES],
  [
    'MISSING_CHAR',
    'Missing closing',
    {
      message: 'The quotation mark that begins this text has no other that ends it.',
      suggestion: 'close the quotes',
    },
  ],
  ['MISSING_CHAR', 'Missing ,', { message: 'There is no comma between these two.', suggestion: ',' }],
  [
    'MISSING_CHAR',
    'Implicit map keys',
    { message: 'Here a key and a colon should stand, such as title: Search.', suggestion: 'key: value' },
  ],
  ['MISSING_CHAR', 'Sequence item', { message: 'An item of a list begins with a dash.', suggestion: '- ' }],
  ['BLOCK_AS_IMPLICIT_KEY', '', TWO_COLONS],
  [
    'MULTILINE_IMPLICIT_KEY',
    '',
    { message: 'This line has no colon, or something before it is not closed.', suggestion: 'key: value' },
  ],
  [
    'BAD_SCALAR_START',
    '',
    { message: 'A text cannot begin with this character.', suggestion: 'put the text in quotes' },
  ],
  [
    'UNEXPECTED_TOKEN',
    '',
    {
      message: 'This does not belong here.',
      suggestion: 'look for a bracket, quotation mark or dash before it',
    },
  ],
];

/** Why a text is no YAML, and what may help; yaml's own words where there are no better ones. */
export function explainYaml(error: YAMLError): YamlReason {
  const found = REASONS.find(([code, start]) => code === error.code && error.message.startsWith(start));
  return found ? found[2] : { message: error.message };
}

/** Errors without those that only follow from one before: behind the first, everything may be unexpected. */
export function withoutConsequences<E extends YAMLError>(errors: readonly E[]): E[] {
  const inOrder = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  return inOrder.filter((error, index) => index === 0 || error.code !== 'UNEXPECTED_TOKEN');
}
