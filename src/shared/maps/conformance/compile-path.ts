import { type JourneyMap, type PathNode, touchpointsOf } from '../journey-map.ts';
import { type Net, reduceNet, type Transition } from './net.ts';

/**
 * The planned way of a map as a list of nodes, one after the other: its `path.order`; without one, its stages in order,
 * in each of them any of its touchpoints, any number of times, in any order, or none.
 */
export function plannedOrder(map: JourneyMap): PathNode[] {
  if (map.path && map.path.order.length > 0) return map.path.order;
  return map.stages.flatMap((stage): PathNode[] => {
    const items = stage.steps.flatMap((step) =>
      step.touchpoints.map(
        ({ id }): PathNode => ({ kind: 'touchpoint', touchpoint: id, isOptional: true, mayRepeat: false }),
      ),
    );
    return items.length === 0 ? [] : [{ kind: 'loop', body: { kind: 'one', items }, again: null }];
  });
}

/** The touchpoints that the planned way names. Of the others it says nothing: they may come at any time. */
export function plannedTouchpoints(map: JourneyMap): Set<string> {
  const namesOf = (node: PathNode): string[] => {
    switch (node.kind) {
      case 'touchpoint':
        return [node.touchpoint];
      case 'loop':
        return [node.body, ...(node.again ? [node.again] : [])].flatMap(namesOf);
      default:
        return node.items.flatMap(namesOf);
    }
  };
  return new Set(plannedOrder(map).flatMap(namesOf));
}

/**
 * The net of the planned way of a map. A touchpoint that nothing can be seen of (no event is bound to it) is passed
 * unseen: asking for it would make every journey a deviation. Only the marks of the path count, not `optional` and
 * `repeat` of the touchpoint itself.
 */
export function compileMapPath(map: JourneyMap): Net {
  const seen = new Set(
    touchpointsOf(map).flatMap(({ touchpoint }) => (touchpoint.events.length > 0 ? [touchpoint.id] : [])),
  );
  return compilePath(plannedOrder(map), (touchpoint) => seen.has(touchpoint));
}

/**
 * compilePath([a, [b, c], d?]) as a net whose runs are a b, a c, a b d, a c d. `canBeSeen`: false = passed unseen.
 * `one`, `all` and `seq` of nothing are nothing at all.
 */
export function compilePath(
  order: readonly PathNode[],
  canBeSeen: (touchpoint: string) => boolean = () => true,
): Net {
  const transitions: Transition[] = [];
  let places = 2;
  const addPlace = () => places++;
  function add(touchpoint: string | null, from: number[], to: number[]): void {
    transitions.push({ touchpoint, from, to });
  }

  function addNode(node: PathNode, from: number, to: number): void {
    switch (node.kind) {
      case 'touchpoint': {
        const touchpoint = canBeSeen(node.touchpoint) ? node.touchpoint : null;
        if (node.mayRepeat) {
          addRepeated(touchpoint, node.isOptional, from, to);
          return;
        }
        add(touchpoint, [from], [to]);
        if (node.isOptional) add(null, [from], [to]);
        return;
      }
      case 'one':
        if (node.items.length === 0) add(null, [from], [to]);
        for (const item of node.items) addNode(item, from, to);
        return;
      case 'seq':
        addSequence(node.items, from, to);
        return;
      case 'all': {
        const branches = node.items.map((item) => ({ item, start: addPlace(), end: addPlace() }));
        if (branches.length === 0) {
          add(null, [from], [to]);
          return;
        }
        add(
          null,
          [from],
          branches.map(({ start }) => start),
        );
        for (const { item, start, end } of branches) addNode(item, start, end);
        add(
          null,
          branches.map(({ end }) => end),
          [to],
        );
        return;
      }
      case 'loop':
        addLoop(from, to, (start, end) => {
          addNode(node.body, start, end);
          if (node.again) addNode(node.again, end, start);
          return node.again !== null;
        });
    }
  }

  /** `body` adds what lies between start and end, and says whether it added a way back of its own. */
  function addLoop(from: number, to: number, body: (start: number, end: number) => boolean): void {
    const start = addPlace(); // places of its own: whoever shares `from` or `to` must not get into the loop
    const end = addPlace();
    add(null, [from], [start]);
    if (!body(start, end)) add(null, [end], [start]);
    add(null, [end], [to]);
  }

  /** Any number of times: on one place, since `all` of such touchpoints would else have 3 to the power of them states. */
  function addRepeated(touchpoint: string | null, isOptional: boolean, from: number, to: number): void {
    const start = addPlace();
    const again = isOptional ? start : addPlace();
    add(null, [from], [start]);
    if (!isOptional) add(touchpoint, [start], [again]);
    add(touchpoint, [again], [again]);
    add(null, [again], [to]);
  }

  function addSequence(items: readonly PathNode[], from: number, to: number): void {
    if (items.length === 0) add(null, [from], [to]);
    let at = from;
    items.forEach((item, index) => {
      const next = index === items.length - 1 ? to : addPlace();
      addNode(item, at, next);
      at = next;
    });
  }

  addSequence(order, 0, 1);
  return reduceNet({ places, transitions, initial: 0, final: 1 });
}
