import type { Event } from "../../generated/types.js";
import type { Client, WatchOptions } from "../client.js";
import type { Update } from "../client/updates.js";
import type { Watch } from "../client/watch.js";
import type { MilestreakError } from "../error.js";

/** Options of `useTargetGroups`: those of `Client.watch`. */
export interface UseTargetGroupsOptions extends Omit<WatchOptions, "signal" | "onUpdate"> {}

/** Nothing has come yet, or nothing may be shown any more. */
export const WAITING: Update = { snapshot: null, events: [], error: null, stale: false };

/**
 * How many replaced snapshots are kept. A component that React renders with a deferred value may still ask the one before; the
 * engine's memory is freed for those before that.
 */
const KEPT = 2;

const all = new WeakMap<Client, Map<string, Watched>>();

/** The one subscription of all components that ask a client the same. */
export function watchedOf(
  client: Client,
  userId: number | string,
  query: UseTargetGroupsOptions,
  key: string,
): Watched {
  let watched = all.get(client)?.get(key);
  if (!watched) {
    watched = new Watched(client, userId, query, key);
    watched.register();
  }
  return watched;
}

/** A watch that begins with its first reader and ends with its last: an external store, as React calls it. */
export class Watched {
  readonly #client: Client;
  readonly #userId: number | string;
  readonly #query: UseTargetGroupsOptions;
  readonly #key: string;
  readonly #readers = new Set<() => void>();
  readonly #replaced: (Update["snapshot"] | undefined)[] = [];
  #state = WAITING;
  #watch: Watch | undefined;

  constructor(client: Client, userId: number | string, query: UseTargetGroupsOptions, key: string) {
    this.#client = client;
    this.#userId = userId;
    this.#query = query;
    this.#key = key;
  }

  readonly get = (): Update => this.#state;

  readonly subscribe = (reader: () => void): (() => void) => {
    this.#readers.add(reader);
    this.register();
    if (!this.#watch) void this.#begin();
    return () => {
      this.#readers.delete(reader);
      // Not at once: in Strict Mode, and when one component takes another's place, a reader leaves and comes back.
      queueMicrotask(() => {
        if (!this.#readers.size) this.#end();
      });
    };
  };

  readonly refresh = (): void => {
    if (this.#watch) this.#watch.refresh();
    else if (this.#readers.size) void this.#begin();
  };

  /** Lets others find it. */
  register(): void {
    const known = all.get(this.#client) ?? new Map<string, Watched>();
    all.set(this.#client, known);
    if (!known.has(this.#key)) known.set(this.#key, this);
  }

  async #begin(): Promise<void> {
    let watch: Watch | undefined;
    try {
      watch = this.#watch = this.#client.watch(this.#userId, this.#query);
      for await (const update of watch) {
        if (this.#watch === watch) this.#show(update);
        else update.snapshot?.free();
      }
      if (this.#watch !== watch) return;
      // It ended by itself: the client was signed out, and what was shown is nobody's any more.
      this.#forget();
    } catch (error) {
      this.#show({ ...WAITING, error: error as MilestreakError });
    }
    this.#watch = undefined;
  }

  #end(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#forget();
    const known = all.get(this.#client);
    if (known?.get(this.#key) === this) known.delete(this.#key);
  }

  #forget(): void {
    this.#show(WAITING);
    for (const snapshot of this.#replaced.splice(0)) snapshot?.free();
  }

  #show(update: Update): void {
    this.#replaced.push(this.#state.snapshot);
    if (this.#replaced.length > KEPT) this.#replaced.shift()?.free();
    this.#state = update;
    for (const reader of [...this.#readers]) reader();
  }
}

/** Events that a component has not been told. */
export const eventsSince = (first: Update, state: Update): Event[] => (state === first ? [] : state.events);
