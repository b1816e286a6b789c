import { ExpressionError } from '../expression/expression.ts';
import { parseExpression } from '../expression/parse.ts';
import { cutText } from '../platform/cut-text.ts';
import { parseDuration } from '../platform/duration.ts';
import { nearestName } from '../platform/nearest-name.ts';
import type { MapProblem } from './contract.ts';
import type { EventBinding } from './journey-map.ts';
import type { MapInFile, TextInFile } from './map-file.ts';
import { describePath } from './schema-problems.ts';
import type { KeyPath, YamlSource } from './yaml-source.ts';

/** Words of a reference that is meant as an alias; anything with a space or a capital is an event's own name. */
const ALIAS = /^[a-z0-9][a-z0-9_-]*$/;

/** What a part of a file reported and noted beside what it says. */
export interface Notes {
  problems: MapProblem[];
  owners: string[];
}

/** One reading of one map file: the names that things may refer to, and the problems found on the way. */
export class MapReading {
  readonly problems: MapProblem[] = [];
  readonly metricIds: string[];
  readonly personaIds: string[];
  private readonly aliases: Map<string, EventBinding>;
  private owners = new Set<string>();

  constructor(
    private readonly source: YamlSource,
    file: MapInFile,
    private readonly language: string,
  ) {
    this.metricIds = Object.keys(file.metrics ?? {});
    this.personaIds = (file.personas ?? []).map((persona) => persona.id);
    this.aliases = new Map(
      Object.entries(file.events ?? {}).map(([alias, written]) => {
        const path = ['events', alias];
        const long = typeof written === 'string' ? { name: written } : written;
        const where = this.condition(long.where, [...path, 'where']);
        const event = this.text(long.name);
        if (event === '') this.report(path, 'empty_event', `The alias "${alias}" names no event.`);
        const count = ('count' in long && long.count) || 'all';
        return [alias, { event, ...where, count, alias, place: this.place(path, 'key') }];
      }),
    );
  }

  place(path: KeyPath, part: 'key' | 'value' = 'value') {
    return this.source.placeOf(path, part);
  }

  /** Milliseconds of a duration; one of nothing, or of more than a hundred years, is told and left out (null). */
  duration(written: string | undefined, path: KeyPath): number | null {
    if (written === undefined) return null;
    const ms = parseDuration(written);
    if (ms !== null && ms > 0) return ms;
    const name = describePath(path);
    this.report(
      path,
      'bad_duration',
      ms === 0
        ? `${name} is "${written}", and a duration of nothing holds nothing: it is left out.`
        : `${name} is "${written}", longer than a hundred years: it is left out.`,
      { suggestion: ms === 0 ? '30d, or no such key' : '365d' },
    );
    return null;
  }

  report(
    path: KeyPath,
    code: string,
    message: string,
    more: { suggestion?: string; isWarning?: boolean; part?: 'key' } = {},
  ) {
    this.problems.push({
      severity: more.isWarning ? 'warning' : 'error',
      code,
      message,
      ...this.place(path, more.part),
      ...(more.suggestion === undefined ? {} : { suggestion: more.suggestion }),
    });
  }

  /** In the asked language, else English, else whichever comes first. */
  text(written: TextInFile): string {
    if (typeof written === 'string') return written;
    return written[this.language] ?? written.en ?? Object.values(written)[0] ?? '';
  }

  optionalText(written: TextInFile | undefined): string | null {
    return written === undefined ? null : this.text(written);
  }

  /** Notes an owner for the list of all owners. */
  owner(name: string | undefined): string | null {
    if (name === undefined || name === '') return null;
    this.owners.add(name);
    return name;
  }

  /** The work's result with what it reported and noted, which stands in this reading too. */
  noting<T>(work: () => T): { result: T; notes: Notes } {
    const { owners } = this;
    const problemsBefore = this.problems.length;
    this.owners = new Set();
    const result = work();
    const notes = { problems: this.problems.slice(problemsBefore), owners: [...this.owners] };
    this.owners = owners;
    for (const owner of notes.owners) owners.add(owner);
    return { result, notes };
  }

