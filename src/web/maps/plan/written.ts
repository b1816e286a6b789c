import type { Json } from '../../../shared/maps/edit/map-edit.ts';

export function isWrittenRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
