import { invalidOption } from "../error.js";
import type { EngineClientOptions, EngineQuery } from "./connection.js";

/** As in `src/net/options.rs`. Another one would cost a second request, and nothing else. */
const PATH = "/api_gateway/intouch-api-v3/v3.1/users/{userId}/targetGroups";

/** An answer that was asked for before the engine asked. */
interface Prepared {
  readonly request: Request;
  readonly answer: Promise<Response>;
  /** Whether the page asked. Then what its request was is not known, nor may it be ended. */
  readonly isGiven: boolean;
  readonly controller: AbortController;
  /** When it came, by `performance.now()`; undefined while it is on its way. */
  arrivedAt: number | undefined;
  /** How many calls wait for it. */
  waiting: number;
}

/**
 * The answers that a client has before its engine asks for them. While the engine starts, its request is sent as far as it is known for
 * sure; and a page may hand over the answer to a request of its own. The engine takes one when it is about to send the very same
 * request, else it sends its own.
 */
export class PreparedAnswers {
  readonly #options: EngineClientOptions;
  readonly #all = new Set<Prepared>();

  constructor(options: EngineClientOptions) {
    this.#options = options;
  }

  /** Sends the request of a query, unless something of it is not known yet. Returns what to call when the query has ended. */
  send(query: EngineQuery): () => void {
    const { auth, headers, cache } = this.#options;
    // Tokens are asked for by the engine, headers are checked there, and what a store holds decides whether to ask.
    if ((auth && auth.type !== "none") || headers?.length || cache?.store) return () => undefined;
    const controller = new AbortController();
    return this.#add(query, controller, (request) => {
      for (const prepared of this.#all) if (isSame(prepared.request, request)) return prepared;
      // A page may have put anything in the place of `fetch`.
      const answer = Promise.resolve(fetch(request));
      return { request, answer, isGiven: false, controller, arrivedAt: undefined, waiting: 0 };
    });
  }

  /** Takes the answer that a page hands over. Returns what to call when the query has ended. */
  take(query: EngineQuery, response: Response | PromiseLike<Response>): () => void {
    const controller = new AbortController();
    const answer = Promise.resolve(response);
    return this.#add(query, controller, (request) => {
      return { request, answer, isGiven: true, controller, arrivedAt: undefined, waiting: 0 };
    });
  }

  /** `fetch` for the engine. */
  readonly fetch = (request: Request): Promise<Response> => {
    for (const prepared of this.#all) {
      const { request: own, isGiven } = prepared;
      if (!(isGiven ? own.url === request.url : isSame(own, request))) continue;
      this.#all.delete(prepared);
      return adopt(prepared, request);
    }
    return fetch(request);
  };

  /** Ends what nobody has taken. */
  clear(): void {
    for (const prepared of this.#all) this.#drop(prepared);
  }

  #add(query: EngineQuery, controller: AbortController, prepare: (request: Request) => Prepared): () => void {
    let prepared: Prepared;
    try {
      prepared = prepare(requestOf(this.#options, query, controller.signal));
    } catch {
      // What is wrong with it the engine will say.
      return () => undefined;
    }
    if (!this.#all.has(prepared)) {
      this.#all.add(prepared);
      prepared.answer.then(
        () => (prepared.arrivedAt = performance.now()),
        () => undefined,
      );
    }
    prepared.waiting++;
    return () => {
      if (--prepared.waiting === 0) this.#drop(prepared);
    };
  }

  #drop(prepared: Prepared): void {
    if (!this.#all.delete(prepared)) return;
    prepared.controller.abort();
    if (prepared.isGiven) prepared.answer.then((response) => response.body?.cancel()).catch(() => undefined);
  }
}

/** The request that the engine will make of a query. */
function requestOf(options: EngineClientOptions, query: EngineQuery, signal: AbortSignal): Request {
  const { baseUrl, path = PATH, dataScope, dataScopeOrgs, credentials = "same-origin" } = options;
  const { userId, includeInactive, includeInactiveTargets, targetRuleId } = query;
  const [before = "", after] = path.split(/\{userId\}(.*)/s);
  if (after === undefined || /^\.\.?$/.test(userId)) throw invalidOption("path", "no request for one user");
  const base = baseUrl.replace(/\/+$/, "") + (before.startsWith("/") ? "" : "/");
  const url = base + before + encodeURIComponent(userId) + after;
  const parameters = Object.entries({ includeInactive, includeInactiveTargets, targetRuleId })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const headers: Record<string, string> = { accept: "application/json" };
  if (dataScope) headers["data-scope"] = dataScope;
  if (dataScopeOrgs?.length) headers["data-scope-org"] = dataScopeOrgs.join();
  const asked = url + (parameters && (url.includes("?") ? "&" : "?") + parameters);
  return new Request(asked, { headers, credentials, signal, cache: "no-store" });
}

/** Whether two requests are one. */
function isSame(a: Request, b: Request): boolean {
  const told = ({ method, url, credentials, redirect, cache, headers }: Request): string =>
    [method, url, credentials, redirect, cache, ...headers].join("\n");
  return told(a) === told(b);
}

/** The answer, for the engine: it ends with the engine's request. */
async function adopt(prepared: Prepared, { signal }: Request): Promise<Response> {
  const { answer, controller, isGiven, arrivedAt } = prepared;
  if (signal.aborted) controller.abort();
  else signal.addEventListener("abort", () => controller.abort(), { once: true });
  const response = await answer;
  const loaded = isGiven ? performance.getEntriesByName?.(response.url, "resource").at(-1) : undefined;
  const came = (loaded as PerformanceResourceTiming | undefined)?.responseEnd || arrivedAt;
  return came === undefined ? response : aged(response, performance.now() - came);
}

/** A response that has waited in this page: its `Date` is of then, and so its `Age` has to say how long ago that is. */
function aged(response: Response, ms: number): Response {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return response;
  const get = (name: string): string | null => {
    const value = response.headers.get(name);
    return name === "age" ? String((Number(value) || 0) + seconds) : value;
  };
  const { status, type, ok, bodyUsed, body } = response;
  const methods = { arrayBuffer: () => response.arrayBuffer(), text: () => response.text() };
  return { status, type, ok, bodyUsed, body, headers: { get }, ...methods } as unknown as Response;
}

/** Reads the option `response`. */
export function responseOf(value: unknown): Response | PromiseLike<Response> {
  if (typeof value !== "object" || value === null)
    throw invalidOption("response", "response must be a Response, or a promise of one");
  return value as Response;
}
