import { authOf, type Auth } from "./client/auth.js";
import { cacheOf, type CacheOptions } from "./client/cache.js";
import { Connection, type Progress, type ProgressListener } from "./client/connection.js";
import { responseOf } from "./client/prepared.js";
import type { Update } from "./client/updates.js";
import { watch, type Watch } from "./client/watch.js";
import { invalidOption } from "./error.js";
import { checks, readOptions, type Check } from "./options.js";
import type { Snapshot } from "./snapshot.js";
import { zoneOf } from "./zone.js";

/** How often a request is sent when it fails for a reason that may pass. */
export interface RetryOptions {
  /** How many requests there may be in all; 3 unless it is given, 1 for no second one. */
  attempts?: number;
  /** The longest wait before the second request, in milliseconds; 300 unless it is given. It doubles with each further one. */
  baseDelayMs?: number;
  /** No wait is longer, in milliseconds; 5 seconds unless it is given. A server that asks for more (`Retry-After`) is `rate-limited`. */
  maxDelayMs?: number;
}

/** Options of {@link Client}. */
export interface ClientOptions {
  /** Scheme and host of the API, as in `https://eu.api.capillarytech.com`, or of your own backend; without a password, a query and a hash. */
  baseUrl: string;
  /** The path of the request; `{userId}` is replaced. That of version 3.1 unless it is given. */
  path?: string;
  /** How a request says who asks; `{ type: "none" }` unless it is given. */
  auth?: Auth;
  /** The `DATA-SCOPE` of connected organisations. */
  dataScope?: "SELF" | "OTHER" | "ALL";
  /** The `DATA-SCOPE-ORG`: ids of organisations. */
  dataScopeOrgs?: readonly (number | string)[];
  /** Whether cookies go along, as with `fetch`; `"same-origin"` unless it is given. */
  credentials?: "same-origin" | "include" | "omit";
  /** Further headers of every request. With any, as with `auth`, no redirect is followed: it would take them along. */
  headers?: Readonly<Record<string, string>>;
  /** How long one attempt may take, its body included, in milliseconds; 10 seconds unless it is given. */
  timeoutMs?: number;
  /** How long all attempts may take together, with the waits in between, in milliseconds; 30 seconds unless it is given. */
  deadlineMs?: number;
  /** The largest body that is read, in bytes; 16 MiB unless it is given. */
  maxBytes?: number;
  /** What to do about failures that may pass: network failures, timeouts and the statuses 408, 429, 500, 502, 503 and 504. */
  retry?: RetryOptions;
  /** Keeps responses and shows them again. There is no cache unless it is given. */
  cache?: CacheOptions;
  /** The time zone of the server's clock, as an IANA name; as for {@link parse}. */
  serverTimeZone?: string;
}

/** Options of {@link Client.targetGroups}. */
export interface TargetGroupsOptions {
  /** All cycles of a target, not only the current one. Streaks need them. */
  includeInactive?: boolean;
  /** Also deactivated milestones. */
  includeInactiveTargets?: boolean;
  /** One target only: the id of its rule. */
  targetRuleId?: number;
  /** Ends the wait when it is aborted, and the request unless somebody else waits for the same. */
  signal?: AbortSignal;
  /** Hears how far the body has come, each time a piece of it arrives. */
  onProgress?: ProgressListener;
  /** Asks the server, whatever the cache holds. */
  refresh?: boolean;
  /**
   * The answer to this very question that the page, or its service worker, has asked for already, or a promise of it, as
   * `fetch` gives it. It is read in place of the first request; should it fail, the client asks as ever. What the cache holds
   * does not count then.
   */
  response?: Response | PromiseLike<Response>;
}

/** Options of {@link Client.watch}. */
export interface WatchOptions extends Omit<TargetGroupsOptions, "onProgress" | "refresh" | "response"> {
  /** The time zone whose calendar counts, for when figures change by themselves; as in a question. */
  timeZone?: string;
  /** As for {@link Snapshot.streaks}: a streak that enters its risk window is a change. */
  atRiskWithinMs?: number;
  /** How old the figures must be for a return to the page to renew them, in milliseconds; 1 second unless it is given. */
  minAgeMs?: number;
  /** Called with each update, in place of reading them with `for await`. */
  onUpdate?: (update: Update) => void;
}

const RETRY = { attempts: checks.count, baseDelayMs: checks.duration, maxDelayMs: checks.duration } satisfies Record<
  keyof RetryOptions,
  Check<unknown>
>;

/**
 * An absolute URL, as the browser understands it: with white space in front it is one over plain http too, and what is relative is of
 * the page. The path follows it, so that neither a query nor a hash can be in it, and `fetch` takes no password.
 */
