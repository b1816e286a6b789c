import { shareEqual } from '../platform/share-equal.ts';
import { layOver } from './base-map.ts';
import type { MapProblem } from './contract.ts';
import type { JourneyMap, Stage } from './journey-map.ts';
import { type MapInFile, mapInFile, type StageInFile, stageInFile } from './map-file.ts';
import { MapReading, type Notes } from './map-reading.ts';
import { inOrder, readMap, readMapValue } from './read-map-file.ts';
import { readStage } from './read-stage.ts';
import { YamlSource } from './yaml-source.ts';

/** What a reader made of a value: as `readMapValue`, and the value itself. */
export interface MapContent {
  map: JourneyMap | null;
  problems: MapProblem[];
  file: unknown;
}

/** Stands for the stages while the rest of a file is read. */
const ANY_STAGE: StageInFile = { id: 'any', title: '' };

/**
 * Reads the value of a map file again and again while it is edited. Each answer equals that of `readMapValue`; parts that
 * did not change since the last one are the same objects, and only the stages that an edit touched are read again.
 *
 * const reader = new MapReader();
 * const { map } = reader.read(document.value);
 */
export class MapReader {
  private last: MapContent | null = null;
  /** of values of stages that have the form of one */
  private readonly forms = new WeakMap<object, StageInFile>();
  private rest: { written: Record<string, unknown>; form: MapInFile } | null = null;
  /** what stages say, as long as the names that they may refer to are these */
  private names = '';
  private stages = new WeakMap<StageInFile, { stage: Stage; notes: Notes }>();

  /** `base`: value of what the map extends; null = it stands alone. */
  read(own: unknown, base: unknown = null): MapContent {
    const file = shareEqual(this.last?.file, base === null ? own : layOver(base, own));
    if (this.last !== null && file === this.last.file) return this.last;
    const { map, problems } = this.readFresh(file, () => readMapValue(own, base === null ? {} : { base }));
    this.last = { map: shareEqual(this.last?.map, map), problems, file };
    return this.last;
  }

  private readFresh(
    file: unknown,
    readWhole: () => ReturnType<typeof readMapValue>,
  ): { map: JourneyMap | null; problems: MapProblem[] } {
    const form = this.formOf(file);
    if (form === null) return readWhole();
    const reading = new MapReading(YamlSource.ofValue(file), form, 'en');
    const channels = form.channels?.map(({ id }) => id);
    const names = JSON.stringify([form.events, reading.metricIds, reading.personaIds, channels]);
    if (names !== this.names) this.stages = new WeakMap();
    this.names = names;
    const map = readMap(form, reading, (written, ...rest) => {
      const known = this.stages.get(written);
      if (known) {
        reading.takeOver(known.notes);
        return known.stage;
      }
      const { result: stage, notes } = reading.noting(() => readStage(written, ...rest));
      this.stages.set(written, { stage, notes });
      return stage;
    });
    return { map, problems: inOrder(reading.problems) };
  }

  /** The value in the form of a map; null where it has none. */
  private formOf(file: unknown): MapInFile | null {
    if (!isRecord(file)) return null;
    const { stages: list, ...others } = file;
    if (!Array.isArray(list) || list.length === 0) return null;
    const stages: StageInFile[] = [];
    for (const one of list) {
      const stage = this.formOfStage(one);
      if (stage === null) return null;
      stages.push(stage);
    }
    if (this.rest === null || !isSameInside(this.rest.written, others)) {
      const read = mapInFile.safeParse({ ...others, stages: [ANY_STAGE] });
      if (!read.success) return null;
      this.rest = { written: others, form: read.data };
    }
    return { ...this.rest.form, stages };
  }

  private formOfStage(written: unknown): StageInFile | null {
    if (!isRecord(written)) return null;
    const known = this.forms.get(written);
    if (known) return known;
    const { data } = stageInFile.safeParse(written);
    if (data === undefined) return null;
    this.forms.set(written, data);
    return data;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same keys in the same order, with the same objects behind them. */
function isSameInside(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  const keys = Object.keys(one);
  const others = Object.keys(other);
  return (
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && Object.is(one[key], other[key]))
  );
}
