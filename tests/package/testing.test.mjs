// milestreak/testing: responses from a few words, and a client without a network. And what other libraries make of a watch.

import assert from "node:assert/strict";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { consumers, missing } from "./consumers/installed.mjs";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const installed = await project(packed.tarball, {
  "use.mjs": 'export * as ms from "milestreak"; export * as testing from "milestreak/testing";',
  "store.mjs": 'export { get, derived } from "svelte/store";',
});
await symlink(join(top, "node_modules/svelte"), join(installed.folder, "node_modules/svelte"));
const load = (file) => import(pathToFileURL(join(installed.folder, file)));

let ms;
let testing;

before(async () => {
  ({ ms, testing } = await load("use.mjs"));
  await ms.init();
});

after(async () => {
  await installed.remove();
  await packed.remove();
});

const NOW = Date.parse("2026-11-26T12:00:00Z");
const DAY = 86_400_000;
const coffee = (achieved, more) => testing.response({ now: NOW, groups: [{ name: "Coffee", achieved, ...more }] });
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("response()", () => {
  test("has the fields of a recorded one", async () => {
    const recorded = JSON.parse(await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"), "utf8")).data;
    const made = testing.response({ groups: [{ name: "a", levels: [1], cycles: [1] }] }).data;
    const [group] = recorded.targetGroups.filter(({ streaks }) => streaks);
    const missing = (from, to) => Object.keys(from).filter((name) => !(name in to));
    assert.deepEqual(missing(recorded, made), []);
    assert.deepEqual(missing(group, made.targetGroups[0]), []);
    assert.deepEqual(missing(group.targets[0], made.targetGroups[0].targets[0]), []);
    assert.deepEqual(missing(group.streaks[0], made.targetGroups[0].streaks[0]), []);
  });

  test("reads without an issue, whatever is in it", () => {
    const snapshot = ms.parse(
      testing.response({
        now: NOW,
        userId: 9,
        groups: [
          "Plain",
          {
            name: "Money",
            target: 500,
            achieved: 120,
            unit: "currency",
            triggers: [100, { at: 300, name: "half way", points: 50 }],
          },
          { name: "Weeks", days: 7, cycles: [10, 3, { achieved: 12, achievedAt: NOW - DAY }] },
          { name: "Daily", target: 1, levels: [3, 7], cycles: [0, 1, 1, 1, 0] },
          {
            name: "Both",
            targets: [
              { name: "one", achieved: 10 },
              { name: "two", unit: "visits" },
            ],
          },
          { name: "Limit", tracking: "capping", target: 100, achieved: 100 },
          { name: "Since", evaluation: "cyclic", cycles: [{ achieved: 1, starts: NOW - 3 * DAY, ends: NOW + DAY }] },
          { name: "In turn", evaluation: "period-agnostic", cycles: [10, 4, 0] },
          { name: "Left", cycles: [{ unEnrolled: true }] },
          { name: "Not yet", cycles: [{ enrolled: false }] },
        ],
      }),
      { allCycles: true },
    );
    assert.deepEqual(snapshot.issues, []);
    assert.equal(snapshot.userId, 9);
    const { groups } = snapshot.summary({ now: NOW });
    const of = (name) => groups.find((group) => group.name === name);
    const [money] = of("Money").active;
    assert.deepEqual(
      [money.unit, money.displayPercent, money.triggers.map(({ isAchieved }) => isAchieved)],
      ["currency", 24, [true, false]],
    );
    assert.deepEqual(
      [of("Weeks").achievedCycles, of("Weeks").totalCycles, of("Weeks").active[0].status],
      [2, 3, "achieved"],
    );
    const [streak] = snapshot.streaks({ now: NOW });
    assert.deepEqual(
      streak.levels.map(({ current, goal, status }) => [current, goal, status]),
      [
        [3, 3, "achieved"],
        [3, 7, "in-progress"],
      ],
    );
    assert.deepEqual(
      streak.steps.map(({ state }) => state),
      ["missed", "achieved", "achieved", "achieved", "active"],
    );
    assert.deepEqual(
      of("Both").unified.map(({ targetsAchieved, targetsTotal }) => [targetsAchieved, targetsTotal]),
      [[1, 2]],
    );
    assert.deepEqual([of("Limit").kind, of("Limit").active[0].status], ["cap", "cap-reached"]);
    assert.equal(of("Since").active[0].endsAt, NOW + DAY);
    assert.equal(of("In turn").active[0].achieved, 4);
    assert.deepEqual(money.nextTrigger.points, { redeemable: 50, delayed: 0, external: 0 });
    const statuses = Object.fromEntries(
      snapshot.progress({ now: NOW }).map(({ groupName, status }) => [groupName, status]),
    );
    assert.equal(statuses.Left, "unenrolled");
    assert.equal(statuses.Plain, "not-started");
  });

  test("follows a clock that the test has set", (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: NOW - 400 * DAY });
    const snapshot = ms.parse(testing.response({ groups: ["Coffee"] }));
    // Neither asked with a moment: both take the clock as it is now, not as it was when the package was loaded.
    assert.equal(snapshot.summary().now, NOW - 400 * DAY);
    assert.equal(snapshot.activeCycles().length, 1);
    t.mock.timers.setTime(NOW);
    assert.equal(snapshot.activeCycles().length, 0);
  });
});

