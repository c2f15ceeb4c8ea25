// The demo's loyalty engine: what it says after this and that, and that milestreak reads the same from its answers.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { init, parse } from "../../pkg/dist/node.js";
import { OPENS_AT } from "../../www/programme/definition.js";
import { FAULTS, Programme } from "../../www/programme/service.js";

await init();

const [ASHA, BEN, NOOR] = [700000101, 700000102, 700000103];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BUY = { type: "purchase", amount: 40, items: 2 };
const CHECK_IN = { type: "check-in" };
const RETURN = { type: "return", amount: 20, items: 1 };

/** A visit with a clock that stands still unless it is moved. */
function visit(timeZone = "Europe/Berlin") {
  const programme = new Programme(() => 1_000);
  const ask = (method, path, input, search = "") =>
    programme.answer({
      method,
      pathname: `/visits/test${path}`,
      search,
      headers: { "data-scope": "SELF" },
      body: JSON.stringify(input),
    });
  const post = async (path, input) => {
    const { status, body } = await ask("POST", path, input);
    return { status, ...JSON.parse(body) };
  };
  const get = (user, search = "?includeInactive=true") =>
    ask("GET", `/api_gateway/intouch-api-v3/v3.1/users/${user}/targetGroups`, undefined, search);
  return {
    get,
    set: (input) => post("", input),
    act: (user, action) => post(`/shoppers/${user}`, action),
    state: async () => JSON.parse((await ask("GET", "")).body),
    /** What milestreak reads of the answer, by the clock of the answer. */
    async group(user, name, zone = timeZone) {
      const { body, headers } = await get(user);
      const snapshot = parse(body, { allCycles: true });
      assert.deepEqual(snapshot.issues, []);
      const { groups } = snapshot.summary({ now: Date.parse(headers.date), timeZone: zone });
      return groups.find((group) => group.name === name);
    },
  };
}

const shown = ({ achieved, target, status }) => [achieved, target, status];

