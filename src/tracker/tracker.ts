import type { Desirepath, Properties, QueuedCall } from './api.ts';
import { watchConsent } from './consent.ts';
import { createDelivery } from './delivery.ts';
import { type Fields, type Moment, writeItem } from './item-writer.ts';
import { watchAddress, watchAttention, watchClicks, whenShown } from './listeners.ts';
import { createPageView, describePage, type PageView } from './page-view.ts';
import { createStore } from './store.ts';
import { createUuid, createVisitor, readCampaign } from './visitor.ts';

export interface Settings {
  endpoint: string;
  writeKey: string;
  isConsentRequired: boolean;
  hasAutomaticPages: boolean;
}

/** Makes the tracker of this page and starts to listen. Calls made before it was loaded are run in their order. */
export function startTracker(settings: Settings, earlier: QueuedCall[]): Desirepath {
  const store = createStore();
  const visitor = createVisitor(store);
  const delivery = createDelivery(settings.endpoint, settings.writeKey);
  let referrer = document.referrer;
  let address = readAddress();
  let href = location.href;
  let view: (PageView & Moment) | undefined;
  let pendingPage: ReturnType<typeof setTimeout> | undefined;
  let isListening = false;
  const consent = watchConsent(settings.isConsentRequired, {
    granted() {
      store.open();
      delivery.open();
      // Granted after a refusal: the page in view counts from now.
      if (isListening && !view && settings.hasAutomaticPages) viewPage();
    },
    denied() {
      delivery.discard();
      store.wipe();
      view = undefined;
    },
  });

  function record(fields: Fields, moment?: Moment): void {
    if (consent.isDenied()) return;
    const here = moment ?? { page: describePage(referrer), session: visitor.touchSession() };
    const who = { anonymousId: visitor.anonymousId(), userId: visitor.userId() };
    const item = writeItem(fields, who, here);
    if (item) delivery.add(item);
  }

  function viewPage(name?: string, extra?: Properties): void {
    clearTimeout(pendingPage);
    pendingPage = undefined;
    if (consent.isDenied()) return;
    const messageId = createUuid();
    const page = describePage(referrer);
    const session = visitor.touchSession(readCampaign(location.search));
    view = { ...createPageView(messageId), page, session };
    record({ type: 'page', messageId, name, properties: { ...page, name, channel: 'web', ...extra } }, view);
  }

  /** Says how long the page was seen. It belongs to the page and the visit of its view, however late it comes. */
  function leavePage(): void {
    const seen = view?.take();
    if (seen) record({ type: 'track', event: 'Page Left', properties: { ...seen, channel: 'web' } }, view);
  }

  function noticeAddress(): void {
    if (readAddress() === address) return;
    leavePage();
    view = undefined;
    referrer = href;
    address = readAddress();
    href = location.href;
    clearTimeout(pendingPage);
    // After the code that moved on has drawn the new page and set its title.
    pendingPage = setTimeout(viewPage);
  }

  /** A page view that waits for its title comes before whatever happens on the page. */
  function settlePage(): void {
    if (pendingPage !== undefined) viewPage();
  }

  const api: Desirepath = {
    track(event, properties) {
      settlePage();
      record({ type: 'track', event, properties: { channel: 'web', ...properties } });
    },
    identify(user: string | Properties, traits?: Properties) {
      settlePage();
      const isNamed = typeof user === 'string' || typeof user === 'number';
      if (isNamed && !consent.isDenied()) visitor.nameUser(String(user));
      record({ type: 'identify', traits: (isNamed ? traits : user) ?? {} });
    },
    page(name, properties) {
      leavePage();
      viewPage(name, properties);
    },
    group(groupId, traits) {
      settlePage();
      record({ type: 'group', groupId: String(groupId), traits: traits ?? {} });
    },
    reset: visitor.forget,
    consent: consent.decide,
    push(...calls) {
      for (const [method, ...args] of calls) run(method, args);
    },
  };

  function run(method: keyof Desirepath, args: unknown[]): void {
    // Boundary: calls by name come from pages that nobody type-checks.
    const call = api[method] as ((...args: unknown[]) => void) | undefined;
    if (call) call(...args);
    else console.warn(`desirepath: no method ${method}`);
  }

  const isDecision = ([method]: QueuedCall) => method === 'consent';
  api.push(...earlier.filter(isDecision));
  if (settings.hasAutomaticPages) {
    watchAddress(noticeAddress);
    whenShown(() => viewPage());
  }
  watchAttention({
    scrolled: () => view?.measureScroll(),
    visible() {
      view?.measureTime();
      delivery.persist();
    },
    hidden() {
      // A phone may end a hidden page without another word.
      leavePage();
      delivery.flush();
      delivery.persist(0);
    },
    gone() {
      leavePage();
      delivery.leave();
    },
    back() {
      delivery.persist();
      if (settings.hasAutomaticPages) viewPage();
    },
  });
  watchClicks(api.track);
  isListening = true;
  api.push(...earlier.filter((call) => !isDecision(call)));
  return api;
}

/** What tells one page from another: the address without its anchor, except where the anchor is a route. */
function readAddress(): string {
  const { pathname, search, hash } = location;
  return pathname + search + (/^#[!/]/.test(hash) ? hash : '');
}
