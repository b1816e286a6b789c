import type { Properties } from './api.ts';
import { readClick } from './clicks.ts';

/** Calls back whenever the address may have changed without a page load. */
export function watchAddress(moved: () => void): void {
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method];
    history[method] = function (...args) {
      original.apply(this, args);
      moved();
    };
  }
  // Capture: before the page's own code draws the new page over the one that is measured.
  addEventListener('popstate', moved, true);
}

/** Calls back when the page is first shown: at once, except while the browser only prepares it. */
export function whenShown(shown: () => void): void {
  if (!document.prerendering) shown();
  else document.addEventListener('prerenderingchange', shown, { once: true });
}

export interface AttentionListener {
  scrolled(): void;
  hidden(): void;
  visible(): void;
  /** the page goes away, perhaps to come back from the browser's cache */
  gone(): void;
  /** the page came back from the browser's cache */
  back(): void;
}

/** Follows whether and how far the page is seen. */
export function watchAttention(listener: AttentionListener): void {
  addEventListener('scroll', listener.scrolled, { passive: true });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') listener.visible();
    else listener.hidden();
  });
  addEventListener('pagehide', listener.gone);
  addEventListener('pageshow', (event) => {
    if (event.persisted) listener.back();
  });
}

/** Calls back for clicks on or in elements with `data-dp-event`. */
export function watchClicks(clicked: (event: string, properties: Properties) => void): void {
  const listen = ({ target }: Event) => {
    const click = readClick(target);
    if (click) clicked(click.event, click.properties);
  };
  // Capture: the page's own handlers may stop the event or remove the element.
  document.addEventListener('click', listen, true);
}
