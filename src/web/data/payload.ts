/** JSON with line breaks; anything else, also JSON that was cut at its limit, as it came. */
export function formatPayload(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
