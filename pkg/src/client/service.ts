import { call, write, type Handle } from "../engine.js";
import { invalidOption, isMilestreakError } from "../error.js";
import { textsAt } from "../packed.js";
import { read, Snapshot } from "../snapshot.js";
import { send, type Patience } from "./attempts.js";
import type { Call } from "./transport.js";
import type { Credentials } from "./auth.js";
import { Cache, type CacheOptions } from "./cache.js";
import { Flight, type ProgressListener } from "./flight.js";
import { forCaller } from "./wait.js";
import type { Zone } from "../zone.js";

/** What a client is made of. */
export interface Setup {
  /** What every request has, as the engine takes it. */
  readonly request: Omit<Call, "auth" | "etag" | keyof Query>;
  readonly credentials: Credentials;
  readonly patience: Patience;
  /** The largest body that is read, in bytes. */
  readonly maxBytes: number;
  /** The time zone of the server's clock, where it is known. */
  readonly serverTimeZone: Zone | undefined;
  readonly cache: CacheOptions | undefined;
}

/** What one of its requests asks for. */
export interface Query {
  readonly userId: string;
  readonly includeInactive?: boolean;
  readonly includeInactiveTargets?: boolean;
  readonly targetRuleId?: number;
}

/** How a caller wants it. */
export interface Manner {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  /** Ask the server, whatever is held. */
  readonly refresh?: boolean;
}

/** Whether an error means that nothing may be shown any more. */
export const forbids = (error: unknown): boolean =>
  isMilestreakError(error) && ["unauthorized", "forbidden", "not-found"].includes(error.code);

/** The inside of a client. No object that a page sees refers to it: it has the credentials. */
export class Service {
  readonly patience: Patience;
  /** What to add to the device's clock to have the server's. */
  skew = 0;
  /** How many there were: what was waiting for the engine then is not asked for any more. */
  signOuts = 0;
  /** What ends with a sign-out. */
  readonly watches = new Set<() => void>();
  readonly #setup: Setup;
  readonly #cache: Cache | undefined;
  readonly #flights = new Map<string, Flight>();

  constructor(setup: Setup) {
    const { request, credentials, serverTimeZone, cache } = setup;
    this.#setup = setup;
    this.patience = setup.patience;
    if (cache) {
      const { baseUrl, path, dataScope, dataScopeOrgs } = request;
      const prefix = JSON.stringify([baseUrl, path, dataScope, dataScopeOrgs, credentials.label, cache.identity]);
      this.#cache = new Cache(cache, prefix, serverTimeZone, this.now);
    }
  }

  /** The server's clock, as far as it is known. */
  readonly now = (): number => Date.now() + this.skew;

  /** A snapshot: what is held if it will do, else the server's answer. */
  async ask(query: Query, { signal, onProgress, refresh }: Manner): Promise<Snapshot> {
    const key = JSON.stringify([query.userId, query.includeInactive, query.includeInactiveTargets, query.targetRuleId]);
    const cache = this.#cache;
    if (cache) {
      if (this.#setup.cache?.store && this.#setup.cache.identity === undefined && !/^\d+$/.test(query.userId)) {
        throw invalidOption(
          "identity",
          "cache.identity is needed: with a store, and a userId that is no number, nothing tells who is signed in",
        );
      }
      await forCaller(cache.find(key), signal);
      const cached = refresh ? undefined : cache.get(key);
      if (cached) {
        const isStale = cache.isStale(cached);
        if (isStale)
          this.#flight(key, query)
            .join(() => undefined)
            .catch(() => undefined);
        return this.#snapshot(cached.held, isStale);
      }
    }
    return this.#flight(key, query).join((held) => this.#snapshot(held, false), signal, onProgress);
  }

  /** Ends and forgets everything. */
  async signOut(): Promise<void> {
    this.signOuts++;
    for (const flight of this.#flights.values()) flight.end("the client was signed out");
    for (const end of this.watches) end();
    await this.#cache?.clear();
  }

  #snapshot(held: Handle, isStale: boolean): Snapshot {
    return new Snapshot(held.clone(), { isStale, now: this.now });
  }

  #flight(key: string, query: Query): Flight {
    let flight = this.#flights.get(key);
    if (!flight) {
      const landed = (): void => {
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
      };
      flight = new Flight((signal, progress) => this.#fetch(key, query, signal, progress), landed);
      this.#flights.set(key, flight);
    }
    return flight;
  }

  async #fetch(key: string, query: Query, signal: AbortSignal, progress: ProgressListener): Promise<Handle> {
    const { request, ...setup } = this.#setup;
    const cache = this.#cache;
    const cached = cache?.get(key);
    // Its own share: what is cached may be let go meanwhile.
    const basis = cached?.etag === undefined ? undefined : cached.held.clone();
    let received: Handle | undefined;
    try {
      const sending = { ...setup, request: { ...request, ...query, etag: basis && cached?.etag }, signal, progress };
      const { etag, body } = await send(sending, ({ body, etag, clockSkewMs }) => {
        if (!Number.isNaN(clockSkewMs)) this.skew = clockSkewMs;
        // An answer without a body is about the one held.
        if (!body) return { etag: etag ?? cached?.etag, body: cached?.body };
        received = read(body, undefined, query.includeInactive, this.#setup.serverTimeZone);
        return { etag, body: cache?.keeps ? kept(body) : undefined };
      });
      // An answer that came at the very moment of a sign-out is not kept.
      signal.throwIfAborted();
      const receivedAt = this.now();
      const held = (received ?? basis!).clone(receivedAt);
      cache?.put(key, { held: held.clone(), receivedAt, allCycles: query.includeInactive, etag, body });
      return held;
    } catch (error) {
      if (forbids(error)) cache?.drop(key);
      throw error;
    } finally {
      received?.free();
      basis?.free();
    }
  }
}

/** What a store may keep of a body: what is read of it, and nothing of the customer. */
const kept = (body: Uint8Array): Uint8Array => call((engine) => textsAt(engine.kept(write(engine, body))));
