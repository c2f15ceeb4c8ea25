import type { RawSnapshot } from "../wasm/milestreak.js";
import { call, translate } from "./engine.js";
import { invalidOption, MilestreakError } from "./error.js";
import { checks, kindOf, readOptions, type Check } from "./options.js";
import { Snapshot } from "./snapshot.js";

/** A secret, or a function that gives it each time it is needed. */
export type TokenSource = string | (() => string | Promise<string>);

/**
 * How a request says who asks. In a browser this is nearly always `{ type: "none" }`: Basic and OAuth client
 * credentials are a server's secret, and the page talks to its own backend, which adds them.
 */
export type Auth =
  | { type: "none" }
  | { type: "basic"; username: string; password: string }
  | { type: "bearer"; token: TokenSource }
  | { type: "oauth"; token: TokenSource; orgId?: string | number };

/** Options of {@link Client}. */
export interface ClientOptions {
  /** Scheme and host of the API, as in `https://eu.api.capillarytech.com`, or of your own backend. */
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
  /** Further headers of every request. */
  headers?: Readonly<Record<string, string>>;
  /** How long a request may take, its body included, in milliseconds; 10 seconds unless it is given. */
  timeoutMs?: number;
  /** The largest body that is read, in bytes; 16 MiB unless it is given. */
  maxBytes?: number;
}

/** Options of {@link Client.targetGroups}. */
export interface TargetGroupsOptions {
  /** All cycles of a target, not only the current one. Streaks need them. */
  includeInactive?: boolean;
  /** Also deactivated milestones. */
  includeInactiveTargets?: boolean;
  /** One target only: the id of its rule. */
  targetRuleId?: number;
  /** Ends the request when it is aborted. */
  signal?: AbortSignal;
}

const PATH = "/api_gateway/intouch-api-v3/v3.1/users/{userId}/targetGroups";

const SPEC = {
  baseUrl: checks.string,
  path: checks.string,
  auth: authOf,
  dataScope: checks.oneOf("SELF", "OTHER", "ALL"),
  dataScopeOrgs: orgsOf,
  credentials: checks.oneOf("same-origin", "include", "omit"),
  headers: headersOf,
  timeoutMs: checks.count,
  maxBytes: checks.count,
} satisfies Record<keyof ClientOptions, Check<unknown>>;

const TARGET_GROUPS = {
  includeInactive: checks.boolean,
  includeInactiveTargets: checks.boolean,
  targetRuleId: checks.id,
  signal: signalOf,
} satisfies Record<keyof TargetGroupsOptions, Check<unknown>>;

/**
 * Asks the API for a user's target groups.
 *
 * @example
 * const client = new Client({ baseUrl: "https://shop.example/loyalty" });
 * const snapshot = await client.targetGroups(347286146, { includeInactive: true });
 */
export class Client {
  readonly #options;
  readonly #auth: () => Promise<string[]>;

  /** @throws {MilestreakError} `invalid-option` */
  constructor(options: ClientOptions) {
    const { auth, ...rest } = readOptions(options, SPEC, "Client");
    const { baseUrl } = rest;
    if (baseUrl === undefined) throw invalidOption("baseUrl", "Client: baseUrl is needed, as in https://eu.api.capillarytech.com");
    this.#options = { ...rest, baseUrl };
    this.#auth = auth ?? (async () => ["none"]);
  }

