import type { MilestreakError } from "../error.js";
import { diff, type Snapshot, type StreakOptions } from "../snapshot.js";
import type { Connection, EngineQuery } from "./connection.js";
import { type Subscriber, type Unsubscribe, type Update, Updates, watchOf } from "./updates.js";

/**
 * Figures that are kept up to date. Read it with `for await`, have it call `onUpdate`, or subscribe to it; leaving the loop, the
 * last subscriber's leaving, `using` or {@link Watch.dispose} ends it, and no listener, timer or request stays behind.
 */
export interface Watch extends AsyncIterableIterator<Update>, Disposable {
  /**
   * Asks again now, without waiting for anything: the page knows of a purchase that the figures do not know of yet. Where an
   * answer is on its way already it is waited for, and asked for once more. What changed comes as events, as ever.
   */
  refresh(): void;
  /**
   * Subscribes, as to a store (`$watch` in Svelte) or an observable (`from(watch)` of RxJS, by `Symbol.observable`): the
   * subscriber hears what is known at once, and each update after it. Snapshots are freed by the watch, two updates later.
   *
   * @returns ends the subscription; the last one ends the watch
   */
  subscribe(subscriber: Subscriber): Unsubscribe;
  /** Ends it. */
  dispose(): void;
}

/** How a caller wants to be told. */
export interface WatchSettings extends Omit<StreakOptions, "now"> {
  readonly signal?: AbortSignal;
  readonly onUpdate?: (update: Update) => void;
  /** How old the figures must be for a customer's return to the page to renew them. */
  readonly minAgeMs: number;
}

/** The waits after failures that nothing but time may cure: a second at least, whatever the retry policy is, and 5 minutes at most. */
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;

/** The longest time that a timer can be set for, in milliseconds; beyond it, timers fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Failures after which nothing may be shown any more. */
const FORBIDDEN: readonly string[] = ["unauthorized", "forbidden", "not-found"];

const isHidden = (): boolean => typeof document === "object" && document.hidden;

/** Keeps the answer to a query up to date. */
export function watch(
  connection: Connection,
  query: Omit<EngineQuery, "refresh">,
  { signal: given, onUpdate, minAgeMs, ...at }: WatchSettings,
): Watch {
  const ended = new AbortController();
  const { signal } = ended;
  const { maxDelayMs } = connection;
  let last: Snapshot | undefined;
  let isAsking = false;
  /** Whether what is being asked for was called outdated meanwhile. */
  let isOutdated = false;
  let failures = 0;
  let asked = -Infinity;
  /** When to ask again. */
  let due = Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const updates = new Updates(onUpdate, dispose);

  async function ask(isNews: boolean): Promise<void> {
    if (isAsking || signal.aborted) return;
    isAsking = true;
    isOutdated = false;
    clearTimeout(timer);
    try {
      const next = await connection.ask({ ...query, refresh: isNews }, signal);
      if (signal.aborted) return next.free();
      const events = last?.isUsable ? diff(last, next, at.timeZone === undefined ? {} : { timeZone: at.timeZone }) : [];
      last?.free();
      last = next.share();
      failures = 0;
      // A moment later, not all at the stroke of midnight: the whole shop's pages wait for the same one.
      due = next.stale ? 0 : (next.nextChange(at) ?? Infinity) + Math.random() * maxDelayMs;
      updates.publish({ snapshot: next, events, error: null, stale: next.stale });
    } catch (thrown) {
      if (signal.aborted) return;
      const error = thrown as MilestreakError;
      // What went with an engine that broke down cannot be shown either.
      if (FORBIDDEN.includes(error.code) || !last?.isUsable) {
        last?.free();
        last = undefined;
      }
      // Twice as long after each failure, and a random part of it: pages that failed together do not come back together.
      const most = Math.min(Math.max(maxDelayMs, 2 * SHORTEST_WAIT) * 2 ** failures++, LONGEST_WAIT);
      const wait = SHORTEST_WAIT + Math.random() * (most - SHORTEST_WAIT);
      due = error.retryable ? connection.now() + Math.max(wait, error.retryAfterMs ?? 0) : Infinity;
      updates.publish({ snapshot: last?.share() ?? null, events: [], error, stale: true });
    } finally {
      isAsking = false;
    }
    asked = performance.now();
    if (isOutdated) void ask(true);
    else plan();
  }

  function plan(): void {
    clearTimeout(timer);
    if (isAsking || isHidden() || signal.aborted || due === Infinity) return;
    const left = Math.max(due - connection.now(), 0);
    // A timer cannot be set for longer than this: it is set again then.
    timer = left > LONGEST_TIMER ? setTimeout(plan, LONGEST_TIMER) : setTimeout(ask, left, true);
  }

  /** The customer is back, or the network is. */
  function back({ type }: globalThis.Event): void {
    const isWorthIt = type === "online" || performance.now() - asked >= minAgeMs;
    if (!isHidden() && isWorthIt) void ask(true);
    else plan();
  }

  function refresh(): void {
    isOutdated = true;
    void ask(true);
  }

  function end(isSignOut: boolean): void {
    ended.abort();
    clearTimeout(timer);
    connection.watches.delete(signOut);
    last?.free();
    updates.end(isSignOut);
  }

  function dispose(): void {
    end(false);
  }

  function signOut(): void {
    end(true);
  }

  const once = { signal };
  if (given?.aborted) dispose();
  else {
    connection.watches.add(signOut);
    given?.addEventListener("abort", dispose, once);
    if (typeof document === "object") document.addEventListener("visibilitychange", back, once);
    if (typeof window === "object") for (const type of ["focus", "online"]) window.addEventListener(type, back, once);
    void ask(false);
  }

  return watchOf(updates, refresh, dispose);
}
