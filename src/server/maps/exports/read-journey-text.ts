import type { MapProblem } from '../../../shared/maps/contract.ts';
import type { ImportFormat } from '../../../shared/maps/files-contract.ts';
import { readMapFile } from '../../../shared/maps/read-map-file.ts';
import { readCjml } from './cjml.ts';
import { type Draft, ImportProblem, writeDraft } from './draft-map.ts';
import { readMermaid } from './mermaid.ts';

/** A text as a map file; `file` and `map` are null where it is no journey, and the problems say where. */
export interface JourneyText {
  format: ImportFormat;
  map: string | null;
  file: string | null;
  problems: MapProblem[];
}

/**
 * Reads a journey of any format that is known, told by how the text begins: XML is CJML, `journey` is Mermaid, else YAML.
 * `base` is the value of the map that a map file extends.
 */
export function readJourneyText(text: string, base?: unknown): JourneyText {
  const format = formatOf(text);
  if (format === 'yaml') return readYaml(text, base);
  try {
    const draft: Draft = format === 'cjml' ? readCjml(text) : readMermaid(text);
    return { ...readYaml(writeDraft(draft)), format };
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    return { format, map: null, file: null, problems: [error.problem] };
  }
}

function readYaml(text: string, base?: unknown): JourneyText {
  const { map, problems } = readMapFile(text, base === undefined ? {} : { base });
  return { format: 'yaml', map: map?.id ?? null, file: map ? text : null, problems };
}

function formatOf(text: string): ImportFormat {
  const first = text.replace(/^\uFEFF/, '').trimStart();
  if (first.startsWith('<')) return 'cjml';
  return /^(?:---\r?\n[\s\S]*?\r?\n---\s*|%%[^\n]*\n\s*)*journey\s*(?:\r?\n|$)/.test(first)
    ? 'mermaid'
    : 'yaml';
}
