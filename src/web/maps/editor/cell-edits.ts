import { refOf } from '../../../shared/maps/edit/map-document.ts';
import type { ItemRef, Json, MapEdit, MapPath } from '../../../shared/maps/edit/map-edit.ts';
import type { CellContent, CellItem, CellSection } from './cell-content.ts';
import type { FreshIds } from './fresh-ids.ts';
import { makeThing } from './lane-forms.ts';

/** A thing while its cell is edited: as it was, or new (with `value` where it was pasted whole). */
export interface DraftItem {
  key: string;
  item: CellItem | null;
  text: string;
  value?: Json;
}
/** What stands in the parts of a cell while it is edited, by key of the section. */
export type Draft = Record<string, DraftItem[]>;

export function draftOf(content: CellContent): Draft {
  return Object.fromEntries(
    content.sections.map((section) => [
      section.key,
      section.items.map((item, index) => ({
        key: `${section.key}/${index.toString()}`,
        item,
        text: item.text,
      })),
    ]),
  );
}

/** What else an edit must know of the map. */
export interface EditNames {
  freshId: FreshIds;
  /** titles of the key figures by id */
  metricTitles: ReadonlyMap<string, string>;
}

/** The edits that make the cell say what the draft says; none where it does already. */
export function editsOfDraft(content: CellContent, draft: Draft, names: EditNames): MapEdit[] {
  return content.sections.flatMap((section) => editsOfSection(section, draft[section.key] ?? [], names));
}

function editsOfSection(section: CellSection, draft: readonly DraftItem[], names: EditNames): MapEdit[] {
  const { form } = section;
  if (!form.isList) return editsOfValue(section, draft[0]?.text.trim() ?? '');
  const kept = new Set<CellItem>();
  const edits: MapEdit[] = [];
  let after: ItemRef | null = null;
  for (const { item, text: typed, value } of draft) {
    const text = typed.trim();
    if (item !== null) {
      // a step does not go because its title was emptied
      if (text === '' && form.kind !== 'steps') continue;
      kept.add(item);
      const isChanged = text !== '' && text !== item.text;
      if (isChanged) edits.push({ kind: 'set', at: item.textAt, base: item.text, value: text });
      if (isOf(item, section)) after = isChanged ? refAfter(item, text) : lastRef(item);
    } else if (text !== '') {
      const made = value ?? null;
      const [thing, more] = made === null ? newThing(section, text, names) : [made, []];
      edits.push(...more, { kind: 'insert', list: section.at, after, value: thing });
      after = refOf(thing, 0);
    }
  }
  const gone = section.items.filter((item) => !kept.has(item));
  const [alone, listed] = [
    gone.filter((item) => item.list === null),
    gone.filter((item) => item.list !== null),
  ];
  // one text in place of a list makes room before the list is begun
  return [...alone.map(removeItem), ...edits, ...listed.map(removeItem)];
}

/** Whether the item stands in the list that new things of the section go into. */
function isOf(item: CellItem, section: CellSection): boolean {
  return JSON.stringify(item.list ?? item.at) === JSON.stringify(section.at);
}

/** How the item is called in its list; one text in place of a list becomes its first item. */
function lastRef(item: CellItem): ItemRef | null {
  const last = item.at.at(-1);
  return typeof last === 'object' ? last : { value: item.raw, near: 0 };
}

function refAfter(item: CellItem, text: string): ItemRef | null {
  const ref = lastRef(item);
  if (ref === null || 'id' in ref || item.textAt[0] === 'metrics') return ref;
  return { value: withText(item, text), near: ref.near };
}

/** The item as it is once its text is set. */
function withText(item: CellItem, text: string): Json {
  const keys = item.textAt.slice(item.at.length);
  const put = (value: Json, rest: MapPath): Json => {
    const [key, ...below] = rest;
    if (typeof key !== 'string') return text;
    const record = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    return { ...record, [key]: put(record[key] ?? null, below) };
  };
  return put(item.raw, keys);
}

function newThing(section: CellSection, text: string, names: EditNames): [Json, MapEdit[]] {
  if (section.form.kind !== 'kpis') return [makeThing(section.form, text, names.freshId), []];
  const wanted = text.toLowerCase();
  for (const [id, title] of names.metricTitles)
    if (id === text || title.toLowerCase() === wanted) return [id, []];
  const id = names.freshId(text, 'figure');
  return [id, [{ kind: 'set', at: ['metrics', id], value: { kind: 'manual', title: text } }]];
}

