interface Entry {
  at: number;
  serial: number;
  run: () => void;
}

/** What a household still has before it, done in the order of time (a binary heap; ties in the order of adding). */
export class Agenda {
  private readonly heap: Entry[] = [];
  private serial = 0;

  add(at: number, run: () => void): void {
    const { heap } = this;
    const entry = { at, serial: this.serial++, run };
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = heap[parentPlace];
      if (!parent || isBefore(parent, entry)) break;
      heap[place] = parent;
      place = parentPlace;
    }
    heap[place] = entry;
  }

  /** Runs everything, also what is added on the way. */
  runAll(): void {
    for (let next = this.take(); next; next = this.take()) next.run();
  }

  private take(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let childPlace = 2 * place + 1;
      let child = heap[childPlace];
      const right = heap[childPlace + 1];
      if (child && right && isBefore(right, child)) {
        child = right;
        childPlace++;
      }
      if (!child || !isBefore(child, last)) break;
      heap[place] = child;
      place = childPlace;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.serial < b.serial);
}
