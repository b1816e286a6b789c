/** Past-tense news that travels upward between parts; what must survive a crash is a row, never only a fact. */
export interface FactMap {
  /** events are durable and about to be acknowledged; the people they belong to */
  eventsAppended: { workspace: number; persons: number[]; throughSeq: number };
  /** identifiers moved between these people (old and new ids); `throughChange` = identity_change reached */
  identityChanged: { workspace: number; persons: number[]; throughChange: number };
  /** the sequences hold everything up to these places of the logs; whose were written, ids that are nobody's any more too */
  journeysRefreshed: {
    throughSeq: number;
    throughChange: number;
    people: ReadonlyMap<number, ReadonlySet<number>>;
  };
  /** the stored stages of people on this map may be others; facts up to `throughVersion` are in `stage_entered` */
  stagesChanged: { workspace: number; map: string; throughVersion: number };
  /** the file of a map is another; `map` was removed where `revision` is null */
  mapChanged: { workspace: number; map: string; revision: number | null };
  /** somebody said something about a map, or took it back */
  commentsChanged: { workspace: number; map: string };
  /** a state of the map was kept under a name */
  versionsChanged: { workspace: number; map: string };
  /** an alert or reminder about a map (row of map_notice) is new or rose: who sends mail sends it */
  mapNoticeRaised: { workspace: number; notice: number };
  /** the server stops: answers that have no end must end */
  stopping: Record<string, never>;
}

export interface Facts {
  publish<K extends keyof FactMap>(name: K, fact: FactMap[K]): void;
  subscribe<K extends keyof FactMap>(name: K, listener: (fact: FactMap[K]) => void): () => void;
}

export function createFacts(): Facts {
  const listeners = new Map<keyof FactMap, Set<(fact: never) => void>>();
  return {
    publish(name, fact) {
      for (const listener of listeners.get(name) ?? []) (listener as (fact: unknown) => void)(fact);
    },
    subscribe(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
  };
}