const urlOf: Check<string> = (value) => {
  const text = checks.string(value);
  let url = "";
  try {
    url = new URL(text, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch {
    // Not a URL: told below.
  }
  if (/^https?:\/\/[^/@]+\/[^?#]*$/.test(url)) return url;
  throw invalidOption(
    "baseUrl",
    "baseUrl makes no URL that can be fetched: write it as in https://eu.api.capillarytech.com, without a password, ? and #",
  );
};

const SPEC = {
  baseUrl: urlOf,
  path: checks.string,
  auth: authOf,
  dataScope: checks.oneOf("SELF", "OTHER", "ALL"),
  dataScopeOrgs: orgsOf,
  credentials: checks.oneOf("same-origin", "include", "omit"),
  headers: headersOf,
  timeoutMs: checks.count,
  deadlineMs: checks.count,
  maxBytes: checks.count,
  retry: (value: unknown) => readOptions(value, RETRY, "retry"),
  cache: cacheOf,
  serverTimeZone: zoneOf("serverTimeZone"),
} satisfies Record<keyof ClientOptions, Check<unknown>>;

const QUERY = {
  includeInactive: checks.boolean,
  includeInactiveTargets: checks.boolean,
  targetRuleId: checks.id,
  signal: signalOf,
};

const TARGET_GROUPS = {
  ...QUERY,
  onProgress: checks.callback<Progress>,
  refresh: checks.boolean,
  response: responseOf,
} satisfies Record<keyof TargetGroupsOptions, Check<unknown>>;

const WATCH = {
  ...QUERY,
  timeZone: timeZoneOf,
  atRiskWithinMs: checks.duration,
  minAgeMs: checks.duration,
  onUpdate: checks.callback<Update>,
} satisfies Record<keyof WatchOptions, Check<unknown>>;

/** Not fields, not even private ones: developer tools show those, and there are credentials inside. */
const connections = new WeakMap<Client, Connection>();

/**
 * Asks the API for a user's target groups.
 *
 * It sends one GET with the headers its options ask for. The same question asked again while it is under way is the same
 * request. Failures that may pass are tried again; the rest, and those that did not pass, reject with a {@link MilestreakError}.
 *
 * @example
 * const client = new Client({ baseUrl: "https://shop.example/loyalty" });
 * const snapshot = await client.targetGroups(347286146, { includeInactive: true });
 */
export class Client {
  /** @throws {MilestreakError} `invalid-option` */
  constructor(options: ClientOptions) {
    const given = readOptions(options, SPEC, "Client");
    const { baseUrl } = given;
    if (baseUrl === undefined)
      throw invalidOption("baseUrl", "Client: baseUrl is needed, as in https://eu.api.capillarytech.com");
    connections.set(this, new Connection({ ...given, baseUrl }));
  }

  /**
   * Vue, and what is built on its proxies (Alpine, Pinia), leaves objects with this alone. Behind a proxy private members are
   * out of reach.
   *
   * @internal
   */
  get __v_skip(): true {
    return true;
  }

  /**
   * What to add to this device's clock to have the server's, in milliseconds, by the `Date` of the last answer. 0 until
   * there was one (a server of another origin must expose the header), and while the two agree within 2 seconds.
   */
  get clockSkewMs(): number {
    return inside(this).clockSkew;
  }

  /**
   * Fetches and reads the target groups of a user, or gives what the cache holds. Starts the engine if nothing has yet.
   *
   * @throws {MilestreakError} `network`, `timeout`, `aborted` (with the signal's reason as its `cause`, and when the client
   *   is signed out), `unauthorized`, `forbidden`, `not-found`, `rate-limited`, `http`, `too-large`, what `parse()`
   *   throws, what `init()` throws, and `invalid-option`
   */
  async targetGroups(userId: number | string, options?: TargetGroupsOptions): Promise<Snapshot> {
    const { signal, onProgress, response, refresh, ...query } = readOptions(options, TARGET_GROUPS, "targetGroups()");
    const asked = { ...query, userId: userOf(userId), refresh: refresh ?? response !== undefined };
    return inside(this).ask(asked, signal, onProgress, response);
  }

  /**
   * Keeps a user's target groups up to date. They are fetched again when the customer comes back to the page, when the
   * network does, and when they change by themselves ({@link Snapshot.nextChange}); not while the page is hidden. Failures
   * that may pass are tried again later and later. Starts the engine if nothing has yet.
   *
   * @throws {MilestreakError} `invalid-option`. All else is the `error` of an update.
   * @example
   * for await (const { snapshot, events, error, stale } of client.watch(347286146, { includeInactive: true })) {
   *   if (snapshot) render(snapshot.summary(), { stale, error });
   *   for (const event of events) if (event.type === "target-achieved") celebrate(event);
   * }
   */
  watch(userId: number | string, options?: WatchOptions): Watch {
    const { signal, onUpdate, timeZone, atRiskWithinMs, minAgeMs, ...query } = readOptions(options, WATCH, "watch()");
    const user = userOf(userId);
    return watch(
      inside(this),
      { ...query, userId: user },
      {
        ...(signal && { signal }),
        ...(onUpdate && { onUpdate }),
        ...(timeZone !== undefined && { timeZone }),
        ...(atRiskWithinMs !== undefined && { atRiskWithinMs }),
        minAgeMs: minAgeMs ?? 1_000,
      },
    );
  }

  /**
   * Ends all requests (they reject with `aborted`) and watches, and forgets what the cache holds, in the store also what
   * earlier pages kept there with the same options. Await it before somebody else signs in. What shows a watch hears an update
   * without figures first. Another client with the same store has to be signed out by a call of its own.
   *
   * @throws whatever the store's `delete` rejects with: what it keeps may still be there then
   */
  async signOut(): Promise<void> {
    await inside(this).signOut();
  }
}

const inside = (client: Client): Connection => connections.get(client)!;

function orgsOf(value: unknown): number[] {
  if (!Array.isArray(value)) throw invalidOption("dataScopeOrgs", "dataScopeOrgs must be an array of organisation ids");
  return value.map(checks.id);
}

/** Pairs of names and values. */
function headersOf(value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null)
    throw invalidOption("headers", "headers must be an object of names and values");
  return Object.entries(value).map(([name, value]) => [name, checks.string(value)]);
}

function signalOf(value: unknown): AbortSignal {
  try {
    // Only a signal can be asked this, whatever window it is of.
    Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted")?.get?.call(value);
  } catch {
    throw invalidOption("signal", "signal must be an AbortSignal");
  }
  return value as AbortSignal;
}

function timeZoneOf(value: unknown): string {
  zoneOf("timeZone")(value);
  return value as string;
}

function userOf(value: unknown): string {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return String(value);
  if (typeof value === "string" && value !== "") return value;
  throw invalidOption("userId", "userId must be a whole number, or a text that is not empty");
}
