import type { Event } from "../../generated/types.js";
import type { MilestreakError } from "../error.js";
import type { Snapshot } from "../snapshot.js";
import type { Watch } from "./watch.js";

/** What a watch has to tell. */
export interface Update {
  /** The latest figures; null as long as there are none, and when the server forbids them. It is the receiver's to free. */
  snapshot: Snapshot | null;
  /** What changed since the figures before these. */
  events: Event[];
  /** Why there is nothing newer; null when all is well. */
  error: MilestreakError | null;
  /** Whether the figures may be out of date: they come from the cache, or could not be renewed. */
  stale: boolean;
}

/** Who subscribes: a function, as stores have it (Svelte), or an object with `next`, as observables have it (RxJS). */
export type Subscriber = ((update: Update) => void) | Observer;

/** What an observable tells. */
export interface Observer {
  /** Hears each update. */
  next?(update: Update): void;
  /** Hears that none will come any more. */
  complete?(): void;
}

/** Ends a subscription, called itself or by its method. */
export interface Unsubscribe {
  (): void;
  /** The same. */
  unsubscribe(): void;
}

/** Nothing has come yet, or nothing may be shown any more. */
const WAITING: Update = { snapshot: null, events: [], error: null, stale: false };

/** The ways in which updates reach whoever reads them: a callback, `for await`, subscriptions. */
export class Updates {
  readonly #onUpdate: ((update: Update) => void) | undefined;
  readonly #dispose: () => void;
  readonly #subscribers = new Set<{ next(update: Update): void; complete(): void }>();
  #readers: ((result: IteratorResult<Update>) => void)[] = [];
  /** What nobody has read yet. */
  #unread: Update | undefined;
  /** What subscribers were shown last. Its snapshot is freed once that after it is replaced: views may still look at it. */
  #shown = WAITING;
  #before: Snapshot | null = null;
  #hasEnded = false;

  /** @param dispose ends the watch: called when the last subscriber has left */
  constructor(onUpdate: ((update: Update) => void) | undefined, dispose: () => void) {
    this.#onUpdate = onUpdate;
    this.#dispose = dispose;
  }

  publish(update: Update): void {
    const onUpdate = this.#onUpdate;
    if (this.#subscribers.size) {
      this.#show(onUpdate ? { ...update, snapshot: update.snapshot?.share() ?? null } : update);
      if (!onUpdate) return;
    }
    if (onUpdate) return tell(onUpdate, update);
    const reader = this.#readers.shift();
    if (reader) return reader({ done: false, value: update });
    // Only the latest figures count, but no event is lost.
    this.#unread?.snapshot?.free();
    this.#unread = { ...update, events: [...(this.#unread?.events ?? []), ...update.events] };
  }

  readonly next = (): Promise<IteratorResult<Update>> =>
    new Promise((resolve) => {
      if (this.#unread) {
        resolve({ done: false, value: this.#unread });
        this.#unread = undefined;
      } else if (this.#hasEnded) resolve({ done: true, value: undefined });
      else this.#readers.push(resolve);
    });

  readonly subscribe = (subscriber: Subscriber): Unsubscribe => {
    const { next, complete } =
      typeof subscriber === "function" ? { next: subscriber, complete: undefined } : subscriber;
    const own = {
      next: (update: Update) => tell((update) => next?.call(subscriber, update), update),
      complete: () => tell(() => complete?.call(subscriber), undefined),
    };
    if (this.#unread) {
      this.#shown = this.#unread;
      this.#unread = undefined;
    }
    this.#subscribers.add(own);
    const known = this.#shown;
    // What happened is told once, what is known to everybody who comes.
    this.#shown = { ...known, events: [] };
    own.next(known);
    const unsubscribe = (): void => {
      this.#subscribers.delete(own);
      // Not at once: one view may take another's place.
      queueMicrotask(() => {
        if (!this.#subscribers.size && !this.#onUpdate) this.#dispose();
      });
    };
    if (this.#hasEnded) own.complete();
    return Object.assign(unsubscribe, { unsubscribe });
  };

  /** Nothing comes any more. After a sign-out the figures are nobody's, and whoever shows them hears that. */
  end(isSignOut = false): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (isSignOut) {
      for (const { next } of [...this.#subscribers]) next(WAITING);
      if (this.#onUpdate) tell(this.#onUpdate, WAITING);
    }
    for (const snapshot of [this.#unread?.snapshot, this.#shown.snapshot, this.#before]) snapshot?.free();
    this.#unread = undefined;
    this.#shown = WAITING;
    for (const reader of this.#readers) reader({ done: true, value: undefined });
    this.#readers = [];
    for (const { complete } of [...this.#subscribers]) complete();
  }

  #show(update: Update): void {
    this.#before?.free();
    this.#before = this.#shown.snapshot;
    this.#shown = { ...update, events: [] };
    for (const { next } of [...this.#subscribers]) next(update);
  }
}

/** A watch whose updates are these. */
export function watchOf(updates: Updates, refresh: () => void, dispose: () => void): Watch {
  const watch: Watch = {
    refresh,
    dispose,
    subscribe: updates.subscribe,
    next: updates.next,
    [Symbol.dispose]: dispose,
    [Symbol.asyncIterator]: () => watch,
    async return() {
      dispose();
      return { done: true, value: undefined };
    },
  };
  // An observable, too. Under which name that is looked for depends on whether somebody has made the symbol.
  const { observable = "@@observable" } = Symbol as { observable?: symbol };
  const itself = { value: () => watch };
  return Object.defineProperties(watch, { [observable]: itself, "@@observable": itself });
}

/** Calls a function of the caller's. What it throws is the caller's to see, as if nobody had called it, and stops nothing here. */
export function tell<T>(listener: (news: T) => void, news: T): void {
  try {
    listener(news);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
