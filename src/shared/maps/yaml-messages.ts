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
  [
    'MULTIPLE_DOCS',
    '',
    {
      message: 'The file holds several YAML documents (---); a map is one.',
      suggestion: 'take the line --- out, or make files of them',
    },
  ],
  ...(['BAD_INDENT', 'MISSING_CHAR'] as const).flatMap(
    (code) =>
      [
        [
          code,
          'Flow sequence',
          { message: 'A list that began with [ is not closed before this line.', suggestion: ']' },
        ],
        [
          code,
          'Flow map',
          { message: 'A mapping that began with { is not closed before this line.', suggestion: '}' },
        ],
      ] as const,
  ),
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
  [
    'MISSING_CHAR',
    'Comments must',
    {
      message: 'A comment begins with a space and #.',
      suggestion: 'a space before #, or the text in quotes',
    },
  ],
  [
    'MISSING_CHAR',
    'Missing space after :',
    { message: 'Behind a colon comes a space.', suggestion: 'a space behind the colon' },
  ],
  [
    'MISSING_CHAR',
    '',
    { message: 'Something is missing before this.', suggestion: 'a space, or the line ---' },
  ],
  [
    'BLOCK_IN_FLOW',
    '',
    {
      message: 'Between [ ] or { } stands something that begins with a dash, or a key on a line of its own.',
      suggestion: 'look for a bracket before it that is not closed, or write all of it with brackets',
    },
  ],
  [
    'BAD_DQ_ESCAPE',
    '',
    {
      message: 'A backslash in double quotes begins a sign that there is not.',
      suggestion: 'a second backslash, or single quotes',
    },
  ],
  [
    'KEY_OVER_1024_CHARS',
    '',
    { message: 'A key is longer than 1,024 characters.', suggestion: 'a quotation mark may be missing' },
  ],
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
  ...(['TAG_RESOLVE_FAILED', 'MULTIPLE_TAGS', 'BAD_COLLECTION_TYPE'] as const).map(
    (code) =>
      [
        code,
        '',
        {
          message: 'What begins with ! is a tag of YAML, and a map file has none.',
          suggestion: 'take it out, or put the text in quotes',
        },
      ] as const,
  ),
  ...(['BAD_ALIAS', 'ALIAS_PROPS', 'MULTIPLE_ANCHORS', 'BAD_PROP_ORDER'] as const).map(
    (code) =>
      [
        code,
        '',
        {
          message: 'What begins with & or * is an anchor or alias of YAML, and cannot stand so.',
          suggestion: 'put the text in quotes, if none is meant',
        },
      ] as const,
  ),
  [
    'NON_STRING_KEY',
    '',
    { message: 'A key is a text, not a list or a mapping.', suggestion: 'put it in quotes' },
  ],
  [
    'BAD_DIRECTIVE',
    '',
    {
      message: 'A line that begins with % is a directive of YAML, and a map file needs none.',
      suggestion: 'take it out',
    },
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
  return found ? found[2] : { message: error.message, suggestion: 'put the text in quotes, if it is one' };
}

/** Behind a bracket that is not closed, every line is wrong: nobody mends more than the first ones. */
const MOST_ERRORS = 10;

/** The first errors without those that only follow from one before: behind the first, everything may be unexpected. */
export function withoutConsequences<E extends YAMLError>(errors: readonly E[]): E[] {
  const inOrder = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  return inOrder
    .filter((error, index) => index === 0 || error.code !== 'UNEXPECTED_TOKEN')
    .slice(0, MOST_ERRORS);
}