describe("the engine", () => {
  test("has the wire form of the recorded responses: names, their order, and kinds of values", async () => {
    const recorded = async (name) =>
      JSON.parse(await readFile(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")).data.targetGroups;
    const [withStreaks] = (await recorded("docs-user-all-cycles")).filter(({ streaks }) => streaks);
    const [
      {
        targets: [row],
        attribution,
      },
    ] = await recorded("docs-user-over-target");
    const { data, ...rest } = JSON.parse((await visit().get(ASHA)).body);
    assert.deepEqual(rest, { errors: null, warnings: null });
    assert.deepEqual(Object.keys(data), ["userId", "customer", "targetGroups"]);
    const streaks = data.targetGroups.find(({ streaks }) => streaks);
    assert.deepEqual(Object.keys(streaks), Object.keys(withStreaks));
    assert.deepEqual(Object.keys(streaks.streaks[0]), Object.keys(withStreaks.streaks[0]));
    assert.deepEqual(Object.keys(streaks.attribution.createdBy), Object.keys(attribution.createdBy));
    for (const { attribution, targets } of data.targetGroups) {
      assert.match(attribution.createdOn, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
      for (const one of targets) {
        assert.deepEqual(Object.keys(one), Object.keys(row));
        assert.match(one.enrolledOn, /\+0000$/);
        assert.equal(one.targetId === null, one.targetAchievedValue === 0);
      }
    }
    const [day] = streaks.targets;
    assert.deepEqual(
      [day.periodStartDate, day.periodStartDateWithTimeStamp, day.periodEndDateWithTimeStamp],
      ["2025-09-08", "2025-09-08T00:00:00.000Z", "2025-09-08T23:59:59.000Z"],
    );
    assert.match(day.targetAchievedDateTime, /^2025-09-08T07:00:00\.000Z$/);
  });

  test("a purchase counts wherever purchases do", async () => {
    const at = visit();
    const before = await at.group(ASHA, "Complete the set");
    assert.deepEqual(before.active.map(shown), [
      [40, 100, "in-progress"],
      [3, 3, "achieved"],
      [2, 4, "in-progress"],
    ]);
    assert.equal((await at.act(ASHA, BUY)).status, 200);
    const after = await at.group(ASHA, "Complete the set");
    assert.deepEqual(after.active.map(shown), [
      [80, 100, "in-progress"],
      [3, 3, "achieved"],
      [4, 4, "achieved"],
    ]);
    const running = after.unified.find(({ isActive }) => isActive);
    assert.deepEqual([running.targetsAchieved, running.targetsTotal, running.isAchieved], [2, 3, false]);
    await at.act(ASHA, BUY);
    assert.equal((await at.group(ASHA, "Complete the set")).unified.find(({ isActive }) => isActive).isAchieved, true);
  });

  test("cyclic cycles begin with the first activity and follow each other", async () => {
    const at = visit();
    const [first] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual(shown(first), [100, 200, "in-progress"]);
    assert.deepEqual(
      first.triggers.map(({ name, threshold, isAchieved }) => [name, threshold, isAchieved]),
      [
        ["Free delivery", 100, true],
        ["Early access", 160, false],
      ],
    );
    assert.equal(first.startsAt, OPENS_AT - 9 * DAY - HOUR);
    await at.set({ now: first.endsAt });
    const [second] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual([...shown(second), second.startsAt], [0, 200, "not-started", first.endsAt]);
    assert.equal((await at.group(ASHA, "Autumn sprint")).decidedCycles, 1);
  });

  test("cycles in turn carry over what is too much, and not what is sent back", async () => {
    const at = visit();
    const cycles = async () => (await at.group(ASHA, "Tenth one free")).active.map(shown);
    assert.deepEqual(await cycles(), [[5, 10, "in-progress"]]);
    for (let times = 0; times < 3; times++) await at.act(ASHA, BUY);
    assert.deepEqual(await cycles(), [[1, 10, "in-progress"]]);
    assert.equal((await at.group(ASHA, "Tenth one free")).achievedCycles, 1);
    await at.act(ASHA, RETURN);
    await at.act(ASHA, RETURN);
    assert.deepEqual(await cycles(), [[-1, 10, "not-started"]]);
    await at.act(ASHA, { type: "purchase", amount: 5, items: 25 });
    assert.deepEqual(await cycles(), [[4, 10, "in-progress"]]);
    assert.equal((await at.group(ASHA, "Tenth one free")).achievedCycles, 3);
    await at.act(ASHA, { type: "purchase", amount: 5, items: 100 });
    assert.equal((await at.group(ASHA, "Tenth one free")).achievedCycles, 5, "the last one keeps what is over");
  });

  test("a continuous streak grows, waits for the day to end, and breaks", async () => {
    const at = visit();
    const streak = async () => {
      const { streak } = await at.group(ASHA, "Daily hello");
      assert.equal(streak.run, streak.nextLevel.current, "the server's count and the steps agree");
      return [streak.run, streak.atRisk, streak.levels.map(({ status }) => status).join(" ")];
    };
    assert.deepEqual(await streak(), [3, true, "achieved in-progress in-progress"]);
    await at.act(ASHA, CHECK_IN);
    assert.deepEqual(await streak(), [4, false, "achieved in-progress in-progress"]);
    await at.set({ advanceMs: DAY });
    assert.deepEqual(await streak(), [4, true, "achieved in-progress in-progress"]);
    await at.set({ advanceMs: DAY });
    assert.deepEqual(await streak(), [0, false, "achieved broken broken"]);
    await at.act(ASHA, CHECK_IN);
    assert.deepEqual(await streak(), [1, false, "achieved in-progress in-progress"]);
    assert.deepEqual(
      (await at.group(BEN, "Daily hello")).streak.levels.map(({ status }) => status),
      ["broken", "broken", "broken"],
    );
    assert.deepEqual(
      (await at.group(NOOR, "Daily hello")).streak.levels.map(({ status }) => status),
      ["not-started", "not-started", "not-started"],
    );
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
    await at.act(ASHA, BUY);
    await at.act(ASHA, BUY);
    assert.deepEqual(await streak(), [false, 2, 2, "achieved"]);
  });

  test("a limit is reached, not achieved", async () => {
    const at = visit();
    const limit = async () => (await at.group(ASHA, "Bonus point limit")).active.map(shown);
    assert.deepEqual(await limit(), [[100, 300, "within-cap"]]);
    for (let times = 0; times < 5; times++) await at.act(ASHA, BUY);
    assert.deepEqual(await limit(), [[300, 300, "cap-reached"]]);
    await at.set({ advanceMs: 21 * DAY });
    assert.deepEqual(await limit(), [[0, 300, "within-cap"]]);
  });

  test("a return takes an achievement back", async () => {
    const at = visit();
    for (let times = 0; times < 3; times++) await at.act(ASHA, BUY);
    const [over] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual([...shown(over), over.surplus, over.achievedAt], [220, 200, "achieved", 20, OPENS_AT]);
    await at.act(ASHA, RETURN);
    await at.act(ASHA, RETURN);
    const [under] = (await at.group(ASHA, "Autumn sprint")).active;
    assert.deepEqual([...shown(under), under.achievedAt], [180, 200, "in-progress", null]);
  });

  test("one joins and leaves; what is done outside does not count", async () => {
    const at = visit();
    const sprint = () => at.group(NOOR, "Autumn sprint");
    const join = { type: "enrol", groupId: 61040 };
    const leave = { type: "unenrol", groupId: 61040 };
    assert.equal(await sprint(), undefined);
    await at.act(NOOR, BUY);
    await at.set({ advanceMs: HOUR });
    await at.act(NOOR, join);
    assert.deepEqual(
      [(await sprint()).active, (await sprint()).totalCycles],
      [[], 1],
      "its first cycle waits for the first purchase",
    );
    await at.set({ advanceMs: HOUR });
    await at.act(NOOR, BUY);
    assert.deepEqual((await sprint()).active.map(shown), [[40, 200, "in-progress"]]);
    await at.set({ advanceMs: HOUR });
    await at.act(NOOR, leave);
    await at.act(NOOR, BUY);
    const { body } = await at.get(NOOR);
    const rows = JSON.parse(body).data.targetGroups.find(({ name }) => name === "Autumn sprint").targets;
    assert.deepEqual(
      rows.map(({ unEnrolled }) => unEnrolled),
      [true, true, true, true],
    );
    assert.equal(rows[0].targetAchievedValue, 40);
    assert.deepEqual(
      (await at.state()).shoppers.map(({ enrolledIn }) => enrolledIn.includes(61040)),
      [true, true, false],
    );
    assert.equal((await at.act(NOOR, leave)).message, "Not enrolled.");
  });

  test("says no to what cannot be", async () => {
    const at = visit();
    const refused = async (user, action) => (await at.act(user, action)).message;
    await at.act(ASHA, CHECK_IN);
    assert.match(await refused(ASHA, CHECK_IN), /tomorrow/);
    assert.match(await refused(NOOR, RETURN), /nothing to return/);
    assert.match(await refused(ASHA, { type: "enrol", groupId: 61040 }), /already/);
    assert.match(await refused(ASHA, { type: "unenrol", groupId: 61010 }), /no such thing/);
    assert.match(await refused(ASHA, { type: "purchase", amount: -5, items: 1 }), /more than nothing/);
    assert.equal((await at.act(1, BUY)).status, 404);
    assert.match((await at.set({ now: OPENS_AT - DAY })).message, /clock/);
    assert.match((await at.set({ timeZone: "Mars/Olympus" })).message, /time zone/);
    assert.match((await at.set({ fault: "fire" })).message, /fault/);
    assert.equal((await at.get(1)).status, 404);
    assert.deepEqual(FAULTS, ["none", "slow", "error", "offline", "malformed"]);
  });

  test("a day is the programme's, in every zone", async () => {
    for (const [zone, today] of [
      ["America/New_York", "2025-09-11"],
      ["Asia/Tokyo", "2025-09-12"],
      ["Europe/Berlin", "2025-09-12"],
    ]) {
      const at = visit(zone);
      await at.set({ timeZone: zone, now: Date.parse("2025-09-11T22:30:00Z") });
      await at.act(ASHA, CHECK_IN);
      const [active] = (await at.group(ASHA, "Daily hello")).active;
      assert.deepEqual([active.startDate, active.achieved, active.phaseBy], [today, 1, "flag"], zone);
    }
  });

  test("the answer is as narrow as it is asked to be", async () => {
    const at = visit();
    const rows = async (search) =>
      JSON.parse((await at.get(ASHA, search)).body).data.targetGroups.flatMap(({ targets }) => targets);
    const current = await rows("");
    assert.deepEqual(
      current.map(({ targetRuleId }) => targetRuleId),
      [140410, 140110, 140120, 140130, 140310, 140510, 140610],
    );
    assert.ok(current.every(({ targetId }) => targetId !== null));
    const one = await rows("?includeInactive=true&targetRuleId=140510");
    assert.deepEqual(
      one.map(({ periodRefCode }) => periodRefCode),
      [1, 2, 3, 4, 5].map((number) => `PERIOD_G_61050_${number}`),
    );
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
