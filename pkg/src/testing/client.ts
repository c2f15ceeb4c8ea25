import {
  type Client,
  diff,
  init,
  MilestreakError,
  parse,
  type ResponseInput,
  type Snapshot,
  type Watch,
  type WatchOptions,
} from "../index.js";
import { type Update, Updates, watchOf } from "../client/updates.js";

/** What a client was asked. */
export interface FakeCall {
  /** How. */
  readonly method: "targetGroups" | "watch" | "signOut";
  /** Whose figures; null for a sign-out. */
  readonly userId: string | null;
  /** With which options. */
  readonly options: object;
}

/** A client without a network. */
export interface FakeClient extends Client {
  /**
   * What it answers from now on: a response, or an error to fail with. Whoever watches hears of it at once, with the events of
   * what changed.
   *
   * @param userId whose; everybody's unless it is given
   */
  answer(answer: ResponseInput | Error, userId?: number | string): void;
  /** What it was asked, in order. */
  readonly calls: readonly FakeCall[];
}

interface Watching {
  readonly userId: string;
  tell(): void;
  end(isSignOut: boolean): void;
}

/**
 * A client that asks no network, for tests and stories of components: it answers at once with what it was given.
 *
 * @param answer a response as the API sends it, or an error
 * @example
 * import { init, MilestreakError } from "milestreak";
 * import { fakeClient, response } from "milestreak/testing";
 *
 * await init();
 * const client = fakeClient(response({ groups: [{ name: "Coffee", target: 10, achieved: 4 }] }));
 * const watch = client.watch(7, { onUpdate: ({ events }) => console.log(events.map(({ type }) => type)) });
 * client.answer(response({ groups: [{ name: "Coffee", target: 10, achieved: 10 }] })); // progressed, target-achieved
 * client.answer(new MilestreakError({ code: "network", message: "no network" }));
 * watch.dispose();
 */
export function fakeClient(answer: ResponseInput | Error = { data: { targetGroups: [] } }): FakeClient {
  const answers = new Map<string | null, ResponseInput | Error>([[null, answer]]);
  const calls: FakeCall[] = [];
  const watches = new Set<Watching>();

  /** What is known of a user, or a throw. */
  function ask(userId: string, includeInactive = true): Snapshot {
    const answer = answers.get(userId) ?? answers.get(null);
    if (answer instanceof Error) throw answer;
    return parse(answer!, { receivedAt: Date.now(), allCycles: includeInactive });
  }

  function note(method: FakeCall["method"], userId: number | string | null, options: object): string {
    const user = String(userId);
    calls.push({ method, userId: userId === null ? null : user, options });
    return user;
  }

  return {
    __v_skip: true,
    clockSkewMs: 0,
    calls,
    async targetGroups(userId, options = {}) {
      const user = note("targetGroups", userId, options);
      if (options.signal?.aborted)
        throw new MilestreakError({
          code: "aborted",
          message: "the request was aborted",
          cause: options.signal.reason,
        });
      await init();
      return ask(user, options.includeInactive);
    },
    watch(userId, options = {}) {
      return watchFake(note("watch", userId, options), options, ask, watches);
    },
    async signOut() {
      note("signOut", null, {});
      for (const { end } of [...watches]) end(true);
    },
    answer(answer, userId) {
      if (userId === undefined) answers.clear();
      answers.set(userId === undefined ? null : String(userId), answer);
      for (const watching of [...watches])
        if (userId === undefined || watching.userId === String(userId)) watching.tell();
    },
  };
}

function watchFake(
  userId: string,
  { signal, onUpdate, timeZone, includeInactive }: WatchOptions,
  ask: (userId: string, includeInactive?: boolean) => Snapshot,
  watches: Set<Watching>,
): Watch {
  let last: Snapshot | undefined;
  const updates = new Updates(onUpdate, dispose);
  const watching: Watching = { userId, tell, end };

  function tell(): void {
    const now = update();
    if (now.error?.code !== "not-initialized") return updates.publish(now);
    // Nothing has started the engine yet; a client does.
    const again = (next: () => Update): void => {
      if (watches.has(watching)) updates.publish(next());
    };
    init().then(
      () => again(update),
      (error: MilestreakError) => again(() => ({ ...now, error })),
    );
  }

  function update(): Update {
    try {
      const snapshot = ask(userId, includeInactive);
      const events = last ? diff(last, snapshot, timeZone === undefined ? {} : { timeZone }) : [];
      last?.free();
      last = snapshot.share();
      return { snapshot, events, error: null, stale: false };
    } catch (error) {
      return { snapshot: last?.share() ?? null, events: [], error: error as MilestreakError, stale: true };
    }
  }

  function end(isSignOut: boolean): void {
    if (!watches.delete(watching)) return;
    last?.free();
    updates.end(isSignOut);
  }

  function dispose(): void {
    end(false);
  }

  watches.add(watching);
  signal?.addEventListener("abort", dispose, { once: true });
  if (signal?.aborted) dispose();
  // Not before the caller has the watch.
  else queueMicrotask(() => watches.has(watching) && tell());
  return watchOf(updates, tell, dispose);
}
