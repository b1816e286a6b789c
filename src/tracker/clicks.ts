import type { Properties } from './api.ts';

const IDENTIFYING = /(^|_)(id|sku|coupon|variant|phone)$/;
/** Numbers as a person writes them; "007" and "1e3" stay text. */
const NUMBER = /^-?(0|[1-9]\d{0,14})(\.\d+)?$/;

/** The event that a click on this target means, from the nearest element with `data-dp-event`. */
export function readClick(target: EventTarget | null): { event: string; properties: Properties } | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-dp-event]') : null;
  const event = element?.dataset.dpEvent;
  if (!element || !event) return undefined;
  const properties: Properties = {};
  for (const [key, value] of Object.entries(element.dataset)) {
    if (!key.startsWith('dp') || key === 'dpEvent' || value === undefined) continue;
    // dataset turns data-dp-product-id into dpProductId; properties are written product_id.
    const name = key.slice(2).replace(/[A-Z]/g, (letter, at) => (at ? '_' : '') + letter.toLowerCase());
    properties[name] = NUMBER.test(value) && !IDENTIFYING.test(name) ? Number(value) : value;
  }
  return { event, properties };
}
