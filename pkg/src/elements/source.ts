/**
 * Where data comes from when an element fetches it: one subscription, however many elements share it.
 *
 * @module
 */

import type { Event } from "../../generated/types.js";
import type { MilestreakError } from "../error.js";
import { entry } from "./entry.js";
import type { Data, SnapshotLike } from "./view.js";

/** What an element shows at a moment. */
export interface Feed {
  readonly snapshot: SnapshotLike | null;
  readonly data: Data | null;
  readonly error: MilestreakError | null;
  readonly stale: boolean;
}

/** What comes of watching. */
export interface Update {
  /** The latest figures, for the element to free; null where there are none. */
  readonly snapshot: SnapshotLike | null;
  /** What changed since those before. */
  readonly events: readonly Event[];
  /** Why there is nothing newer; null when all is well. */
  readonly error: MilestreakError | null;
  /** Whether the figures may be out of date. */
  readonly stale: boolean;
}

/** What the elements need of a `Watch`. Without `refresh` a new one is begun, which cannot tell what changed since. */
export interface Watched extends AsyncIterable<Update> {
  /** Asks again at once. */
  refresh?(): void;
}

/** What the elements need of a `Client`. */
export interface WatchedClient {
  /** What is known of a user, and each time that it changes. */
  watch(userId: number | string, options: { includeInactive: boolean; signal: AbortSignal }): Watched;
}

/** Nothing has come yet. */
export const WAITING: Feed = { snapshot: null, data: null, error: null, stale: false };

/** Somebody who reads what comes. The first of them is told that the events are theirs to pass on. */
export type Reader = (events: readonly Event[], isFirst: boolean) => void;

const sources = new Map<WatchedClient | string, Map<string, Source>>();

/** The subscription to a user, at a client or at an address; the time zone is that of the server's clock, where it is known. */
export function sourceOf(origin: WatchedClient | string, userId: string, serverTimeZone: string | null): Source {
  let users = sources.get(origin);
  if (!users) {
    users = new Map();
    sources.set(origin, users);
  }
  const key = JSON.stringify([userId, serverTimeZone]);
  let source = users.get(key);
  if (!source) {
    const forget = (): void => {
      users.delete(key);
      if (!users.size) sources.delete(origin);
    };
    source = new Source(origin, userId, serverTimeZone, forget);
    users.set(key, source);
  }
  return source;
}

export class Source {
  feed: Feed = WAITING;
  readonly #origin: WatchedClient | string;
  readonly #userId: string;
  readonly #serverTimeZone: string | null;
  readonly #forget: () => void;
  readonly #readers = new Set<Reader>();
  #watching: AbortController | undefined;
  #watched: Watched | undefined;

  constructor(origin: WatchedClient | string, userId: string, serverTimeZone: string | null, forget: () => void) {
    this.#origin = origin;
    this.#userId = userId;
    this.#serverTimeZone = serverTimeZone;
    this.#forget = forget;
  }

  add(reader: Reader): void {
    this.#readers.add(reader);
    if (!this.#watching) void this.#watch();
  }

  delete(reader: Reader): void {
    this.#readers.delete(reader);
    // Not at once: an element that is moved leaves and comes back.
    queueMicrotask(() => {
      if (this.#readers.size) return;
      this.#watching?.abort();
      this.#watching = undefined;
      this.#watched = undefined;
      this.feed.snapshot?.free?.();
      this.feed = WAITING;
      this.#forget();
    });
  }

  isFirst(reader: Reader): boolean {
    return this.#readers.values().next().value === reader;
  }

  /** Asks again, without waiting for whatever it waits for. */
  refresh(): void {
    this.#tell({ ...this.feed, error: null });
    if (this.#watched?.refresh) return this.#watched.refresh();
    this.#watching?.abort();
    void this.#watch();
  }

  async #watch(): Promise<void> {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    try {
      const client =
        typeof this.#origin === "string" ? await clientOf(this.#origin, this.#serverTimeZone) : this.#origin;
      if (signal.aborted) return;
      const watched = client.watch(this.#userId, { includeInactive: true, signal });
      this.#watched = watched;
      for await (const { events, ...feed } of watched) {
        if (signal.aborted) return;
        this.#tell({ ...feed, data: null }, events);
      }
    } catch (error) {
      if (!signal.aborted)
        this.#tell({ ...this.feed, error: error as MilestreakError, stale: this.feed.snapshot !== null });
    }
    // It ended by itself, as with a sign-out: it cannot be asked again.
    if (!signal.aborted) this.#watched = undefined;
  }

  #tell(feed: Feed, events: readonly Event[] = []): void {
    // What a watch gives is the receiver's to free. Those who look at it look at the new one from here on.
    if (feed.snapshot !== this.feed.snapshot) this.feed.snapshot?.free?.();
    this.feed = feed;
    for (const reader of [...this.#readers]) reader(events, this.isFirst(reader));
  }
}

/** A client for an address: with `{userId}` in it that of the response, without it that of the API. */
async function clientOf(src: string, serverTimeZone: string | null): Promise<WatchedClient> {
  const { Client } = await entry();
  const { href, origin } = new URL(src, document.baseURI);
  const template = href.replace(/%7BuserId%7D/i, "{userId}");
  const address = template.includes("{userId}")
    ? { baseUrl: origin, path: template.slice(origin.length) }
    : { baseUrl: href };
  return new Client({ ...address, ...(serverTimeZone !== null && { serverTimeZone }) });
}
