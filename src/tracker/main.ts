import { startTracker } from './tracker.ts';

declare global {
  interface Navigator {
    readonly globalPrivacyControl?: boolean;
  }
  interface Document {
    readonly prerendering?: boolean;
  }
}

// `currentScript` is only there while the file itself runs, so it is read before anything else.
const script =
  document.currentScript instanceof HTMLScriptElement
    ? document.currentScript
    : document.querySelector<HTMLScriptElement>('script[data-write-key]');
const earlier = window.desirepath ?? [];

// Not an array: the file stands in the page twice, and the first one counts.
if (Array.isArray(earlier)) {
  const writeKey = script?.dataset.writeKey;
  if (script && writeKey) {
    window.desirepath = startTracker(
      {
        endpoint: new URL('v1/batch', script.src || location.href).href,
        writeKey,
        isConsentRequired: script.dataset.consent === 'required',
        hasAutomaticPages: script.dataset.page !== 'manual',
      },
      earlier,
    );
  } else console.warn('desirepath: the script element needs data-write-key');
}
