import { readStored, removeStored, writeStored } from './store.ts';

type Decision = 'granted' | 'denied';

export interface Consent {
  decide(decision: Decision): void;
  isDenied(): boolean;
}

/**
 * Whether we may store and send: the decision made here or on an earlier page; without one, yes, unless the page
 * requires consent or the browser sends Global Privacy Control (then things wait in memory). A refusal erases
 * everything; it leaves one value behind only where forgetting it would mean to track again.
 */
export function watchConsent(isRequired: boolean, react: Record<Decision, () => void>): Consent {
  const mustWait = isRequired || navigator.globalPrivacyControl === true;
  let current = readStored('consent') ?? (mustWait ? null : 'granted');

  function apply(decision: Decision): void {
    current = decision;
    react[decision]();
  }

  if (current === 'granted' || current === 'denied') apply(current);

  // The decision counts in every open tab of the shop; a removed grant is a refusal.
  addEventListener('storage', (event) => {
    if (event.key === 'dp_consent') apply(event.newValue === 'granted' ? 'granted' : 'denied');
  });

  return {
    decide(decision) {
      apply(decision);
      if (decision === 'granted' || !mustWait) writeStored('consent', decision);
      else removeStored('consent');
    },
    isDenied: () => current === 'denied',
  };
}
