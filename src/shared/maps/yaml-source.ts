import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
} from 'yaml';
import { layOver } from './base-map.ts';
import type { MapProblem } from './contract.ts';
import { explainEncoding, findLostCharacter, MAX_MAP_CHARACTERS } from './file-encoding.ts';
import type { Place } from './journey-map.ts';
import { explainYaml, withoutConsequences } from './yaml-messages.ts';

/** Deepest nesting of lists and mappings. */
export const MAX_MAP_DEPTH = 60;
/**
 * U+0000 or half of a surrogate pair, as JSON writes them: no store can hold them. A backslash before stands for itself.
 */
export const BROKEN_CHARACTER = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;
/** How often aliases may stand for content: a small file can otherwise unfold to gigabytes. */
const MAX_ALIAS_COUNT = 200;

export type KeyPath = readonly (string | number)[];

/** A YAML text, its plain value, and where each part of it stands. */
export class YamlSource {
  private constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
    readonly value: unknown,
    /** what the text itself says, where `value` holds inherited things too */
    private readonly own: unknown = value,
  ) {}

  /** `value` holds inherited things too. */
  get isOver(): boolean {
    return this.own !== this.value;
  }

  /** The same text over the value of another: places are those of the own text, or of the nearest thing around it. */
  over(base: unknown): YamlSource {
    return new YamlSource(this.document, this.lines, layOver(base, this.value), this.value);
  }

  /** The source, or the problems that make it none. */
  static read(text: string): { source: YamlSource | null; problems: MapProblem[] } {
    const refuse = (
      code: string,
      { message, suggestion }: { message: string; suggestion: string },
      place: Place = { line: 1, column: 1 },
    ) => ({
      source: null,
      problems: [{ severity: 'error' as const, code, message, suggestion, ...place }],
    });
    if (text.length > MAX_MAP_CHARACTERS) {
      return refuse('too_large', {
        message: `The file has ${text.length} characters; at most ${MAX_MAP_CHARACTERS} can be read.`,
        suggestion: 'make several maps of it, one inside a step of the other (map: ID)',
      });
    }
    const unreadable = explainEncoding(text);
    if (unreadable) return refuse('encoding', unreadable);
    const tooDeep = findTooDeep(text);
    if (tooDeep) return refuse('too_deep', tooDeep.reason, tooDeep.place);
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const found = [...withoutConsequences(document.errors), ...document.warnings];
    const problems = found.map((error): MapProblem => {
      const { line, col } = lines.linePos(error.pos[0]);
      const isWarning = error.name === 'YAMLWarning';
      return {
        severity: isWarning ? 'warning' : 'error',
        code: error.code.toLowerCase(),
        line: Math.max(1, line),
        column: Math.max(1, col),
        ...explainYaml(error),
      };
    });
    if (document.errors.length > 0) return { source: null, problems };
    try {
      const value: unknown = document.toJS({ maxAliasCount: MAX_ALIAS_COUNT });
      const source = new YamlSource(document, lines, value);
      problems.push(...findLostCharacter(text));
      if (!BROKEN_CHARACTER.test(JSON.stringify(value))) return { source, problems };
      const reason = {
        message:
          'This text holds U+0000 or half of a character (written \\0 or \\uD83D): an emoji and the like are two halves, of which one was cut off.',
        suggestion: 'write the whole character, or take it out',
      };
      return refuse('bad_character', reason, source.placeOf(pathOfBroken(value, []) ?? []));
    } catch (error) {
      // ReferenceError: aliases that unfold too often or point nowhere; TypeError: an alias inside its own anchor
      if (error instanceof ReferenceError || error instanceof TypeError) {
        const { place, reason } = findBadAlias(document, lines);
        return refuse('alias', reason, place);
      }
      throw error;
    }
  }

  /** A value that comes from no text: everything stands on line 1. `own`: the part of it that is not inherited. */
  static ofValue(value: unknown, own: unknown = value): YamlSource {
    return new YamlSource(new Document(), new LineCounter(), value, own);
  }

  /** The plain value at a path; undefined where there is none. */
  valueAt(path: KeyPath): unknown {
    let value: unknown = this.value;
    for (const step of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string | number, unknown>)[step]; // an object or list that has the key
    }
    return value;
  }

  /** A path of the whole value as one of the own text; it ends where the text says nothing. */
  private ownPath(path: KeyPath): KeyPath {
    if (this.own === this.value) return path;
    const found: (string | number)[] = [];
    let [whole, own] = [this.value, this.own];
    for (const step of path) {
      let key = step;
      if (Array.isArray(whole) && Array.isArray(own)) {
        const item: unknown = whole[Number(step)];
        key = own.findIndex((one) => one === item || (idOf(one) !== undefined && idOf(one) === idOf(item)));
      }
      const inside: unknown = Object(own)[key];
      if (inside === undefined) break;
      whole = Object(whole)[step];
      own = inside;
      found.push(key);
    }
    return found;
  }

  /** Where the value at a path stands, or its key; for a path that is not there, the nearest part around it. */
  placeOf(path: KeyPath, part: 'key' | 'value' = 'value'): Place {
    let node: Node | null = this.document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const [index, step] of this.ownPath(path).entries()) {
      if (isAlias(node)) node = node.resolve(this.document) ?? null;
      if (isSeq(node)) {
        node = (node.items[Number(step)] ?? null) as Node | null; // items of a parsed sequence are nodes
      } else if (isMap(node)) {
        const pair: { key: unknown; value: unknown } | undefined = node.items.find(
          (item) => isScalar(item.key) && String(item.key.value) === String(step),
        );
        const isLast = index === path.length - 1;
        const chosen = (part === 'key' && isLast) || pair?.value === null ? pair?.key : pair?.value;
        node = (chosen ?? null) as Node | null; // keys and values of a parsed mapping are nodes
      } else {
        break;
      }
      if (!node) break;
      offset = node.range?.[0] ?? offset;
    }
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** The way to the first text that no store can hold, or to the thing with such a key. */
function pathOfBroken(value: unknown, path: KeyPath): KeyPath | null {
  if (typeof value !== 'object' || value === null)
    return BROKEN_CHARACTER.test(JSON.stringify(value)) ? path : null;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, inside] of entries) {
    if (BROKEN_CHARACTER.test(JSON.stringify(key))) return path;
    const found = pathOfBroken(inside, [...path, key]);
    if (found) return found;
  }
  return null;
}

