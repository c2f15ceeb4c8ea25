import { useEffect, useMemo, useReducer } from "react";
import type { Client } from "../client.js";
import type { Update } from "../client/updates.js";
import type { Snapshot, StreakOptions } from "../snapshot.js";
import { useStore } from "./react.js";
import { eventsSince, type UseTargetGroupsOptions, WAITING, watchedOf } from "./watched.js";

/** What {@link useTargetGroups} knows at a moment. */
export interface TargetGroups extends Update {
  /** Asks again now, as after a purchase. */
  readonly refresh: () => void;
}

const neverChanges = () => () => undefined;
const waiting = (): Update => WAITING;
const nothing = (): void => undefined;

/**
 * A user's target groups, kept up to date while the component is mounted. All components that ask a client the same share one
 * watch, and so one request.
 *
 * The snapshot belongs to the hook: it is freed after the component has unmounted, or two newer ones have come. Ask it while
 * rendering, or in {@link useFigures}; keep the answers and not the snapshot.
 *
 * @param client null while there is none; the state is that of waiting then
 * @param userId whose; null while nobody is signed in
 * @param options those of `Client.watch`, written in place or not
 * @example
 * function Coffee({ client, userId }) {
 *   const { snapshot, error, stale } = useTargetGroups(client, userId, { includeInactive: true });
 *   const cycles = useFigures(snapshot, (snapshot, at) => snapshot.activeCycles(at), { timeZone: "Asia/Kolkata" });
 *   if (!cycles) return error ? <p>Not now.</p> : <p>…</p>;
 *   return cycles.map(({ periodId, achieved, target }) => <progress key={periodId} value={achieved} max={target} />);
 * }
 */
export function useTargetGroups(
  client: Client | null | undefined,
  userId: number | string | null | undefined,
  options: UseTargetGroupsOptions = {},
): TargetGroups {
  const key = JSON.stringify([userId, options]);
  const watched = useMemo(
    () => (client && userId != null ? watchedOf(client, userId, options, key) : undefined),
    // The options are in the key.
    [client, key],
  );
  const state = useStore<Update>(watched?.subscribe ?? neverChanges, watched?.get ?? waiting, waiting);
  // What it shows at first was told to those before it.
  const first = useMemo(() => watched?.get() ?? WAITING, [watched]);
  return useMemo(
    () => ({ ...state, events: eventsSince(first, state), refresh: watched?.refresh ?? nothing }),
    [state, first, watched],
  );
}

/** Options of {@link useFigures}. */
export interface FiguresOptions extends StreakOptions {
  /** How often to ask again besides, in milliseconds: for what moves all the time, such as a countdown. Never unless it is given. */
  everyMs?: number;
}

/** The longest time that a timer can be set for, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The answer to a question, asked again when it changes by itself: a cycle starts or ends, a day turns, a streak enters its risk
 * window.
 *
 * @param snapshot null as long as there is none
 * @param ask what to ask: is given the snapshot, and the options to ask with. Declared outside of the component it is asked
 *   only when something changed; written in place, each time the component renders
 * @param options when and for which calendar
 * @returns null as long as there is no snapshot
 * @example
 * const summary = useFigures(snapshot, (snapshot, at) => snapshot.summary(at), { timeZone: "Asia/Kolkata" });
 */
export function useFigures<T>(
  snapshot: Snapshot | null | undefined,
  ask: (snapshot: Snapshot, options: StreakOptions) => T,
  { everyMs, ...options }: FiguresOptions = {},
): T | null {
  const [tick, render] = useReducer((count: number) => count + 1, 0);
  const key = JSON.stringify(options);
  // The options are in the key, and a tick makes everything old.
  const figures = useMemo(() => (snapshot ? ask(snapshot, { ...options }) : null), [snapshot, ask, key, tick]);
  useEffect(() => {
    if (!snapshot || options.now !== undefined) return undefined;
    const { now, nextChangeAt } = snapshot.summary(options);
    const wait = Math.min((nextChangeAt ?? Infinity) - now, everyMs ?? Infinity, LONGEST_TIMER);
    const timer = setTimeout(render, wait);
    return () => clearTimeout(timer);
  }, [snapshot, key, everyMs, tick]);
  return figures;
}