describe("fakeClient()", () => {
  test("answers, remembers what it was asked, and fails when it is told to", async () => {
    const client = testing.fakeClient(coffee(4));
    const snapshot = await client.targetGroups(7, { includeInactive: true });
    assert.equal(snapshot.activeCycles({ now: NOW })[0].achieved, 4);
    client.answer(coffee(5), "somebody");
    assert.equal((await client.targetGroups("somebody")).activeCycles({ now: NOW })[0].achieved, 5);
    assert.equal((await client.targetGroups(7)).activeCycles({ now: NOW })[0].achieved, 4);
    const error = new ms.MilestreakError({ code: "network", message: "gone" });
    client.answer(error);
    await assert.rejects(client.targetGroups(7), error);
    await assert.rejects(client.targetGroups(7, { signal: AbortSignal.abort("left") }), {
      code: "aborted",
      cause: "left",
    });
    assert.deepEqual(client.calls[0], { method: "targetGroups", userId: "7", options: { includeInactive: true } });
  });

  test("tells those who watch, with events", async () => {
    const client = testing.fakeClient(coffee(4));
    const seen = [];
    const watch = client.watch(7, {
      onUpdate: ({ snapshot, events, error, stale }) =>
        seen.push([
          snapshot?.activeCycles({ now: NOW })[0].achieved,
          events.map(({ type }) => type),
          error?.code,
          stale,
        ]),
    });
    await turn();
    client.answer(coffee(10));
    client.answer(new ms.MilestreakError({ code: "network", message: "gone" }));
    watch.dispose();
    client.answer(coffee(0));
    assert.deepEqual(seen, [
      [4, [], undefined, false],
      [10, ["progressed", "target-achieved"], undefined, false],
      [10, [], "network", true],
    ]);
  });

  test("ends with a signal, a sign-out and the loop", async () => {
    const client = testing.fakeClient(coffee(4));
    const controller = new AbortController();
    let updates = 0;
    const reading = (async () => {
      for await (const { snapshot } of client.watch(7, { signal: controller.signal })) {
        updates++;
        snapshot.free();
        controller.abort();
      }
    })();
    await reading;
    const ended = client.watch(7).next();
    await client.signOut();
    assert.equal(updates, 1);
    const { done, value } = await ended;
    assert.ok(done || value.snapshot);
  });
});

describe("a watch, to other libraries", () => {
  test("is a store of Svelte", async () => {
    const { derived, get } = await load("store.mjs");
    const client = testing.fakeClient(coffee(4));
    const watch = client.watch(7);
    const achieved = derived(watch, ({ snapshot }) => snapshot?.activeCycles({ now: NOW })[0].achieved ?? null);
    const seen = [];
    const end = achieved.subscribe((value) => seen.push(value));
    await turn();
    client.answer(coffee(6));
    assert.equal(get(achieved), 6);
    end();
    await turn();
    client.answer(coffee(8));
    assert.deepEqual(seen, [null, 4, 6]);
    assert.deepEqual(await watch.next(), { done: true, value: undefined });
  });

  test("is an observable of RxJS", { skip: missing }, async () => {
    const { from, map, take, toArray, lastValueFrom } = createRequire(join(consumers, "rxjs/package.json"))("rxjs");
    const client = testing.fakeClient(coffee(4));
    const achieved = from(client.watch(7)).pipe(
      map(({ snapshot }) => snapshot?.activeCycles({ now: NOW })[0].achieved ?? null),
      take(3),
      toArray(),
    );
    const all = lastValueFrom(achieved);
    await turn();
    client.answer(coffee(6));
    assert.deepEqual(await all, [null, 4, 6]);
  });

  test("tells each subscriber what is known at once, and what happened once", async () => {
    const client = testing.fakeClient(coffee(4));
    const watch = client.watch(7);
    const [first, second] = [[], []];
    const note =
      (list) =>
      ({ snapshot, events }) =>
        list.push([snapshot?.activeCycles({ now: NOW })[0].achieved, events.length]);
    const end = watch.subscribe(note(first));
    await turn();
    client.answer(coffee(10));
    const later = watch.subscribe({ next: note(second), complete: () => second.push("complete") });
    assert.deepEqual(first, [
      [undefined, 0],
      [4, 0],
      [10, 2],
    ]);
    assert.deepEqual(second, [[10, 0]]);
    end();
    client.answer(coffee(11));
    assert.deepEqual(second.at(-1), [11, 1]);
    watch.dispose();
    assert.equal(second.at(-1), "complete");
    later.unsubscribe();
  });

  test("frees what it has shown, and stops none of the others when a subscriber throws", async (t) => {
    const client = testing.fakeClient(coffee(0));
    const snapshots = [];
    const watch = client.watch(7);
    const thrown = [];
    t.mock.method(globalThis, "queueMicrotask", (task) => {
      try {
        task();
      } catch (error) {
        thrown.push(error.message);
      }
    });
    watch.subscribe(() => {
      throw new Error("a mistake of the page's");
    });
    watch.subscribe(({ snapshot }) => snapshots.push(snapshot));
    for (let achieved = 1; achieved < 6; achieved++) client.answer(coffee(achieved));
    const usable = snapshots.map((snapshot) => {
      try {
        return Boolean(snapshot?.groups);
      } catch {
        return false;
      }
    });
    assert.deepEqual(usable.slice(-3), [false, true, true]);
    assert.equal(new Set(thrown).size, 1);
    watch.dispose();
    assert.throws(() => snapshots.at(-1).groups, /was freed/);
  });
});
