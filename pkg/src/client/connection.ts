import { type Engine, Handle, isRunning, promised, type Settle, startEngine } from "../engine.js";
import { MilestreakError } from "../error.js";
import { Snapshot } from "../snapshot.js";
import type { Zone } from "../zone.js";
import type { EngineAuth } from "./auth.js";
import type { EngineCache } from "./cache.js";
import { PreparedAnswers } from "./prepared.js";
import { tell } from "./updates.js";

/** How far a body has come. */
export interface Progress {
  /** How many bytes of it are here. */
  receivedBytes: number;
  /** How many there will be; null when the server does not say, or says it of the compressed body. */
  totalBytes: number | null;
}

/** A caller that hears of progress. */
export type ProgressListener = (progress: Progress) => void;

/** The options of a client, as the engine reads them: plain data, and functions that throw nothing. */
export interface EngineClientOptions {
  readonly baseUrl: string;
  readonly path?: string;
  readonly auth?: EngineAuth;
  readonly dataScope?: "SELF" | "OTHER" | "ALL";
  readonly dataScopeOrgs?: readonly number[];
  readonly credentials?: RequestCredentials;
  /** Pairs of names and values. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  readonly maxBytes?: number;
  readonly retry?: { readonly attempts?: number; readonly baseDelayMs?: number; readonly maxDelayMs?: number };
  readonly cache?: EngineCache;
  readonly serverTimeZone?: Zone;
}

/** What is asked for, as the engine reads it. */
export interface EngineQuery {
  readonly userId: string;
  readonly includeInactive?: boolean;
  readonly includeInactiveTargets?: boolean;
  readonly targetRuleId?: number;
  /** Ask the server, whatever the cache holds. */
  readonly refresh: boolean;
}

/** What is known of an answer. */
interface SettleSnapshot extends Settle<[snapshot: number, isStale: boolean]> {
  /** Each time a piece of the body arrives; NaN when it is not known how many bytes there will be. */
  readonly progress?: (receivedBytes: number, totalBytes: number) => void;
}

/** A client's part in the engine. No object that a page sees refers to it: it has the credentials. */
export class Connection {
  /** The longest wait of an ordinary retry, in milliseconds. */
  readonly maxDelayMs: number;
  /** What ends with a sign-out. */
  readonly watches = new Set<() => void>();
  readonly #options: EngineClientOptions;
  readonly #prepared: PreparedAnswers;
  /** Made when it is first needed, and again in the next engine when one broke down. */
  #handle: Handle | undefined;
  #clockSkew = 0;
  /** How many there were: what was waiting for the engine then is not asked for any more. */
  #signOuts = 0;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#prepared = new PreparedAnswers(options);
    this.maxDelayMs = options.retry?.maxDelayMs ?? 5_000;
  }

  /** What to add to the device's clock to have the server's, in milliseconds. */
  get clockSkew(): number {
    if (this.#handle?.isUsable) this.#clockSkew = this.#handle.ask((engine, client) => engine.clockSkew(client));
    return this.#clockSkew;
  }

  /** The server's clock, as far as it is known. */
  readonly now = (): number => Date.now() + this.clockSkew;

  /** Asks for a snapshot. With a response, that is the answer to the first request. */
  async ask(
    query: EngineQuery,
    signal?: AbortSignal,
    onProgress?: ProgressListener,
    response?: Response | PromiseLike<Response>,
  ): Promise<Snapshot> {
    const release = signal?.aborted ? undefined : this.#prepare(query, response);
    try {
      return await this.#ask(query, signal, onProgress);
    } finally {
      release?.();
    }
  }

  /** Has an answer ready for the engine, if there is one or none can be asked for by the engine yet. */
  #prepare(query: EngineQuery, response: Response | PromiseLike<Response> | undefined): (() => void) | undefined {
    if (response) return this.#prepared.take(query, response);
    if (isRunning()) return undefined;
    // First what takes longer. Whoever waits for it hears of a failure.
    startEngine().catch(() => undefined);
    return this.#prepared.send(query);
  }

  #ask(query: EngineQuery, signal?: AbortSignal, onProgress?: ProgressListener): Promise<Snapshot> {
    const progress = (receivedBytes: number, totalBytes: number): void =>
      tell(onProgress!, { receivedBytes, totalBytes: Number.isNaN(totalBytes) ? null : totalBytes });
    const signOuts = this.#signOuts;
    return promised(
      (engine, settle: Settle<[snapshot: number, isStale: boolean]>) => {
        if (signOuts !== this.#signOuts)
          throw new MilestreakError({ code: "aborted", message: "the client was signed out" });
        const all: SettleSnapshot = onProgress ? { ...settle, progress } : settle;
        return engine.targetGroups(this.#client(engine), query, all);
      },
      (snapshot, isStale) => new Snapshot(new Handle("snapshot", () => snapshot), { isStale, now: this.now }),
      signal,
    );
  }

  /** Ends and forgets everything. */
  async signOut(): Promise<void> {
    this.#signOuts++;
    this.#prepared.clear();
    // Without a store, what was never made has nothing to forget. The engine first: who hears of the end may watch anew at once.
    const forgotten =
      (this.#handle?.isUsable || this.#options.cache?.store) &&
      promised(
        (engine, settle: Settle<[]>) => engine.signOut(this.#client(engine), settle),
        () => undefined,
      );
    for (const end of [...this.watches]) end();
    await forgotten;
  }

  #client(engine: Engine): number {
    if (!this.#handle?.isUsable)
      this.#handle = new Handle("client", () => engine.createClient({ ...this.#options, fetch: this.#prepared.fetch }));
    return this.#handle.ask((_, client) => client);
  }
}
