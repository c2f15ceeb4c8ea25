// The demo's programme answers in the form of the API: names, records, stamps, wherever its server stands.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { civil, dayOf, midnight, offset } from "../../www/programme/calendar.js";
import { ASHA, BEN, HOUR, NOOR, visit } from "./visit.mjs";

const fixture = async (name) =>
  JSON.parse(await readFile(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8"));
const groupsOf = async (at, user) => JSON.parse((await at.get(user)).body).data.targetGroups;

describe("the form of the API", () => {
  test("has the names of the recorded responses, their order, and kinds of values", async () => {
    const [withStreaks] = (await fixture("docs-user-all-cycles")).data.targetGroups.filter(({ streaks }) => streaks);
    const [{ targets, attribution }] = (await fixture("docs-user-over-target")).data.targetGroups;
    const { data, ...rest } = JSON.parse((await visit().get(ASHA)).body);
    assert.deepEqual(rest, { errors: null, warnings: null });
    assert.deepEqual(Object.keys(data), ["userId", "customer", "targetGroups"]);
    const streaks = data.targetGroups.find(({ streaks }) => streaks);
    assert.deepEqual(Object.keys(streaks), Object.keys(withStreaks));
    assert.deepEqual(Object.keys(streaks.streaks[0]), Object.keys(withStreaks.streaks[0]));
    assert.deepEqual(Object.keys(streaks.attribution.createdBy), Object.keys(attribution.createdBy));
    for (const { attribution, targets: rows } of data.targetGroups) {
      assert.match(attribution.createdOn, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
      for (const one of rows) {
        assert.deepEqual(Object.keys(one), Object.keys(targets[0]));
        assert.match(one.enrolledOn, /\+0000$/);
      }
    }
    const day = streaks.targets.find(({ periodStartDate }) => periodStartDate === "2025-09-08");
    assert.deepEqual(
      [day.periodStartDateWithTimeStamp, day.periodEndDateWithTimeStamp, day.targetAchievedDateTime],
      ["2025-09-08T00:00:00.000Z", "2025-09-08T23:59:59.000Z", "2025-09-08T07:00:00.000Z"],
    );
  });

  test("a row without a record says when the answer was given, before joining and where nothing was done", async () => {
    const at = visit();
    const now = "2025-09-11T08:00:00.000+0000";
    for (const { targets } of await groupsOf(at, ASHA)) {
      for (const { targetId, targetAchievedValue, enrolledOn, lastUpdatedOn } of targets) {
        if (targetId !== null) assert.notEqual(enrolledOn, now);
        else assert.deepEqual([targetAchievedValue, enrolledOn, lastUpdatedOn], [0, now, null]);
      }
    }
    const recorded = (rows) => rows.map(({ targetId }) => targetId !== null);
    // A record of its own for each check-in: none for the days before, the days missed, today, and after.
    assert.deepEqual(recorded((await at.rows(ASHA, "Daily hello")).slice(6, 19)), [
      ...[false, true, true, true, true, false, false, false, true, true, true, false, false],
    ]);
    // Noor joined in the second week: from then on there are records, with nothing achieved.
    assert.deepEqual(recorded(await at.rows(NOOR, "Five good weeks")), [false, ...Array(7).fill(true)]);
    assert.equal((await at.rows(NOOR, "Five good weeks"))[1].enrolledOn, "2025-09-11T07:00:00.000+0000");
  });

  test("a cyclic group not begun is one row that ends as it starts", async () => {
    const at = visit();
    await at.act(NOOR, "enrol");
    const [row, ...more] = await at.rows(NOOR, "Autumn sprint");
    assert.equal(more.length, 0);
    assert.deepEqual(
      [row.targetId, row.periodStartDateWithTimeStamp, row.periodEndDateWithTimeStamp, row.currentPeriod],
      [null, "2025-08-18T09:15:00.000Z", "2025-08-18T09:15:00.000Z", false],
    );
    assert.equal((await at.rows(ASHA, "Autumn sprint")).length, 4);
  });

  test("triggers are absolute, one of them the target itself, with their points and when they were reached", async () => {
    const at = visit();
    const [{ milestones }] = await at.rows(ASHA, "Autumn sprint");
    assert.deepEqual(
      milestones.map(({ triggerName, triggerValue, isAchieved, achievedDate, redeemablePoints }) => [
        triggerName,
        triggerValue,
        isAchieved,
        achievedDate,
        redeemablePoints,
      ]),
      [
        ["Free delivery", 100, true, "2025-09-10T11:00:00.000Z", null],
        ["Bonus", 160, false, null, 100],
        ["targetAchieved", 200, false, null, null],
      ],
    );
  });

  test("the count of a broken streak stays until the next activity, that of a level at its goal for good", async () => {
    const at = visit();
    const counts = async (user) =>
      (await groupsOf(at, user))
        .find(({ name }) => name === "Daily hello")
        .streaks.map(({ status, currentCount }) => `${status} ${currentCount}`);
    assert.deepEqual(await counts(BEN), ["INPROGRESS 2", "INPROGRESS 2", "INPROGRESS 2"]);
    await at.act(BEN, "check-in");
    assert.deepEqual(await counts(BEN), ["INPROGRESS 1", "INPROGRESS 1", "INPROGRESS 1"]);
    assert.deepEqual(await counts(ASHA), ["ACHIEVED 3", "INPROGRESS 3", "INPROGRESS 3"]);
    assert.deepEqual(await counts(NOOR), ["NOT_STARTED 0", "NOT_STARTED 0", "NOT_STARTED 0"]);
  });

  test("the answer is as narrow as it is asked to be", async () => {
    const at = visit();
    const rows = async (search) =>
      JSON.parse((await at.get(ASHA, search)).body).data.targetGroups.flatMap(({ targets }) => targets);
    const current = await rows("");
    assert.deepEqual(
      current.map(({ targetRuleId }) => targetRuleId),
      [140410, 140110, 140120, 140130, 140710, 140720, 140310, 140510, 140610],
    );
    assert.ok(current.every(({ targetId }) => targetId !== null));
    const one = await rows("?includeInactive=true&targetRuleId=140510");
    assert.deepEqual(
      one.map(({ periodRefCode }) => periodRefCode),
      [1, 2, 3, 4, 5].map((number) => `PERIOD_G_61050_${number}`),
    );
  });

  test("the list says what groups with several targets ask for", async () => {
    const at = visit();
    const recorded = (await fixture("catalog-target-groups")).data.find(({ id }) => id === 2306);
    const { data, pagination } = JSON.parse((await at.list()).body);
    assert.deepEqual(pagination, { limit: 7, offset: 0, total: 7 });
    const ofGroup = (name) => data.find((one) => one.name === name);
    for (const key of Object.keys(recorded)) assert.ok(key in ofGroup("Shop both ways"), key);
    assert.deepEqual(ofGroup("Shop both ways").unifiedTargetExpression, {
      aggregation: "SUM",
      thresholdValue: 200,
      ruleExpression: "(140710 & 140720)",
    });
    assert.deepEqual(ofGroup("Two out of three").unifiedTargetExpression, {
      aggregation: "COUNT",
      thresholdValue: 2,
      ruleExpression: "(140110 | 140120 | 140130)",
    });
    assert.equal(ofGroup("Two out of three").activePeriod.refCode, "Cycle_2");
  });
});

describe("a server in India", () => {
  test("prints its own clock with a Z, and its offset where it says one", async () => {
    const at = visit();
    await at.set({ serverZone: "Asia/Kolkata" });
    const [sprint] = await groupsOf(at, ASHA);
    assert.equal(sprint.attribution.createdOn, "2025-08-18T14:45:00.000+0530");
    const [row] = sprint.targets;
    assert.deepEqual(
      [row.enrolledOn, row.periodStartDateWithTimeStamp, row.periodStartDate, row.milestones[0].achievedDate],
      ["2025-09-02T12:30:00.000+0530", "2025-09-02T12:30:00.000Z", "2025-09-02", "2025-09-10T16:30:00.000Z"],
    );
    assert.equal("periodStartDateWithTimeStampISO" in row, false);
    const [day] = await at.rows(ASHA, "Daily hello");
    assert.equal(day.periodStartDateWithTimeStamp, "2025-08-25T00:00:00.000Z", "days are days wherever it stands");
    assert.equal(day.enrolledOn, "2025-09-11T13:30:00.000+0530");
  });

  test("has ISO twins that are right, if it is asked for them", async () => {
    const at = visit();
    await at.set({ serverZone: "Asia/Kolkata", isoTwins: true });
    const [row] = await at.rows(ASHA, "Autumn sprint");
    assert.deepEqual(
      [row.enrolledOnISO, row.periodStartDateWithTimeStampISO, row.targetAchievedDateTimeISO],
      ["2025-09-02T07:00:00Z", "2025-09-02T07:00:00Z", null],
    );
    const [day] = await at.rows(ASHA, "Daily hello");
    assert.deepEqual(
      [day.periodStartDateWithTimeStampISO, day.periodEndDateWithTimeStampISO],
      ["2025-08-24T22:00:00Z", "2025-08-25T21:59:59Z"],
      "the programme's midnight, in Berlin",
    );
  });
});

describe("the calendar", () => {
  test("knows the clocks of a zone, and the instant at which a day begins there", () => {
    const at = Date.parse("2025-10-26T00:30:00.250Z");
    assert.equal(new Date(civil(at, "Europe/Berlin")).toISOString(), "2025-10-26T02:30:00.250Z");
    assert.equal(offset(at, "Asia/Kolkata"), 5.5 * HOUR);
    assert.equal(offset(at, "America/New_York"), -4 * HOUR);
    for (const zone of ["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "UTC"]) {
      for (let day = dayOf(at, zone) - 200; day < dayOf(at, zone) + 200; day += 7) {
        const start = midnight(day, zone);
        assert.deepEqual([dayOf(start, zone), dayOf(start - 1, zone)], [day, day - 1], zone);
      }
    }
  });
});
