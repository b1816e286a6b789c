import type { Properties } from './api.ts';

/** What the address bar says, as Segment's `context.page`. */
export function describePage(referrer: string): Properties {
  const { pathname, search, href } = location;
  return { path: pathname, referrer, search, title: document.title, url: href };
}

/** A page that goes away says so twice, a few milliseconds apart: pagehide, then visibilitychange. */
const SHORTEST_MS = 50;

/**
 * How long and how far the page was seen. Hidden time does not count. `take` gives the visible time since the page view
 * or since the last `take`, so that the values of a page view add up; `scrollPercent` is the lowest point seen so far,
 * as a share of the height of the document: 100 for a page that fits the window.
 */
export function createPageView(id: string) {
  let visibleSince = isVisible() ? performance.now() : undefined;
  let visibleMs = 0;
  let scrollPercent = 0;
  let isTaken = false;

  function measureScroll(): void {
    const height = document.documentElement.scrollHeight || 1;
    const seen = Math.round(((scrollY + innerHeight) / height) * 100);
    scrollPercent = Math.max(scrollPercent, Math.min(seen, 100));
  }

  function measureTime(): void {
    const now = performance.now();
    if (visibleSince !== undefined) visibleMs += now - visibleSince;
    visibleSince = isVisible() ? now : undefined;
  }

  /** Undefined where (next to) nothing was seen since the last time. */
  function take(): Properties | undefined {
    measureTime();
    measureScroll();
    const wholeMs = Math.round(visibleMs);
    // What is left over counts with the next one.
    if (isTaken && wholeMs < SHORTEST_MS) return undefined;
    isTaken = true;
    visibleMs = 0;
    return { visible_ms: wholeMs, scroll_percent: scrollPercent, page_view_id: id };
  }

  return { measureScroll, measureTime, take };
}

export type PageView = ReturnType<typeof createPageView>;

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
