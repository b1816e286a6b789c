import type { Desirepath, Item, Properties, QueuedCall } from './api.ts';
import { readClick } from './clicks.ts';
import type { Consent } from './consent.ts';
import { watchConsent } from './consent.ts';
import { createDelivery } from './delivery.ts';
import { createPageView, describePage, type PageView } from './page-view.ts';
import { createStore } from './store.ts';
import { createUuid, createVisitor, readCampaign } from './visitor.ts';

/** Set by scripts/build-tracker.ts from package.json. */
declare const TRACKER_VERSION: string;

type Fields = Pick<Item, 'event' | 'name' | 'groupId' | 'properties' | 'traits'> & { messageId?: string };
type Moment = { page: Properties; session: { id: string; campaign?: Properties } };

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
  const consent: Consent = watchConsent(settings.isConsentRequired, {
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

  function record(type: Item['type'], fields: Fields, moment?: Moment): void {
    if (consent.isDenied()) return;
    const { page, session } = moment ?? { page: describePage(referrer), session: visitor.touchSession() };
    const item: Item = {
      type,
      messageId: createUuid(),
      anonymousId: visitor.anonymousId(),
      userId: visitor.userId(),
      ...fields,
      context: {
        page,
        campaign: session.campaign,
        locale: navigator.language,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        userAgent: navigator.userAgent,
        screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
        library: { name: 'desirepath.js', version: TRACKER_VERSION },
        channel: 'browser',
        sessionId: session.id,
      },
      originalTimestamp: new Date().toISOString(),
    };
    try {
      // A copy: the page may change its objects afterwards. What JSON cannot say must not break the page either.
      delivery.add(JSON.parse(JSON.stringify(item)));
    } catch (error) {
      console.warn('desirepath: not sent, the properties are not JSON', error);
    }
  }

  function viewPage(name?: string, extra?: Properties): void {
    clearTimeout(pendingPage);
    pendingPage = undefined;
    if (consent.isDenied()) return;
    const messageId = createUuid();
    const page = describePage(referrer);
    const session = visitor.touchSession(readCampaign(location.search));
    view = { ...createPageView(messageId), page, session };
    record('page', { messageId, name, properties: { ...page, name, channel: 'web', ...extra } }, view);
  }

  /** Says how long the page was seen. It belongs to the page and the visit of its view, however late it comes. */
  function leavePage(): void {
    const seen = view?.take();
    if (seen) record('track', { event: 'Page Left', properties: { ...seen, channel: 'web' } }, view);
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
      record('track', { event, properties: { channel: 'web', ...properties } });
    },
    identify(user: string | Properties, traits?: Properties) {
      settlePage();
      const isNamed = typeof user === 'string' || typeof user === 'number';
      if (isNamed && !consent.isDenied()) visitor.nameUser(String(user));
      record('identify', { traits: (isNamed ? traits : user) ?? {} });
    },
    page(name, properties) {
      leavePage();
      viewPage(name, properties);
    },
    group(groupId, traits) {
      settlePage();
      record('group', { groupId: String(groupId), traits: traits ?? {} });
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

  function watchPages(): void {
    for (const method of ['pushState', 'replaceState'] as const) {
      const original = history[method];
      history[method] = function (...args) {
        original.apply(this, args);
        noticeAddress();
      };
    }
    // Capture: before the page's own code draws the new page over the one that is measured.
    addEventListener('popstate', noticeAddress, true);
    if (!document.prerendering) viewPage();
    else document.addEventListener('prerenderingchange', () => viewPage(), { once: true });
  }

  function watchLeaving(): void {
    addEventListener('scroll', () => view?.measureScroll(), { passive: true });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') {
        view?.measureTime();
        delivery.persist();
        return;
      }
      // A phone may end a hidden page without another word.
      leavePage();
      delivery.flush();
      delivery.persist(0);
    });
    addEventListener('pagehide', () => {
      leavePage();
      delivery.leave();
    });
    addEventListener('pageshow', (event) => {
      if (!event.persisted) return;
      delivery.persist();
      if (settings.hasAutomaticPages) viewPage();
    });
  }

  function watchClicks(): void {
    const listen = (event: Event) => {
      const click = readClick(event.target);
      if (click) api.track(click.event, click.properties);
    };
    // Capture: the page's own handlers may stop the event or remove the element.
    document.addEventListener('click', listen, true);
  }

  const isDecision = ([method]: QueuedCall) => method === 'consent';
  api.push(...earlier.filter(isDecision));
  if (settings.hasAutomaticPages) watchPages();
  watchLeaving();
  watchClicks();
  isListening = true;
  api.push(...earlier.filter((call) => !isDecision(call)));
  return api;
}

/** What tells one page from another: the address without its anchor, except where the anchor is a route. */
function readAddress(): string {
  const { pathname, search, hash } = location;
  return pathname + search + (/^#[!/]/.test(hash) ? hash : '');
}
