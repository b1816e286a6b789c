/**
 * A planned way as a Petri net: a transition takes one token from each place of `from` and puts one on each of `to`.
 * A run begins with one token on `initial` and ends with one token on `final` and none elsewhere.
 */
export interface Net {
  /** number of places; they are called 0 to places - 1 */
  places: number;
  transitions: Transition[];
  initial: number;
  final: number;
}

export interface Transition {
  /** what one sees when it fires; null = hidden (splits, joins, skips, ways back) */
  touchpoint: string | null;
  from: number[];
  to: number[];
}

/**
 * The same runs with fewer hidden transitions: one with a single place before it that nothing else fills or empties
 * belongs to the transition before; one with a single such place behind it belongs to the transition behind. These are
 * the two rules of pm4py's "simple reduction" of hidden transitions, and the published token counts (specs/maps.md 2.4)
 * count the transitions that are left. Places that nothing touches any more are dropped.
 */
export function reduceNet(net: Net): Net {
  let transitions = net.transitions;
  for (let next = mergeOne(net, transitions); next !== null; next = mergeOne(net, transitions)) {
    transitions = next;
  }
  const used = [
    ...new Set([net.initial, net.final, ...transitions.flatMap(({ from, to }) => [...from, ...to])]),
  ];
  const number = new Map(used.map((place, index) => [place, index]));
  const renumber = (place: number) => number.get(place) ?? 0;
  return {
    places: used.length,
    transitions: transitions.map(({ touchpoint, from, to }) => ({
      touchpoint,
      from: from.map(renumber),
      to: to.map(renumber),
    })),
    initial: renumber(net.initial),
    final: renumber(net.final),
  };
}

/** Merges one hidden transition into its neighbour; null where none can be. */
function mergeOne({ initial, final }: Net, transitions: readonly Transition[]): Transition[] | null {
  const filledBy = new Map<number, Transition[]>();
  const emptiedBy = new Map<number, Transition[]>();
  const note = (map: Map<number, Transition[]>, place: number, transition: Transition) =>
    map.set(place, [...(map.get(place) ?? []), transition]);
  for (const transition of transitions) {
    for (const place of transition.to) note(filledBy, place, transition);
    for (const place of transition.from) note(emptiedBy, place, transition);
  }
  /** the only transition before and behind a place, where it has one each */
  const between = (place: number | undefined) => {
    if (place === undefined || place === initial || place === final) return null;
    const [before, ...othersBefore] = filledBy.get(place) ?? [];
    const [behind, ...othersBehind] = emptiedBy.get(place) ?? [];
    const isOnly = before && behind && othersBefore.length + othersBehind.length === 0;
    return isOnly && before !== behind ? { before, behind } : null;
  };
  for (const hidden of transitions) {
    if (hidden.touchpoint !== null) continue;
    const entry = hidden.from.length === 1 ? between(hidden.from[0]) : null;
    if (entry) {
      const { before } = entry;
      const to = [...before.to.filter((place) => place !== hidden.from[0]), ...hidden.to];
      if (isSet(to)) return replace(transitions, hidden, before, { ...before, to });
    }
    const exit = hidden.to.length === 1 ? between(hidden.to[0]) : null;
    if (exit) {
      const { behind } = exit;
      const from = [...behind.from.filter((place) => place !== hidden.to[0]), ...hidden.from];
      if (isSet(from)) return replace(transitions, hidden, behind, { ...behind, from });
    }
  }
  return null;
}

const isSet = (places: readonly number[]) => new Set(places).size === places.length;

function replace(
  transitions: readonly Transition[],
  gone: Transition,
  old: Transition,
  merged: Transition,
): Transition[] {
  return transitions.flatMap((one) => (one === gone ? [] : [one === old ? merged : one]));
}
