import { MapDocument } from '../../shared/maps/edit/map-document.ts';
import type { EditOutcome, Json, MapEdit, MapPath } from '../../shared/maps/edit/map-edit.ts';
import type { EditBatch, MapNews, MapVisitor } from '../../shared/maps/editing-contract.ts';
import type { JourneyMap } from '../../shared/maps/journey-map.ts';
import { type MapContent, MapReader } from '../../shared/maps/map-reader.ts';

/** Edits made here that the server has not told back yet. */
export interface PendingBatch {
  batch: string;
  edits: MapEdit[];
}

/** How a session reaches the server, and where it keeps what is not there yet. */
export interface MapConnection {
  client: string;
  /** Rejects with `isRefused` set where sending the same again would not help. */
  send(batch: PendingBatch): Promise<EditBatch>;
  follow(after: number, signal: AbortSignal): Promise<AsyncIterable<MapNews>>;
  reload(): Promise<{ file: string; revision: number; base?: unknown }>;
  /** survives closing the page */
  loadPending(): PendingBatch[];
  savePending(pending: readonly PendingBatch[]): void;
}

/** What the editor shows. Parts of map and file that did not change stay the same objects. */
export interface MapSessionState {
  map: JourneyMap | null;
  /** plain value of the file as it is here, with what it inherits */
  file: Record<string, unknown>;
  /** edits not yet confirmed by the server */
  pending: number;
  isConnected: boolean;
  visitors: MapVisitor[];
  canUndo: boolean;
  canRedo: boolean;
  /** how often news of these lists came in; whoever shows one asks for it anew */
  heard: { versions: number; comments: number };
}

/** Something the person should hear of: an edit that could not be made, or met another one. */
export interface MapNotice {
  outcome: Exclude<EditOutcome, 'applied' | 'unchanged'> | 'refused';
  edit: MapEdit;
  message: string | null;
}

const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * One open editor of a map. Edits show at once; the server orders everybody's (docs/decisions/0005). What it has confirmed
 * is one document, and what is shown is that document with the pending edits applied again.
 */
export class MapSession {
  private confirmed: MapDocument;
  private shown: MapDocument;
  private pending: PendingBatch[];
  /** what the server answered to pending batches, by name */
  private readonly sent = new Map<string, EditBatch>();
  private undoStack: MapEdit[][] = [];
  private redoStack: MapEdit[][] = [];
  private isConnected = false;
  private visitors: MapVisitor[] = [];
  private heard = { versions: 0, comments: 0 };
  private readonly listeners = new Set<() => void>();
  private readonly stop = new AbortController();
  private wakeSender: () => void = () => undefined;
  private readonly reader = new MapReader();
  /** what was read last, and of what */
  private read: { document: MapDocument; changes: number; base: unknown; content: MapContent } | null = null;
  private current: MapSessionState;
  private count = 0;

  constructor(
    private readonly connection: MapConnection,
    start: { file: string; revision: number; base?: unknown },
    private readonly onNotice: (notice: MapNotice) => void = () => undefined,
  ) {
    this.confirmed = MapDocument.openAny(start.file);
    this.revision = start.revision;
    this.base = start.base ?? null;
    this.pending = connection.loadPending();
    this.shown = this.replay();
    this.current = this.describe();
    void this.followForever();
    void this.sendForever();
  }

  /** what the map inherits; null = it stands alone */
  private base: unknown;

  /** Batches of the server that are in. */
  revision: number;

  get state(): MapSessionState {
    return this.current;
  }

