import type { Handle } from "../engine.js";
import { toBytes } from "../input.js";
import { checks, readOptions, type Check, type Spec } from "../options.js";
import { read } from "../snapshot.js";
import type { Zone } from "../zone.js";
import { unlessAborted } from "./wait.js";

/** What a store keeps of a response: the figures, and nothing of the customer's profile. */
export interface StoredSnapshot {
  /** The response as JSON, with nothing in it but the fields that this package reads. */
  body: Uint8Array;
  /** When it was received, in epoch milliseconds of the server's clock. */
  receivedAt: number;
  /** Whether all cycles were asked for. */
  allCycles?: boolean | undefined;
  /** Its version, as the server named it. */
  etag?: string | undefined;
}

/**
 * A place that outlives the page. `milestreak/store` has one in IndexedDB.
 *
 * Keys are texts that name the address, the scope, the {@link CacheOptions.identity} and the user. A store may lose
 * what it keeps, and may fail, which counts as having nothing, except that {@link Client.signOut} passes on why `delete` failed.
 */
export interface SnapshotStore {
  /** What is kept under a key. */
  get(key: string): Promise<StoredSnapshot | undefined>;
  /** Keeps something under a key, in place of what was there. */
  set(key: string, value: StoredSnapshot): Promise<unknown>;
  /** Removes everything whose key begins with a text. */
  delete(prefix: string): Promise<unknown>;
}

/** Options of the cache. */
export interface CacheOptions {
  /** How long a snapshot is as good as a new one, in milliseconds; 1 minute unless it is given. */
  maxAgeMs?: number;
  /**
   * How old a snapshot may be that is still shown, marked as {@link Snapshot.stale}, while a new one is on its way, in
   * milliseconds; a day unless it is given.
   */
  maxStaleMs?: number;
  /** A place that outlives the page. */
  store?: SnapshotStore;
  /**
   * Whose figures these are, in any words that differ between people who share a machine. Needed with a `store` when
   * the user is asked for by something that means whoever is signed in, such as `me`, and not by a number.
   */
  identity?: string;
}

/** A response that is held. @internal */
export interface Cached extends Omit<StoredSnapshot, "body"> {
  readonly held: Handle;
  /** Its bytes, for the store. */
  readonly body?: Uint8Array | undefined;
}

/** What a store gave is checked like everything that comes from outside. */
const STORED: Spec<StoredSnapshot> = {
  body: checks.any as Check<Uint8Array>,
  receivedAt: checks.instant,
  allCycles: checks.boolean,
  etag: checks.string,
};

/** How long a page waits for the store before it asks the server, in milliseconds. */
const PATIENCE = 1_000;

/** How long a sign-out waits for the store, in milliseconds. Then it says that something may be left there. */
const LAST_PATIENCE = 10_000;

/** More users than any page shows, and few enough to hold. */
const MOST_HELD = 32;

/** The responses that a client holds, in memory and beyond it. @internal */
export class Cache {
  readonly #cached = new Map<string, Cached>();
  readonly #options: CacheOptions;
  readonly #prefix: string;
  readonly #serverTimeZone: Zone | undefined;
  readonly #now: () => number;
  /** What was last asked of the store: it is asked for one thing after the other, so nothing is kept after a sign-out. */
  #last: Promise<unknown> = Promise.resolve();
  /** It left a question unanswered for too long: until it is answered, no page waits for it again. */
  #isSilent = false;
  #signedOut = 0;

  constructor(options: CacheOptions, prefix: string, serverTimeZone: Zone | undefined, now: () => number) {
    this.#options = options;
    this.#prefix = prefix;
    this.#serverTimeZone = serverTimeZone;
    this.#now = now;
  }

  /** Whether there is a store. */
  get keeps(): boolean {
    return this.#options.store !== undefined;
  }

  /** Looks for what is held under a key, in memory and then in the store. */
  async find(key: string): Promise<void> {
    if (this.#cached.has(key) || !this.keeps || this.#isSilent) return;
    const answer = this.#restore(key)
      .catch(() => undefined)
      .finally(() => (this.#isSilent = false));
    await unlessAborted(answer, AbortSignal.timeout(PATIENCE)).catch(() => (this.#isSilent = true));
  }

  /** What is held in memory under a key, unless it is too old to be shown, or went with an engine that broke down. */
  get(key: string): Cached | undefined {
    const cached = this.#cached.get(key);
    if (cached && !cached.held.isUsable) {
      this.#release(key);
      return undefined;
    }
    if (!cached || this.#age(cached) <= (this.#options.maxStaleMs ?? 86_400_000)) return cached;
    this.drop(key);
    return undefined;
  }

  /** Whether a newer one should be fetched. */
  isStale(cached: Cached): boolean {
    return this.#age(cached) > (this.#options.maxAgeMs ?? 60_000);
  }

  /** Holds a response. */
  put(key: string, cached: Cached): void {
    this.#hold(key, cached);
    const { held: _, body, ...rest } = cached;
    if (body) this.#ask((store) => store.set(this.#prefix + key, { ...rest, body })).catch(() => undefined);
  }

  /** Forgets what is held under a key. */
  drop(key: string): void {
    this.#release(key);
    this.#ask((store) => store.delete(this.#prefix + key)).catch(() => undefined);
  }

  /** Forgets everything, in the store also what an earlier page kept. */
  async clear(): Promise<void> {
    this.#signedOut++;
    for (const key of this.#cached.keys()) this.#release(key);
    await unlessAborted(
      this.#ask((store) => store.delete(this.#prefix)),
      AbortSignal.timeout(LAST_PATIENCE),
    );
  }

  /** A clock that went back makes a time to come of it: nothing is known of how old it is. */
  #age({ receivedAt }: Cached): number {
    const age = this.#now() - receivedAt;
    return age < 0 ? Infinity : age;
  }

  async #restore(key: string): Promise<void> {
    const signedOut = this.#signedOut;
    const stored = (await this.#ask((store) => store.get(this.#prefix + key))) as StoredSnapshot | undefined;
    if (!stored || this.#cached.has(key) || signedOut !== this.#signedOut) return;
    const { body, receivedAt = NaN, allCycles, etag } = readOptions<StoredSnapshot>(stored, STORED, "store");
    const bytes = toBytes(body);
    this.#hold(key, {
      held: read(bytes, receivedAt, allCycles, this.#serverTimeZone),
      body: bytes,
      receivedAt,
      allCycles,
      etag,
    });
  }

  #hold(key: string, cached: Cached): void {
    this.#release(key);
    this.#cached.set(key, cached);
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > MOST_HELD) this.#release(oldest!);
  }

  #release(key: string): void {
    this.#cached.get(key)?.held.free();
    this.#cached.delete(key);
  }

  #ask(question: (store: SnapshotStore) => Promise<unknown>): Promise<unknown> {
    const { store } = this.#options;
    if (!store) return Promise.resolve();
    this.#last = this.#last.then(
      () => question(store),
      () => question(store),
    );
    return this.#last;
  }
}
