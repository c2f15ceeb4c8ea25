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
  watch(userId: number | string, options: WatchedOptions): Watched;
}

/** What a watch is told. */
export interface WatchedOptions {
  /** Whether cycles that are over are asked for as well. */
  includeInactive: boolean;
  /** Ends the watch. */
  signal: AbortSignal;
  /** The time zone of the programme: when figures change by themselves depends on it. */
  timeZone?: string;
  /** How long before its end a streak is at risk, milliseconds: likewise. */
  atRiskWithinMs?: number;
}

/** Nothing has come yet. */
export const WAITING: Feed = { snapshot: null, data: null, error: null, stale: false };

/** Whose figures these are; null or undefined where nobody knows. */
export const userOf = (feed: Feed): number | null | undefined =>
  (feed.snapshot ?? (feed.data as Pick<SnapshotLike, "userId"> | null))?.userId;

/** Somebody who reads what comes. `isAnother`: what came before was of another customer, or of one who is gone. */
export type Reader = (events: readonly Event[], isAnother: boolean) => void;

/** What is subscribed to. */
export interface Subject {
  /** A client, or an address. */
  readonly origin: WatchedClient | string;
  readonly userId: string;
  /** The time zone of the server's clock; null where the response shows it. */
  readonly serverTimeZone: string | null;
  /** The time zone of the programme; null for that of the server's clock. */
  readonly timeZone: string | null;
  /** How long before its end a streak is at risk, in milliseconds; null for 24 hours. */
  readonly atRiskWithinMs: number | null;
}

const sources = new Map<WatchedClient | string, Map<string, Source>>();

/** The subscription to a subject. Where it takes the place of another one with the same answers, it begins with what that one shows. */
export function sourceOf(subject: Subject, previous?: Source): Source {
  const { origin, userId, serverTimeZone, timeZone, atRiskWithinMs } = subject;
  let users = sources.get(origin);
  if (!users) {
    users = new Map();
    sources.set(origin, users);
  }
  const key = JSON.stringify([userId, serverTimeZone, timeZone, atRiskWithinMs]);
  let source = users.get(key);
  if (!source) {
    const forget = (): void => {
      users.delete(key);
      if (!users.size) sources.delete(origin);
    };
    source = new Source(subject, previous?.handOver(subject) ?? WAITING, forget);
    users.set(key, source);
  }
  return source;
}

export class Source {
  feed: Feed;
  readonly #subject: Subject;
  readonly #forget: () => void;
  readonly #readers = new Set<Reader>();
  #watching: AbortController | undefined;
  #watched: Watched | undefined;

  constructor(subject: Subject, feed: Feed, forget: () => void) {
    this.#subject = subject;
    this.feed = feed;
    this.#forget = forget;
  }

  /** Gives what it shows to the source of another subject, if that has the same answers and nobody but its one reader looks at it. */
  handOver({ origin, userId, serverTimeZone }: Subject): Feed | undefined {
    const own = this.#subject;
    const isSame = origin === own.origin && userId === own.userId && serverTimeZone === own.serverTimeZone;
    if (!isSame || this.#readers.size !== 1) return undefined;
    const { feed } = this;
    this.feed = WAITING;
    return feed;
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
      this.feed.snapshot?.free?.();
      this.feed = WAITING;
      this.#forget();
    });
  }

  /** Whether the events are this one's to pass on. */
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
    // Where it ends by itself, the client was signed out: what was shown is nobody's any more.
    let end = WAITING;
    try {
      const { origin, userId, serverTimeZone, timeZone, atRiskWithinMs } = this.#subject;
      const client = typeof origin === "string" ? await clientOf(origin, serverTimeZone) : origin;
      if (signal.aborted) return;
      const options: WatchedOptions = { includeInactive: true, signal };
      if (timeZone !== null) options.timeZone = timeZone;
      if (atRiskWithinMs !== null) options.atRiskWithinMs = atRiskWithinMs;
      const watched = client.watch(userId, options);
      this.#watched = watched;
      // The first format takes Chromium 25 ms, on a phone 100. Now everybody waits for the network.
      setTimeout(() => new Intl.NumberFormat());
      for await (const { events, ...feed } of watched) {
        if (signal.aborted) return;
        this.#tell({ ...feed, data: null }, events);
      }
    } catch (error) {
      end = { ...this.feed, error: error as MilestreakError, stale: this.feed.snapshot !== null };
    }
    if (signal.aborted) return;
    this.#watched = undefined;
    if (end === WAITING) this.#watching = undefined;
    this.#tell(end);
  }

  #tell(feed: Feed, events: readonly Event[] = []): void {
    const { snapshot } = this.feed;
    const isAnother = feed === WAITING || userOf(this.feed) !== userOf(feed);
    // What a watch gives is the receiver's to free. Those who look at it look at the new one from here on.
    if (feed.snapshot !== snapshot) snapshot?.free?.();
    this.feed = feed;
    for (const reader of [...this.#readers]) reader(events, isAnother);
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