  /** The file as it is shown here, as text. */
  get text(): string {
    return this.shown.file;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Value of what the map extends; null = it stands alone. */
  get inherited(): unknown {
    return this.base;
  }

  /** The plain value at a path, inherited or not; undefined where nothing is. */
  valueAt(path: MapPath): unknown {
    return this.shown.valueAt(path) ?? (this.base === null ? undefined : valueIn(this.current.file, path));
  }

  /** Makes edits as one thing to undo. Returns what became of each. */
  edit(edits: MapEdit[]): EditOutcome[] {
    const { outcomes, undo } = this.apply(edits);
    if (undo.length > 0) {
      this.undoStack.push(undo);
      this.redoStack = [];
    }
    this.changed();
    return outcomes;
  }

  undo(): void {
    this.takeBack(this.undoStack, this.redoStack);
  }

  redo(): void {
    this.takeBack(this.redoStack, this.undoStack);
  }

  /** Ends the session; what is pending stays kept. */
  close(): void {
    this.stop.abort();
    this.wakeSender();
  }

  private takeBack(from: MapEdit[][], to: MapEdit[][]): void {
    const edits = from.pop();
    if (!edits) return;
    const { undo } = this.apply(edits);
    if (undo.length > 0) to.push(undo);
    this.changed();
  }

  private apply(given: MapEdit[]) {
    const edits = this.base === null ? given : given.flatMap((edit) => this.takeOver(edit));
    const done = this.shown.apply(edits);
    if (done.undo.length > 0) {
      this.pending.push({
        batch: `${this.connection.client}-${Date.now().toString(36)}-${++this.count}`,
        edits,
      });
      this.connection.savePending(this.pending);
      this.wakeSender();
    }
    return done;
  }

  /** An inherited list of things without ids is written into the own file before something in it is changed. */
  private takeOver(edit: MapEdit): MapEdit[] {
    if (edit.kind === 'file') return [edit];
    const path =
      edit.kind === 'insert' ? [...edit.list, edit.after] : edit.kind === 'set' ? edit.at : edit.item;
    const first = path.findIndex((step) => step === null || (typeof step === 'object' && 'value' in step));
    if (first < 0) return [edit];
    const list = path.slice(0, first).filter((step) => step !== null);
    if (this.shown.valueAt(list) !== undefined) return [edit];
    const inherited = valueIn(this.current.file, list);
    // things with ids are laid over one by one
    if (!Array.isArray(inherited) || inherited.every((item) => Object(item).id !== undefined)) return [edit];
    // boundary: values of a YAML file are JSON
    return [{ kind: 'set', at: list, value: inherited as Json }, edit];
  }

  private async sendForever(): Promise<void> {
    let failures = 0;
    while (!this.stop.signal.aborted) {
      const next = this.pending.find(({ batch }) => !this.sent.has(batch));
      if (!next) {
        await new Promise<void>((resolve) => {
          this.wakeSender = resolve;
        });
        continue;
      }
      try {
        const taken = await this.connection.send(next);
        if (this.pending.includes(next)) this.sent.set(next.batch, taken);
        failures = 0;
        if (this.settle()) this.changed();
      } catch (error) {
        if (isRefused(error)) {
          this.drop(next, error);
        } else {
          await this.pause(failures++);
        }
      }
    }
  }

  private async followForever(): Promise<void> {
    let failures = 0;
    while (!this.stop.signal.aborted) {
      try {
        const news = await this.connection.follow(this.revision, this.stop.signal);
        failures = 0;
        for await (const item of news) {
          if (this.stop.signal.aborted) return;
          this.setConnected(true);
          if (item.kind === 'reload' || (item.kind === 'edits' && item.batch.revision > this.revision + 1)) {
            await this.startAnew();
            break;
          }
          const extended = this.confirmed.valueAt(['extends']);
          this.hear(item);
          // what it inherits comes with the map
          if (this.confirmed.valueAt(['extends']) !== extended) await this.startAnew();
        }
      } catch {
        // broken off: asked for again below, from where it ended
      }
      this.setConnected(false);
      await this.pause(failures++);
    }
  }

  private async startAnew(): Promise<void> {
    const { file, revision, base = null } = await this.connection.reload();
    this.base = base;
    this.confirmed = MapDocument.openAny(file);
    this.revision = revision;
    this.settle();
    this.shown = this.replay();
    this.changed();
  }

  /**
   * Takes off what the confirmed document holds already although no news will tell: sent by a page that was left before
   * the news came, or before the map was loaded anew. Returns whether there was any.
   */
  private settle(): boolean {
    const taken = this.pending.flatMap(({ batch }) => this.sent.get(batch) ?? []);
    const settled = taken.filter((batch) => batch.revision <= this.revision);
    for (const batch of settled) this.takeOff(batch);
    if (settled.length > 0) this.shown = this.replay();
    return settled.length > 0;
  }

  private hear(news: MapNews): void {
    if (news.kind === 'visitors') {
      this.visitors = news.visitors;
    } else if (news.kind === 'versions' || news.kind === 'comments') {
      this.heard = { ...this.heard, [news.kind]: this.heard[news.kind] + 1 };
    } else if (news.kind === 'edits') {
      if (news.batch.revision <= this.revision) return;
      this.confirm(news.batch);
    }
    this.changed();
  }

  private confirm(batch: EditBatch): void {
    this.confirmed.apply(batch.edits);
    this.revision = batch.revision;
    const isNext = this.pending[0]?.batch === batch.batch;
    const isOurs = this.pending.some((own) => own.batch === batch.batch);
    if (isOurs) this.takeOff(batch);
    if (!isNext) this.shown = this.replay();
  }

  /** The server has this one of ours: it is pending no more, and the person hears what did not go as meant. */
  private takeOff(batch: EditBatch): void {
    this.pending = this.pending.filter((own) => own.batch !== batch.batch);
    this.sent.delete(batch.batch);
    this.connection.savePending(this.pending);
    batch.outcomes.forEach((outcome, index) => {
      const edit = batch.edits[index];
      if (edit && outcome !== 'applied' && outcome !== 'unchanged')
        this.onNotice({ outcome, edit, message: null });
    });
  }

  /** The server will never take this one: it goes, and the person hears why. */
  private drop(refused: PendingBatch, error: unknown): void {
    this.pending = this.pending.filter((own) => own !== refused);
    this.connection.savePending(this.pending);
    this.shown = this.replay();
    const message = error instanceof Error ? error.message : String(error);
    for (const edit of refused.edits) this.onNotice({ outcome: 'refused', edit, message });
    this.changed();
  }

  private replay(): MapDocument {
    const document = this.confirmed.clone();
    for (const { edits } of this.pending) document.apply(edits);
    return document;
  }

  private setConnected(isConnected: boolean): void {
    if (this.isConnected === isConnected) return;
    this.isConnected = isConnected;
    this.changed();
  }

  private pause(failures: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.stop.signal.aborted) return resolve();
      const timer = setTimeout(done, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      const signal = this.stop.signal;
      const target = typeof window === 'undefined' ? null : window;
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        target?.removeEventListener('online', done);
        resolve();
      }
      signal.addEventListener('abort', done);
      target?.addEventListener('online', done);
    });
  }

  private describe(): MapSessionState {
    const { map, file } = this.readShown();
    return {
      map,
      // boundary: a mapping over a mapping is one
      file: file as Record<string, unknown>,
      pending: this.pending.length,
      isConnected: this.isConnected,
      visitors: this.visitors,
      canUndo: this.undoStack.length > 0,
      canRedo: this.redoStack.length > 0,
      heard: this.heard,
    };
  }

  /** Most news changes nothing of the map. */
  private readShown(): MapContent {
    const { shown: document, base } = this;
    const { changes } = document;
    const { read } = this;
    if (read?.document === document && read.changes === changes && read.base === base) return read.content;
    const content = this.reader.read(document.value, base);
    this.read = { document, changes, base, content };
    return content;
  }

  private changed(): void {
    this.current = this.describe();
    for (const listener of this.listeners) listener();
  }
}

function valueIn(value: unknown, path: MapPath): unknown {
  return path.reduce<unknown>((inside, step) => {
    if (typeof step === 'string') return Object(inside)[step];
    if (!Array.isArray(inside)) return undefined;
    return 'id' in step ? inside.find((item) => Object(item).id === step.id) : step.value;
  }, value);
}

function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'isRefused' in error && error.isRefused === true;
}
