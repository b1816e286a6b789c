import { HOUR_MS } from './calendar.ts';
import type { Person } from './people.ts';

export interface Device {
  kind: 'mobile' | 'desktop' | 'app' | 'shared';
  /** one after the other: a cleared cookie starts the next; most devices have one */
  anonymousIds: readonly string[];
  /** share of the run after which the second anonymous id holds */
  renewedAfter: number;
  /** advertising or install id that the app sends */
  deviceId: string | undefined;
  /** an office computer, say: nobody ever signs in there */
  neverSignsIn: boolean;
  /** stays signed in after the visit */
  remembers: boolean;
  /** whether the browser is signed in now, and with which anonymous id that was */
  signedInWith: string | undefined;
  /** whether an identify call went out from here: sites send one when they meet a signed-in browser for the first time */
  isIntroduced: boolean;
  /** how far the device's clock runs ahead of the true time */
  skewMs: number;
}

/**
 * At most five anonymous ids for a person, the limit of Segment-like identity rules. The shared device has one id
 * for all members of the household and forgets who signed in after each visit.
 */
export function giveDevices(person: Person, sharedAnonymousId: string | undefined): Device[] {
  if (person.style === 'store') return [];
  const { random, persona } = person;
  const tag = `anon-${person.userId.slice(2)}`;
  const devices: Device[] = [];
  const hasMobile = random.chance(persona.mobileShare + 0.2);
  if (hasMobile || person.channels.has('app')) {
    const isRenewed = random.chance(0.22);
    devices.push(
      makeDevice('mobile', isRenewed ? [`${tag}-m1`, `${tag}-m2`] : [`${tag}-m1`], {
        renewedAfter: random.between(0.2, 0.8),
        neverSignsIn: random.chance(0.07),
        remembers: random.chance(0.8),
        skewMs: random.chance(0.06) ? Math.round(random.between(-3, 20) * HOUR_MS) : 0,
      }),
    );
  }
  if (!hasMobile || random.chance(0.55)) {
    devices.push(
      makeDevice('desktop', [`${tag}-d`], {
        neverSignsIn: hasMobile && random.chance(0.3),
        remembers: random.chance(0.65),
      }),
    );
  }
  if (person.channels.has('app')) {
    devices.push({
      ...makeDevice('app', [`${tag}-a`], {
        remembers: true,
        skewMs: random.chance(0.06) ? Math.round(random.between(-3, 20) * HOUR_MS) : 0,
      }),
      deviceId: `dev-${tag}`,
    });
  }
  if (sharedAnonymousId) devices.push(makeDevice('shared', [sharedAnonymousId], {}));
  return devices;
}

function makeDevice(kind: Device['kind'], anonymousIds: readonly string[], traits: Partial<Device>): Device {
  return {
    kind,
    anonymousIds,
    renewedAfter: 1,
    deviceId: undefined,
    neverSignsIn: false,
    remembers: false,
    signedInWith: undefined,
    isIntroduced: false,
    skewMs: 0,
    ...traits,
  };
}

/** The anonymous id in the device's cookie at that share of the run (0 to 1). */
export function anonymousIdOf(device: Device, runShare: number): string {
  const [first = '', second] = device.anonymousIds;
  return second !== undefined && runShare >= device.renewedAfter ? second : first;
}
