// The demo's loyalty engine: what it says after this and that, as milestreak reads it from its answers.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OPENS_AT } from "../../www/programme/definition.js";
import { FAULTS, Programme } from "../../www/programme/service.js";
import { ASHA, BEN, DAY, HOUR, NOOR, visit } from "./visit.mjs";

const shown = ({ achieved, target, status }) => [achieved, target, status];

describe("the engine", () => {
  test("a purchase counts wherever purchases do", async () => {
    const at = visit();
    const active = async (name) => (await at.group(ASHA, name)).active.map(shown);
    assert.deepEqual(await active("Two out of three"), [
      [40, 100, "in-progress"],
      [3, 3, "achieved"],
      [2, 4, "in-progress"],
    ]);
    assert.equal((await at.act(ASHA, "purchase")).status, 200);
    assert.deepEqual(await active("Two out of three"), [
      [80, 100, "in-progress"],
      [3, 3, "achieved"],
      [4, 4, "achieved"],
    ]);
    assert.deepEqual(await active("Shop both ways"), [
      [140, 60, "achieved"],
      [0, 60, "not-started"],
    ]);
    await at.act(ASHA, "order");
    assert.deepEqual(await active("Shop both ways"), [
      [140, 60, "achieved"],
      [30, 60, "in-progress"],
    ]);
    assert.deepEqual(await active("Bonus point limit"), [[170, 300, "within-cap"]]);
  });

  test("two of three targets are enough, and all are not needed", async () => {
    const at = visit();
    const running = async () => (await at.group(ASHA, "Two out of three")).unified.find(({ isActive }) => isActive);
    const figures = ({ targetsAchieved, targetsNeeded, targetsTotal, isAchieved }) => [
      targetsAchieved,
      targetsNeeded,
      targetsTotal,
      isAchieved,
    ];
    assert.deepEqual(figures(await running()), [1, 2, 3, false]);
    await at.act(ASHA, "purchase");
    assert.deepEqual(figures(await running()), [2, 2, 3, true]);
    await at.act(ASHA, "return");
    assert.deepEqual(figures(await running()), [1, 2, 3, false]);
  });

  test("an overall target asks for a sum besides all targets", async () => {
    const at = visit();
    const running = async () => (await at.group(ASHA, "Shop both ways")).unified.find(({ isActive }) => isActive);
    const figures = ({ targetsAchieved, targetsTotal, isAchieved, displayPercent, overall }) => [
      targetsAchieved,
      targetsTotal,
      isAchieved,
      displayPercent,
      [overall.achieved, overall.target, overall.unit, overall.remaining, overall.isAchieved],
    ];
    assert.deepEqual(figures(await running()), [1, 2, false, 50, [100, 200, "currency", 100, false]]);
    await at.act(ASHA, "order");
    await at.act(ASHA, "order");
    assert.deepEqual(figures(await running()), [2, 2, false, 80, [160, 200, "currency", 40, false]]);
    await at.act(ASHA, "purchase");
    assert.deepEqual(figures(await running()), [2, 2, true, 100, [200, 200, "currency", 0, true]]);
  });

  test("cyclic cycles begin with the first activity and follow each other", async () => {
    const at = visit();
    const [first] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual(shown(first), [100, 200, "in-progress"]);
    assert.deepEqual(
      first.triggers.map(({ name, threshold, isTarget, isAchieved }) => [name, threshold, isTarget, isAchieved]),
      [
        ["Free delivery", 100, false, true],
        ["Bonus", 160, false, false],
        ["targetAchieved", 200, true, false],
      ],
    );
    assert.deepEqual([first.nextTrigger.name, first.nextTrigger.points.redeemable], ["Bonus", 100]);
    assert.equal(first.triggers[0].achievedAt, OPENS_AT - DAY + 3 * HOUR);
    assert.equal(first.startsAt, OPENS_AT - 9 * DAY - HOUR);
    await at.set({ now: first.endsAt });
    const [second] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual([...shown(second), second.startsAt], [0, 200, "not-started", first.endsAt]);
    assert.equal((await at.group(ASHA, "Autumn sprint")).decidedCycles, 1);
  });

  test("cycles in turn carry over what is too much", async () => {
    const at = visit();
    const cycles = async () => (await at.group(ASHA, "Tenth one free")).active.map(shown);
    assert.deepEqual(await cycles(), [[5, 10, "in-progress"]]);
    for (let times = 0; times < 3; times++) await at.act(ASHA, "purchase");
    assert.deepEqual(await cycles(), [[1, 10, "in-progress"]]);
    assert.equal((await at.group(ASHA, "Tenth one free")).achievedCycles, 1);
    await at.act(ASHA, "return");
    await at.act(ASHA, "return");
    assert.deepEqual(await cycles(), [[9, 10, "in-progress"]], "a return opens the last one again");
    await at.act(ASHA, { type: "purchase", amount: 5, items: 25 });
    assert.deepEqual(await cycles(), [[4, 10, "in-progress"]]);
    assert.equal((await at.group(ASHA, "Tenth one free")).achievedCycles, 3);
    await at.act(ASHA, { type: "purchase", amount: 5, items: 100 });
    assert.equal((await at.group(ASHA, "Tenth one free")).achievedCycles, 5, "the last one keeps what is over");
  });

  test("a streak with gaps keeps what it has", async () => {
    const at = visit();
    const streak = async () => {
      const { streak } = await at.group(ASHA, "Five good weeks");
      return [streak.continuous, streak.run, streak.nextLevel.current, streak.levels[0].status];
    };
    assert.deepEqual(await streak(), [false, 1, 1, "in-progress"]);
    await at.set({ advanceMs: 14 * DAY });
    assert.deepEqual(await streak(), [false, 1, 1, "in-progress"]);
    await at.act(ASHA, "purchase");
    await at.act(ASHA, "purchase");
    assert.deepEqual(await streak(), [false, 2, 2, "achieved"]);
  });

  test("a limit is reached, not achieved", async () => {
    const at = visit();
    const limit = async () => (await at.group(ASHA, "Bonus point limit")).active.map(shown);
    assert.deepEqual(await limit(), [[100, 300, "within-cap"]]);
    for (let times = 0; times < 5; times++) await at.act(ASHA, "purchase");
    assert.deepEqual(await limit(), [[300, 300, "cap-reached"]]);
    await at.set({ advanceMs: 21 * DAY });
    assert.deepEqual(await limit(), [[0, 300, "within-cap"]]);
  });

  test("a return takes an achievement back", async () => {
    const at = visit();
    for (let times = 0; times < 3; times++) await at.act(ASHA, "purchase");
    const [over] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual([...shown(over), over.surplus, over.achievedAt], [220, 200, "achieved", 20, OPENS_AT]);
    await at.act(ASHA, "return");
    await at.act(ASHA, "return");
    await at.act(ASHA, "return");
    const [under] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual([...shown(under), under.achievedAt], [160, 200, "in-progress", null]);
    assert.deepEqual(
      under.triggers.map(({ isAchieved }) => isAchieved),
      [true, true, false],
    );
  });

  test("a return takes an item of the latest purchase back, in the week and the channel in which it was bought", async () => {
    const at = visit();
    const achieved = async (name) => (await at.group(BEN, name)).active.map(({ achieved }) => achieved);
    await at.act(BEN, "return");
    assert.deepEqual(await achieved("Two out of three"), [0, 2, 0], "it was bought last week");
    assert.deepEqual(await achieved("Shop both ways"), [220, 0]);
    await at.act(BEN, "order");
    await at.act(BEN, "return");
    assert.deepEqual(await achieved("Shop both ways"), [220, 0]);
    assert.deepEqual(await achieved("Five good weeks"), [0], "what is all returned is no purchase");
  });

  test("one joins and leaves; what is done outside does not count", async () => {
    const at = visit();
    await at.act(NOOR, "purchase");
    await at.set({ advanceMs: HOUR });
    await at.act(NOOR, "enrol");
    await at.set({ advanceMs: HOUR });
    await at.act(NOOR, "purchase");
    assert.deepEqual((await at.group(NOOR, "Autumn sprint")).active.map(shown), [[40, 200, "in-progress"]]);
    await at.set({ advanceMs: HOUR });
    await at.act(NOOR, "unenrol");
    await at.act(NOOR, "purchase");
    const rows = await at.rows(NOOR, "Autumn sprint");
    assert.deepEqual(
      rows.map(({ unEnrolled }) => unEnrolled),
      [true, true, true, true],
    );
    assert.equal(rows[0].targetAchievedValue, 40);
    assert.deepEqual(
      (await at.state()).shoppers.map(({ enrolledIn }) => enrolledIn.includes(61040)),
      [true, true, false],
    );
    assert.equal((await at.act(NOOR, "unenrol")).message, "Not enrolled.");
  });

  test("says no to what cannot be", async () => {
    const at = visit();
    const refused = async (user, action) => (await at.act(user, action)).message;
    await at.act(ASHA, "check-in");
    assert.match(await refused(ASHA, "check-in"), /tomorrow/);
    assert.match(await refused(NOOR, "return"), /nothing to return/);
    assert.match(await refused(ASHA, "enrol"), /already/);
    assert.match(await refused(ASHA, { type: "unenrol", groupId: 61010 }), /no such thing/);
    assert.match(await refused(ASHA, { type: "purchase", amount: -5, items: 1 }), /more than nothing/);
    assert.equal((await at.act(1, "purchase")).status, 404);
    assert.match((await at.set({ now: OPENS_AT - DAY })).message, /clock/);
    assert.match((await at.set({ timeZone: "Mars/Olympus" })).message, /time zone/);
    assert.match((await at.set({ serverZone: "Europe/Berlin" })).message, /server/);
    assert.match((await at.set({ fault: "fire" })).message, /fault/);
    assert.equal((await at.get(1)).status, 404);
    assert.deepEqual(FAULTS, ["none", "slow", "error", "offline", "malformed", "odd-amount"]);
  });

  test("a day is the programme's, in every zone", async () => {
    for (const [zone, today] of [
      ["America/New_York", "2025-09-11"],
      ["Asia/Tokyo", "2025-09-12"],
      ["Europe/Berlin", "2025-09-12"],
    ]) {
      const at = visit(zone);
      await at.set({ timeZone: zone, now: Date.parse("2025-09-11T22:30:00Z") });
      await at.act(ASHA, "check-in");
      const [active] = (await at.group(ASHA, "Daily hello")).active;
      assert.deepEqual([active.startDate, active.achieved, active.phaseBy], [today, 1, "flag"], zone);
    }
  });

  test("an amount that cannot be read is an issue, and the rest is there", async () => {
    const at = visit();
    await at.set({ fault: "odd-amount" });
    const { body } = await at.get(ASHA);
    const odd = JSON.parse(body).data.targetGroups.find(({ name }) => name === "Tenth one free").targets[0];
    assert.equal(odd.targetAchievedValue, "1,005");
  });

  test("who spends more stands higher in the sprint, and who takes no part nowhere", async () => {
    const at = visit();
    const before = await at.rank(ASHA);
    assert.deepEqual([before.of, before.value, before.at], [240, 100, OPENS_AT]);
    await at.act(ASHA, "purchase");
    const after = await at.rank(ASHA);
    assert.ok(after.rank < before.rank && after.rank > 1, `${before.rank}, then ${after.rank}`);
    assert.equal(await at.rank(NOOR), null);
    await at.act(NOOR, "enrol");
    assert.deepEqual((await at.rank(NOOR)).value, 0);
    await at.act(ASHA, "unenrol");
    assert.equal(await at.rank(ASHA), null);
  });

  test("visits do not know of each other", async () => {
    const programme = new Programme(() => 0);
    const ask = (name, method, body) =>
      programme.answer({ method, pathname: `/visits/${name}`, search: "", headers: {}, body });
    await ask("a", "POST", '{"advanceMs":86400000}');
    assert.equal(JSON.parse((await ask("a", "GET")).body).now, OPENS_AT + DAY);
    assert.equal(JSON.parse((await ask("b", "GET")).body).now, OPENS_AT);
    assert.equal(await programme.answer({ method: "GET", pathname: "/elsewhere", search: "", headers: {} }), undefined);
  });
});