  /** What an earlier reading of the same part noted. */
  takeOver({ problems, owners }: Notes): void {
    this.problems.push(...problems);
    for (const owner of owners) this.owners.add(owner);
  }

  allOwners(): string[] {
    return [...this.owners];
  }

  allAliases(): Record<string, EventBinding> {
    return Object.fromEntries(this.aliases);
  }

  /** The events that references stand for; what stands for none is reported and left out. */
  events(references: string | string[] | undefined, path: KeyPath, where?: string): EventBinding[] {
    if (references === undefined) return [];
    const isList = Array.isArray(references);
    const own = where === undefined ? {} : this.condition(where, [...path.slice(0, -1), 'where']);
    return (isList ? references : [references]).flatMap((reference, index) => {
      const binding = this.event(reference, isList ? [...path, index] : path);
      if (binding === null) return [];
      const joined = joinConditions(binding.where, own.where);
      // each was read by itself; together they may be longer than an expression may be
      const isReadable = joined.where === undefined || this.expression(joined.where, path);
      return isReadable ? [{ ...binding, ...joined }] : [];
    });
  }

  private event(reference: string, path: KeyPath): EventBinding | null {
    const binding = this.aliases.get(reference);
    if (binding) return { ...binding, place: this.place(path) };
    if (reference !== '' && !ALIAS.test(reference)) {
      return { event: reference, count: 'all', alias: null, place: this.place(path) };
    }
    const suggestion = nearestName(reference, this.aliases.keys());
    this.report(path, 'unknown_alias', `There is no event "${reference}" under events.`, { suggestion });
    return null;
  }

  /** A condition on events that can be read, else nothing and a problem. */
  private condition(written: string | undefined, path: KeyPath): { where?: string } {
    if (written === undefined || !this.expression(written, path)) return {};
    if (!/\btraits\b/.test(written)) return { where: written };
    this.report(path, 'bad_where', 'traits are known of people, not of events: use them in a segment.');
    return {};
  }

  /** Whether a text is an expression; if not, it is reported. */
  expression(written: string, path: KeyPath): boolean {
    try {
      parseExpression(written);
      return true;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const at = `at character ${error.position + 1} of "${shorten(written)}"`;
      this.report(path, 'bad_where', `The condition cannot be read ${at}: ${error.message}.`, {
        suggestion: error.suggestion,
      });
      return false;
    }
  }

  /** The ids among `references` that exist; the others are reported as dangling. */
  known(
    references: string[] | undefined,
    existing: readonly string[],
    path: KeyPath,
    noun: string,
  ): string[] {
    return (references ?? []).filter((reference, index) => {
      if (existing.includes(reference)) return true;
      this.dangling(reference, existing, [...path, index], noun);
      return false;
    });
  }

  dangling(reference: string, existing: readonly string[], path: KeyPath, noun: string): void {
    this.report(path, `unknown_${noun}`, `There is no ${noun} "${reference}" in this map.`, {
      suggestion: nearestName(reference, existing),
    });
  }

  /** The numbers of a free mapping; anything else in it is reported. */
  numbers(written: Record<string, unknown> | undefined, path: KeyPath): Record<string, number> {
    const numbers: Record<string, number> = {};
    for (const [key, value] of Object.entries(written ?? {})) {
      if (typeof value === 'number' && Number.isFinite(value)) numbers[key] = value;
      else this.report([...path, key], 'wrong_type', `${key} must be a number.`);
    }
    return numbers;
  }
}

/** Both conditions must hold. */
function joinConditions(first: string | undefined, second: string | undefined): { where?: string } {
  if (first === undefined || second === undefined) {
    const where = first ?? second;
    return where === undefined ? {} : { where };
  }
  return { where: `(${first}) and (${second})` };
}

function shorten(text: string): string {
  return text.length > 80 ? `${cutText(text, 80)}…` : text;
}