/** The alias that points nowhere or into itself; else the last one, of aliases that unfold too often. */
function findBadAlias(document: Document, lines: LineCounter) {
  let reason = {
    message: `Aliases (*name) of what holds aliases itself unfold to more than ${MAX_ALIAS_COUNT} copies.`,
    suggestion: 'write what they stand for out',
  };
  let offset = 0;
  visit(document, {
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document);
      offset = alias.range?.[0] ?? offset;
      if (target === undefined)
        reason = {
          message: `There is no &${alias.source} before it that this alias could stand for.`,
          suggestion: `put the text in quotes, if none is meant: "*${alias.source}"`,
        };
      else if (ancestors.includes(target))
        reason = {
          message: `The alias *${alias.source} stands inside of what it stands for.`,
          suggestion: 'write one of the two out',
        };
      else return undefined;
      return visit.BREAK;
    },
  });
  const { line, col } = lines.linePos(offset);
  return { reason, place: { line: Math.max(1, line), column: Math.max(1, col) } };
}

function idOf(item: unknown): unknown {
  return Object(item).id;
}

/**
 * Where nesting gets too deep, or null: at the bracket that all of it is in, which may only not be closed, else where it
 * does. The composer of yaml recurses, and where its stack ends, the process may end with it, so the depth is read off
 * yaml's own token parser, which keeps a list.
 */
function findTooDeep(text: string) {
  const parser = new Parser();
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_MAP_DEPTH) {
      const bracket = parser.stack.find(({ type }) => type === 'flow-collection');
      const before = text.slice(0, bracket && 'offset' in bracket ? bracket.offset : offset);
      const lineStart = before.lastIndexOf('\n') + 1;
      return {
        place: { line: before.split('\n').length, column: before.length - lineStart + 1 },
        reason: bracket
          ? {
              message: `Nested more than ${MAX_MAP_DEPTH} deep inside of the bracket that begins here.`,
              suggestion: 'close it where it ends',
            }
          : { message: `Nested more than ${MAX_MAP_DEPTH} deep.`, suggestion: 'look for dashes too many' },
      };
    }
    offset += lexeme.length;
  }
  return null;
}
