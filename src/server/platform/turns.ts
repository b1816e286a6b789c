import { QuestionStopped } from './question-stopped.ts';

/** Work done one piece after the other. */
export class Line {
  private last: Promise<unknown> = Promise.resolve();

  add<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** A fixed set of connections handed out in the order of asking; nothing polls. Who leaves gets QuestionStopped. */
export class Turns<T> {
  private readonly waiting: ((item: T) => void)[] = [];
  private readonly all: T[];

  constructor(private readonly free: T[]) {
    this.all = [...free];
  }

  take(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const item = this.free.pop();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const turn = (given: T) => {
        signal?.removeEventListener('abort', leave);
        resolve(given);
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(turn), 1);
        reject(new QuestionStopped('cancelled', 'The question was cancelled.'));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.push(turn);
    });
  }

  give(item: T): void {
    const next = this.waiting.shift();
    if (next) next(item);
    else this.free.push(item);
  }

  /** Every connection, once nobody uses it. */
  takeAll(): Promise<T[]> {
    return Promise.all(this.all.map(() => this.take()));
  }
}