  /**
   * Fetches and reads the target groups of a user: one GET.
   *
   * @throws {MilestreakError} `network`, `timeout`, `aborted` (with the signal's reason as its `cause`),
   *   `unauthorized`, `forbidden`, `not-found`, `rate-limited`, `http`, `too-large`, what {@link parse} throws, and
   *   `invalid-option`
   */
  async targetGroups(userId: number | string, options?: TargetGroupsOptions): Promise<Snapshot> {
    const { signal, ...query } = readOptions(options, TARGET_GROUPS, "targetGroups()");
    const user = userOf(userId);
    call(() => undefined);
    const { headers, dataScopeOrgs, timeoutMs = 10_000, ...config } = this.#options;
    const attempt = new AbortController();
    let ended: MilestreakError | undefined;
    const end = (error: MilestreakError): void => {
      ended ??= error;
      // No reason is handed on: whatever the caller's is, it must not reach code that expects an Error.
      attempt.abort();
    };
    const aborted = (): void => end(new MilestreakError({ code: "aborted", message: "the request was aborted", cause: signal!.reason }));
    if (signal?.aborted) aborted();
    signal?.addEventListener("abort", aborted, { once: true });
    const timer = setTimeout(() => {
      end(new MilestreakError({ code: "timeout", retryable: true, message: `no complete answer within ${timeoutMs} ms (timeoutMs)` }));
    }, timeoutMs);
    try {
      const auth = await unlessAborted(this.#auth(), attempt.signal);
      const request = {
        path: PATH,
        credentials: "same-origin",
        maxBytes: 16 * 1024 * 1024,
        ...config,
        ...query,
        userId: user,
        headers: headers ?? [],
        dataScopeOrgs: dataScopeOrgs?.join(","),
        auth,
        signal: attempt.signal,
      };
      return new Snapshot(await (call((engine) => engine.fetchUser(request)) as Promise<RawSnapshot>));
    } catch (error) {
      throw ended ?? translate(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
    }
  }
}

/** Waits for a promise no longer than a signal allows. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** The credentials, as the engine takes them: the kind, then what belongs to it. */
function authOf(value: unknown): () => Promise<string[]> {
  const kinds: Record<string, Record<string, Check<unknown>>> = {
    none: {},
    basic: { username: checks.string, password: checks.string },
    bearer: { token: tokenOf },
    oauth: { token: tokenOf, orgId: (id) => String(checks.id(id)) },
  };
  const { type, ...rest } = readOptions<Record<string, unknown>>(
    value,
    { type: checks.oneOf("none", "basic", "bearer", "oauth"), username: checks.any, password: checks.any, token: checks.any, orgId: checks.any },
    "auth",
  );
  if (type === undefined) throw invalidOption("auth", 'auth: type is needed: "none", "basic", "bearer" or "oauth"');
  const auth = readOptions<Record<string, unknown>>(rest, kinds[type as string]!, `auth of type "${type}"`);
  const { username, password, token, orgId } = auth;
  switch (type) {
    case "basic":
      if (username === undefined || password === undefined) throw invalidOption("auth", "auth: basic needs username and password");
      return async () => ["basic", username as string, password as string];
    case "none":
      return async () => ["none"];
    default:
      if (token === undefined) throw invalidOption("auth", `auth: ${type} needs a token, or a function that gives one`);
      return async () => [type as string, await tokenFrom(token as TokenSource), ...(orgId === undefined ? [] : [orgId as string])];
  }
}

function tokenOf(value: unknown): TokenSource {
  return typeof value === "function" ? (value as () => string) : checks.string(value);
}

async function tokenFrom(source: TokenSource): Promise<string> {
  if (typeof source === "string") return source;
  let token: unknown;
  try {
    token = await source();
  } catch (cause) {
    throw invalidOption("auth", "auth: the token function failed", cause);
  }
  if (typeof token !== "string") throw invalidOption("auth", `auth: the token function must give a string, not ${kindOf(token)}`);
  return token;
}

function orgsOf(value: unknown): string[] {
  if (!Array.isArray(value)) throw invalidOption("dataScopeOrgs", "dataScopeOrgs must be an array of organisation ids");
  return value.map((id) => String(checks.id(id)));
}

/** Names and values in turn, as the engine takes them. */
function headersOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) throw invalidOption("headers", "headers must be an object of names and values");
  return Object.entries(value).flatMap(([name, value]) => [name, checks.string(value)]);
}

function signalOf(value: unknown): AbortSignal {
  if (Object.prototype.toString.call(value) !== "[object AbortSignal]") throw invalidOption("signal", "signal must be an AbortSignal");
  return value as AbortSignal;
}

function userOf(value: unknown): string {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return String(value);
  if (typeof value === "string" && value !== "") return value;
  throw invalidOption("userId", "userId must be a whole number, or a text that is not empty");
}
