import type { Identifiers } from './journal.ts';

/**
 * Who a perfect reader of the items can tell apart: identifiers that occur together belong together, strongest
 * first (user id, then the others, the anonymous id last), and nobody has two user ids: what would join two of
 * them is left with the one that it was seen with first. The same rule as Segment's user_id limit of 1.
 */
export class LinkedIdentifiers {
  private readonly parents = new Map<string, string>();
  private readonly userIds = new Map<string, string>();

  /** In the order of arrival. */
  add(ids: Identifiers): void {
    const [strongest, ...others] = keysOf(ids);
    if (strongest === undefined) return;
    this.rootOf(strongest);
    for (const other of others) this.join(strongest, other);
  }

  /** The observable person of an item, undefined for one without identifiers. */
  personOf(ids: Identifiers): string | undefined {
    const [strongest] = keysOf(ids);
    return strongest === undefined ? undefined : this.rootOf(strongest);
  }

  private join(a: string, b: string): void {
    const [rootA, rootB] = [this.rootOf(a), this.rootOf(b)];
    const [userA, userB] = [this.userIds.get(rootA), this.userIds.get(rootB)];
    if (rootA === rootB || (userA !== undefined && userB !== undefined)) return;
    this.parents.set(rootB, rootA);
    const user = userA ?? userB;
    if (user !== undefined) this.userIds.set(rootA, user);
  }

  private rootOf(key: string): string {
    let root = key;
    for (let parent = this.parents.get(root); parent !== undefined && parent !== root; ) {
      root = parent;
      parent = this.parents.get(root);
    }
    if (!this.parents.has(root)) {
      this.parents.set(root, root);
      if (root.startsWith('user_id ')) this.userIds.set(root, root);
    }
    return root;
  }
}

/** `type value` of each identifier, strongest first. */
export function keysOf(ids: Identifiers): string[] {
  const keys: string[] = [];
  if (ids.userId) keys.push(`user_id ${ids.userId}`);
  for (const one of ids.external ?? []) keys.push(`${one.type} ${one.value}`);
  if (ids.anonymousId) keys.push(`anonymous_id ${ids.anonymousId}`);
  return keys;
}
