/** The id that a map file (YAML or JSON) carries at its top; null where it has none. The server reads the file in full. */
export function readMapId(file: string): string | null {
  return (
    /^(?:id|\s{0,4}"id")\s*:\s*["']?([a-z0-9][a-z0-9_-]*)["']?\s*(?:#.*|,\s*)?$/m.exec(file)?.[1] ?? null
  );
}
