import { invalidOption } from "../error.js";
import { toBytes } from "../input.js";
import { checks, readOptions, type Check, type Spec } from "../options.js";

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

/** The option `cache`, as the engine reads it. */
export interface EngineCache extends Omit<CacheOptions, "store"> {
  readonly store?: EngineStore;
}

/** A store, as the engine asks it: no method throws, all give promises. */
interface EngineStore {
  get(key: string): Promise<StoredSnapshot | undefined>;
  set(key: string, body: Uint8Array, receivedAt: number, allCycles?: boolean, etag?: string): Promise<void>;
  delete(prefix: string): Promise<void>;
}

const CACHE = {
  maxAgeMs: checks.duration,
  maxStaleMs: checks.duration,
  store: storeOf,
  identity: checks.string,
} satisfies Record<keyof CacheOptions, Check<unknown>>;

/** What a store gave is checked like everything that comes from outside. */
const STORED: Spec<StoredSnapshot> = {
  body: checks.any as Check<Uint8Array>,
  receivedAt: checks.instant,
  allCycles: checks.boolean,
  etag: checks.string,
};

/** Reads the option `cache`. */
export const cacheOf = (value: unknown): EngineCache => readOptions<EngineCache>(value, CACHE, "cache");

function storeOf(value: unknown): EngineStore {
  const store = value as SnapshotStore | null;
  if (["get", "set", "delete"].some((name) => typeof store?.[name as "get"] !== "function")) {
    throw invalidOption(
      "store",
      "cache: store must have the methods get, set and delete, as indexedDbStore() of milestreak/store has",
    );
  }
  return {
    async get(key) {
      const stored = await store!.get(key);
      if (!stored) return undefined;
      const { body, receivedAt, ...rest } = readOptions<StoredSnapshot>(stored, STORED, "store");
      return receivedAt === undefined ? undefined : { ...rest, body: toBytes(body), receivedAt };
    },
    async set(key, body, receivedAt, allCycles, etag) {
      await store!.set(key, { body, receivedAt, allCycles, etag });
    },
    async delete(prefix) {
      await store!.delete(prefix);
    },
  };
}