function editsOfValue(section: CellSection, text: string): MapEdit[] {
  const [item] = section.items;
  if (section.form.kind === 'emotion') return setEmotion(section, text);
  if (text === (item?.text ?? '')) return [];
  if (text === '')
    return section.form.kind === 'title' || !item ? [] : [{ kind: 'set', at: item.at, base: item.raw }];
  return [{ kind: 'set', at: item?.textAt ?? section.at, ...(item ? { base: item.text } : {}), value: text }];
}

function setEmotion(section: CellSection, text: string): MapEdit[] {
  const [item] = section.items;
  if (text === '') return item ? [{ kind: 'set', at: item.at, base: item.raw }] : [];
  const score = Number(text.replace(',', '.').replace('−', '-'));
  return Number.isFinite(score) ? editsOfEmotion(section, score) : [];
}

/** The feeling at a step becomes this, within -2 and +2; where it comes from and what it is called stay. */
export function editsOfEmotion(section: CellSection, wanted: number): MapEdit[] {
  const [item] = section.items;
  const score = Math.round(Math.min(2, Math.max(-2, wanted)) * 10) / 10;
  if (item && item.text === String(score)) return [];
  const base = item && Number(item.text);
  return [
    { kind: 'set', at: item?.textAt ?? section.at, ...(item ? { base: base ?? 0 } : {}), value: score },
  ];
}

/** Takes one thing out of its cell. */
export function removeItem(item: CellItem): MapEdit {
  return item.list === null
    ? { kind: 'set', at: item.at, base: item.raw }
    : { kind: 'remove', item: item.at };
}

/** Empties a cell; titles of stages and steps stay. */
export function editsOfClearing(content: CellContent): MapEdit[] {
  return content.sections.flatMap((section) =>
    section.form.kind === 'title' || section.form.kind === 'steps' ? [] : section.items.map(removeItem),
  );
}

/** What is put into a cell: its things as texts, and whole where they were copied from a cell of the same kind. */
export interface PastedCell {
  texts: string[];
  things: Json[] | null;
}

/** The cell becomes what is pasted. Things that say the same as before stay as they are, with all their details. */
export function editsOfPaste(content: CellContent, pasted: PastedCell, names: EditNames): MapEdit[] {
  const [first] = content.sections;
  if (!first) return [];
  if (!first.form.isList) {
    const rest = first.form.kind === 'title' ? content.sections : [first];
    return rest.flatMap((section, index) =>
      pasted.texts[index] === undefined && index > 0
        ? []
        : editsOfSection(
            section,
            [
              draftText(
                index === 0 && rest.length === 1 ? pasted.texts.join(', ') : (pasted.texts[index] ?? ''),
              ),
            ],
            names,
          ),
    );
  }
  const free = new Set(content.items);
  const draft: Draft = Object.fromEntries(content.sections.map((section) => [section.key, []]));
  pasted.texts.forEach((text, index) => {
    const same = [...free].find((item) => item.text === text);
    const home = same && content.sections.find((section) => section.items.includes(same));
    if (same) free.delete(same);
    const thing = pasted.things?.[index];
    const value = thing === undefined ? undefined : withFreshId(thing, text, first.form.kind, names.freshId);
    draft[(home ?? first).key]?.push({
      key: index.toString(),
      item: same ?? null,
      text,
      ...(value === undefined ? {} : { value }),
    });
  });
  if (first.form.kind === 'steps') return editsOfSteps(content, pasted, names);
  return editsOfDraft(content, draft, names);
}

/** Steps are renamed in their order rather than replaced: they hold everything else. */
function editsOfSteps(content: CellContent, { texts }: PastedCell, names: EditNames): MapEdit[] {
  const [section] = content.sections;
  if (!section) return [];
  const draft = texts.map((text, index) => ({ ...draftText(text), item: section.items[index] ?? null }));
  const rest = section.items.slice(texts.length).map((item) => ({ ...draftText(item.text), item }));
  return editsOfSection(section, [...draft, ...rest], names);
}

function draftText(text: string): DraftItem {
  return { key: '', item: null, text };
}

function withFreshId(thing: Json, text: string, kind: string, freshId: FreshIds): Json {
  if (typeof thing !== 'object' || thing === null || Array.isArray(thing)) return thing;
  if (typeof thing.id !== 'string') return thing;
  return { ...thing, id: freshId(text, kind) };
}
