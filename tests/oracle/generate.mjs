// Random cases that aim at every clause of the rules: a response, perhaps an earlier one, perhaps a catalogue, options,
// and questions at the instants where something changes.

import { Random } from "./random.mjs";
import { readCatalog } from "./rules/catalog.mjs";
import { candidates } from "./rules/next-change.mjs";
import { Snapshot } from "./rules/snapshot.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ZONES = [
  "UTC",
  "Asia/Kolkata",
  "America/New_York",
  "Pacific/Apia",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Etc/GMT+12",
];

/** Moments around which the cases lie: ordinary days, leap days, ends of years, gaps and folds of the zones above. */
const ANCHORS = [
  "2024-08-30T09:21:43.741Z",
  "2024-05-07T10:26:56.573Z",
  "2024-02-29T23:30:00.000Z",
  "2024-12-31T23:59:59.999Z",
  "2024-03-10T07:00:00.000Z", // New York: gap
  "2024-11-03T05:30:00.000Z", // New York: fold
  "2024-09-08T04:00:00.000Z", // Santiago: no midnight
  "2024-04-07T03:00:00.000Z", // Santiago: midnight's hour twice; Lord Howe: half an hour back
  "2024-10-05T15:30:00.000Z", // Lord Howe: half an hour forward
  "2011-12-30T10:00:00.000Z", // Apia: a day that did not exist
].map(Date.parse);

const OFFSETS = {
  none: [],
  utc: ["+0000"],
  india: ["+0530"],
  west: ["-0300"],
  summer: ["-0400", "-0500"],
  conflict: ["+0530", "-0700"],
  half: ["+1030", "+11:00", "+1000"],
};

/** The case of this seed and number. */
export function generateCase(seed, number) {
  const random = new Random(seed, number);
  const world = worldOf(random);
  const response = responseOf(random, world);
  const options = {};
  if (random.chance(0.6)) options.receivedAt = world.answeredAt + random.pick([0, 0, 0, 1500, -1500, -DAY, 40 * DAY]);
  if (random.chance(0.7)) options.allCycles = random.chance(0.55);
  if (random.chance(0.15)) options.serverTimeZone = random.pick(ZONES);
  const catalog = random.chance(0.6) ? catalogOf(random, world, response) : null;
  const previous = random.chance(0.4) ? earlierOf(random, world, response) : null;
  const previousOptions = { ...options };
  if (random.chance(0.7)) previousOptions.receivedAt = world.answeredAt - random.pick([0, 1000, HOUR, DAY, 5 * DAY]);
  const text = { input: random.pick(["bytes", "string", "object"]), escapeDigits: random.chance(0.1) };
  const theCase = { seed, number, response, options, catalog, previous, previousOptions, text, asks: [] };
  theCase.asks = asksOf(random, world, theCase);
  return theCase;
}

// The world: a moment, a server, its stamps

function worldOf(random) {
  const anchor =
    random.pick(ANCHORS) + random.pick([0, 0, random.integer(-40 * HOUR, 40 * HOUR), random.integer(0, 999)]);
  const kind = random.weighted({ none: 2, utc: 3, india: 3, west: 1, summer: 1, conflict: 1, half: 1 });
  return { anchor, answeredAt: anchor, offsets: OFFSETS[kind], hasTargetIds: random.chance(0.92), nextId: 100 };
}

const offsetOf = (text) => {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)/.exec(text);
  return (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
};

/** An instant with one of the server's offsets; with none of them a stamp that shows no offset. */
function offsetStamp(random, world, instant) {
  if (world.offsets.length === 0) return isoTwin(instant);
  const offset = random.pick(world.offsets);
  return new Date(instant + offsetOf(offset)).toISOString().replace("Z", offset);
}

const isoTwin = (instant) => new Date(instant).toISOString();
const dateOf = (civil) => new Date(civil).toISOString().slice(0, 10);
const midnightOf = (instant) => Math.floor(instant / DAY) * DAY;

// The response

function responseOf(random, world) {
  const groups = Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, (_, index) => groupOf(random, world, index));
  const data = { userId: 7, customer: { id: 7 }, targetGroups: groups };
  return { data, errors: null, warnings: null };
}

const EVALUATIONS = {
  FIXED_CALENDAR_WINDOW: 10,
  CYCLIC_WINDOW: 5,
  PERIOD_AGNOSTIC_WINDOW: 2,
  ROLLING_WINDOW: 1,
  "": 0.5,
};
const TRACKINGS = {
  DEFAULT: 6,
  UNIFIED: 4,
  STREAKS: 4,
  STREAK: 1,
  NON_CONTINUOUS_STREAKS: 1,
  NON_CONTINUOUS_STREAK: 0.5,
  "NON CONTINUOUS STREAK": 0.5,
  CAPPING: 1.5,
  SOMETHING_ELSE: 0.5,
};

function groupOf(random, world, index) {
  const tracking = random.weighted(TRACKINGS);
  const isStreak = tracking.includes("STREAK");
  const evaluation = isStreak && random.chance(0.85) ? "FIXED_CALENDAR_WINDOW" : random.weighted(EVALUATIONS);
  const id = 900 - index * random.pick([1, 7]);
  const chain = chainOf(random, world, evaluation);
  const targetCount = tracking === "UNIFIED" ? random.integer(1, 4) : random.pick([1, 1, 1, 2, 3]);
  const ruleIds = random.shuffled([11, 12, 13, 14, 15]).slice(0, targetCount);
  const targets = ruleIds.map((ruleId, position) => targetOf(random, ruleId, position, targetCount));
  const rows = targets.flatMap((target) => rowsOf(random, world, chain, target));
  const group = { id, name: `group ${id}`, targets: random.chance(0.8) ? random.shuffled(rows) : rows };
  if (random.chance(0.7)) {
    const createdOn = offsetStamp(random, world, world.anchor - random.integer(0, 60 * DAY));
    group.attribution = { createdOn, lastUpdatedOn: createdOn, createdBy: { id: 4, name: "x" } };
  }
  if (evaluation !== "" || random.chance(0.5)) group.targetEvaluationType = evaluation || null;
  group.trackingType = tracking;
  if (isStreak ? random.chance(0.93) : random.chance(0.03)) group.streaks = levelsOf(random, id);
  if (group.streaks && rows.length > 0 && random.chance(0.05)) rows[0].streaks = [{ ...group.streaks[0] }];
  return group;
}

function targetOf(random, ruleId, position, count) {
  const type = random.weighted({
    COUNT: 4,
    SALES: 3,
    GROSS_SALES: 2,
    VISIT: 1,
    QUANTITY: 1,
    ALL_POINTS: 1,
    REGULAR: 1,
    SUM: 1,
  });
  const isShadow = random.chance(count > 1 && position > 0 ? 0.15 : 0.02);
  return {
    ruleId: random.chance(0.95) ? ruleId : null,
    name: `target ${ruleId}`,
    type: random.chance(0.97) ? type : null,
    entity: random.weighted({ TRANSACTION: 8, EVENT: 1, POINTS: 1, ALTERNATE_CURRENCIES: 1 }),
    eventName: isShadow ? "ReturnBill" : "TransactionAdd",
    goal: random.pick([10, 10, 1, 100, 1500, 0.07, 5, 1000]),
    record: random.weighted({ mostly: 6, none: 2, late: 3 }),
  };
}

// Cycles: a chain of periods, each with the fields that say when it is

const STYLES = {
  days: 6,
  daysAndDates: 3,
  milliseconds: 1,
  withoutFraction: 1,
  midnights: 1,
  dates: 2,
  twins: 2,
  twinsAndDays: 2,
  times: 3,
  minutes: 1,
  offsets: 1.5,
  colonOffsets: 0.5,
  epoch: 0.7,
  seconds: 0.4,
  same: 0.3,
  sameDates: 0.3,
  far: 0.5,
  none: 0.2,
  startOnly: 0.2,
  endOnly: 0.2,
  reversed: 0.2,
  unreadable: 0.15,
};
const CYCLIC_STYLES = { ...STYLES, times: 8, same: 4, sameDates: 1.5, days: 2, dates: 3, minutes: 2 };

function chainOf(random, world, evaluation) {
  const styles = evaluation === "CYCLIC_WINDOW" ? CYCLIC_STYLES : STYLES;
  const style = random.weighted(styles);
  const isMixed = random.chance(0.12);
  const count = random.pick([1, 1, 2, 2, 3, 4, 5, 6]);
  const length = random.pick([DAY, DAY, DAY, 2 * DAY, 7 * DAY, 30 * DAY]);
  const holdsAnchor = random.integer(-1, count);
  const first = midnightOf(world.anchor) - holdsAnchor * length - (length > DAY ? random.integer(0, 1) * DAY : 0);
  const step = random.chance(0.1) ? length + DAY : length;
  const timeOfDay = random.integer(0, 86_399) * 1000;
  const spread = random.chance(0.4) ? random.integer(2, 4) : 1;
  const periods = Array.from({ length: count }, (_, index) => {
    const position = index + (spread > 1 && index >= count / 2 ? spread : 0);
    const start = first + position * step;
    const fields = windowFields(random, world, isMixed ? random.weighted(styles) : style, start, length, timeOfDay);
    return {
      id: 50 + index * random.pick([1, 1, 3]) + index,
      refCode: `Cycle_${index + 1}`,
      start,
      end: start + length,
      fields,
    };
  });
  // One period may overlap another.
  if (count > 1 && random.chance(0.06)) periods[1].fields = { ...periods[0].fields };
  return periods;
}

/** The fields of a window of civil days from `start`, in one of the forms that the API writes. */
function windowFields(random, world, style, start, length, timeOfDay) {
  const key = { start: "periodStartDate", end: "periodEndDate" };
  const stamps = (from, to) => ({ [`${key.start}WithTimeStamp`]: from, [`${key.end}WithTimeStamp`]: to });
  const twins = (from, to) => ({ [`${key.start}WithTimeStampISO`]: from, [`${key.end}WithTimeStampISO`]: to });
  const end = start + length;
  const dates = { [key.start]: dateOf(start), [key.end]: dateOf(end - DAY) };
  const days = stamps(isoTwin(start), isoTwin(end - 1000));
  const [from, to] = [start + timeOfDay, end + timeOfDay];
  const offset = world.offsets.length > 0 ? offsetOf(world.offsets[0]) : 0;
  const withOffset = (civil, text) => new Date(civil).toISOString().replace("Z", text);
  switch (style) {
    case "days":
      return days;
    case "daysAndDates":
      return { ...dates, ...days };
    case "milliseconds":
      return stamps(isoTwin(start), isoTwin(end - 1));
    case "withoutFraction":
      return stamps(isoTwin(start).replace(".000", ""), isoTwin(end - 1000).replace(".000", ""));
    case "midnights":
      return stamps(isoTwin(start), isoTwin(end));
    case "dates":
      return dates;
    case "twins":
      return twins(isoTwin(from - offset), isoTwin(to - offset));
    case "twinsAndDays":
      return { ...days, ...twins(isoTwin(start - offset), isoTwin(end - offset - 1000)) };
    case "times":
      return stamps(isoTwin(from), isoTwin(to));
    case "minutes":
      return stamps(
        isoTwin(Math.floor(from / MINUTE) * MINUTE + 59_000),
        isoTwin(Math.floor(to / MINUTE) * MINUTE + random.pick([59_000, 59_999])),
      );
    case "offsets":
      return stamps(
        withOffset(start, random.pick(["+0530", "+0000", "-0300"])),
        withOffset(end - random.pick([0, 1, 1000]), "+0530"),
      );
    case "colonOffsets":
      return stamps(withOffset(start, "+05:30"), withOffset(end, "+05:45"));
    case "epoch":
      return stamps(start - offset, end - offset - random.pick([0, 1000, 1]));
    case "seconds":
      return stamps(start / 1000, end / 1000);
    case "same":
      return {
        ...(random.chance(0.5) ? { [key.start]: dateOf(from), [key.end]: dateOf(from) } : {}),
        ...stamps(isoTwin(from), isoTwin(from)),
      };
    case "sameDates":
      return { [key.start]: dateOf(start), [key.end]: dateOf(start) };
    case "far":
      return stamps(isoTwin(start), "9999-12-31T23:59:59.000Z");
    case "startOnly":
      return { [key.start]: dateOf(start) };
    case "endOnly":
      return { [key.end]: dateOf(end) };
    case "reversed":
      return stamps(isoTwin(end), isoTwin(start));
    case "unreadable":
      return { ...(random.chance(0.5) ? dates : {}), ...stamps("2024-02-31T00:00:00.000Z", isoTwin(end - 1000)) };
    default:
      return {};
  }
}

// Rows

function rowsOf(random, world, chain, target) {
  const misses = random.chance(0.3);
  const flags = random.weighted({ right: 5, none: 3, wrong: 2, several: 1 });
  const rows = chain
    .filter(() => !(misses && random.chance(0.3)))
    .map((period, index) => {
      const isNow = period.start <= world.anchor && world.anchor < period.end;
      const isFlagged = { right: isNow, none: false, wrong: random.chance(0.3), several: isNow || random.chance(0.5) }[
        flags
      ];
      const hasRecord = { mostly: random.chance(0.9), none: false, late: index >= chain.length / 2 }[target.record];
      return rowOf(random, world, period, target, { isFlagged, hasRecord });
    });
  const repeated = rows.length > 0 && random.chance(0.12) ? [duplicateOf(random, world, random.pick(rows))] : [];
  return [...rows, ...repeated];
}

function rowOf(random, world, period, target, { isFlagged, hasRecord }) {
  const achieved = hasRecord ? amountOf(random, target.goal) : 0;
  const row = {
    periodId: period.id,
    periodRefCode: period.refCode,
    targetValue: random.chance(0.94) ? target.goal : random.pick([0, null, -5, target.goal * 2]),
    targetAchievedValue: achieved,
    targetName: target.name,
    targetType: target.type,
    targetEntity: target.entity,
    targetRuleId: target.ruleId,
    eventName: target.eventName,
    currentPeriod: isFlagged,
    ...period.fields,
  };
  if (world.hasTargetIds) row.targetId = hasRecord ? world.nextId++ : null;
  const enrolledAt = hasRecord
    ? world.anchor - random.integer(0, 40 * DAY)
    : world.answeredAt + random.pick([0, 0, 0, 3, -7]);
  if (random.chance(0.9)) row.enrolledOn = offsetStamp(random, world, enrolledAt);
  if (random.chance(0.08)) row.enrolledOnISO = isoTwin(enrolledAt);
  if (random.chance(0.2)) row.lastUpdatedOn = offsetStamp(random, world, world.anchor - random.integer(0, 3 * DAY));
  if (hasRecord && random.chance(achieved >= target.goal ? 0.5 : 0.08)) {
    const achievedAt = random.pick([period.start + HOUR, world.anchor - HOUR]);
    row.targetAchievedDateTime = random.chance(0.9) ? isoTwin(achievedAt) : offsetStamp(random, world, achievedAt);
    if (random.chance(0.3)) row.targetAchievedDateTimeISO = isoTwin(achievedAt - 5 * HOUR);
  } else if (random.chance(0.4)) row.targetAchievedDateTime = null;
  if (random.chance(0.06)) row.unEnrolled = true;
  if (target.entity === "ALTERNATE_CURRENCIES" && random.chance(0.8))
    row.alternateCurrencyName = random.pick(["Stars", "Miles"]);
  if (random.chance(0.35))
    row.milestones = random.chance(0.15) ? null : triggersOf(random, world, target.goal, achieved);
  return spoil(random, row);
}

function amountOf(random, goal) {
  const share = random.pick([
    0,
    0,
    0.1,
    0.29,
    0.3,
    0.57,
    0.999,
    0.9999999999,
    1,
    1,
    1.2,
    2,
    999,
    -0.3,
    random.next() * 1.5,
  ]);
  return random.chance(0.7) ? Math.round(goal * share * 100) / 100 : goal * share;
}

function triggersOf(random, world, goal, achieved) {
  return Array.from({ length: random.integer(0, 3) }, (_, index) => {
    const isPercentage = random.chance(0.2);
    const share = random.pick([0.1, 0.3, 0.5, 0.5, 1, 1, 1.5]);
    const threshold = goal * share;
    const trigger = {
      id: 200 + random.pick([index, -index, 0]),
      triggerName: `trigger ${index}`,
      triggerValue: isPercentage ? share * 100 : threshold,
    };
    if (isPercentage || random.chance(0.2)) trigger.triggerValueType = isPercentage ? "PERCENTAGE" : "ABSOLUTE";
    if (random.chance(0.6)) trigger.isAchieved = random.chance(0.85) ? achieved >= threshold : random.chance(0.5);
    if (random.chance(0.2)) trigger.achievedDate = isoTwin(world.anchor - HOUR);
    if (random.chance(0.3)) trigger.redeemablePoints = random.pick([100, 0, null, "50"]);
    if (random.chance(0.1)) trigger.delayedPoints = 5;
    return trigger;
  });
}

/** Another row for the same cycle, that differs in what decides which of the two is kept. */
function duplicateOf(random, world, row) {
  const copy = structuredClone(row);
  if (random.chance(0.4) && world.hasTargetIds)
    copy.targetId = random.pick([null, (row.targetId ?? 100) + 1, (row.targetId ?? 100) - 1]);
  if (random.chance(0.4)) copy.lastUpdatedOn = offsetStamp(random, world, world.anchor - random.integer(0, 3 * DAY));
  if (random.chance(0.5)) copy.targetAchievedValue = random.pick([0, 1, 12, 2000]);
  copy.marker = 1;
  return copy;
}

/** Sometimes writes a number as text, or something that cannot be read. */
function spoil(random, row) {
  for (const key of ["targetValue", "targetAchievedValue", "targetId", "periodId", "targetRuleId"])
    if (random.chance(0.02) && typeof row[key] === "number") row[key] = String(row[key]);
  if (random.chance(0.012)) row.targetAchievedValue = random.pick(["1,000", "", true, {}]);
  if (random.chance(0.012)) row.targetValue = random.pick(["1,000", "ten", false]);
  if (random.chance(0.01)) row.targetAchievedValue = random.pick([1e15, 123456789012.5, null]);
  if (random.chance(0.005)) row.currentPeriod = "yes";
  if (random.chance(0.005)) row.periodId = null;
  if (random.chance(0.005)) row.milestones = random.pick([5, "x", [null], [7]]);
  if (random.chance(0.005)) row.lastUpdatedOn = "yesterday";
  return row;
}

// Streaks

function levelsOf(random, groupId) {
  const count = random.pick([1, 1, 2, 3]);
  const goals = random.shuffled([1, 2, 3, 5, 7]).slice(0, count);
  const shared = random.integer(0, 5);
  return goals.map((goal, index) => {
    const current = random.chance(0.7) ? Math.min(goal, shared) : random.integer(0, 8);
    const status = random.weighted({
      word: current >= goal ? 1 : 0.1,
      progress: 3,
      INPROGRESS: 2,
      IN_PROGRESS: 1,
      NOT_STARTED: current === 0 ? 3 : 0.3,
      COMPLETED: 0.2,
      BROKEN: 0.4,
      FAILED: 0.1,
      RESET: 0.1,
      EXPIRED: 0.1,
      SOMETHING: 0.2,
    });
    const level = {
      userStreakId: current > 0 ? 70 + index : null,
      streakId: groupId * 10 + index,
      streakName: `level ${groupId * 10 + index}`,
      status: status === "word" ? "ACHIEVED" : status === "progress" ? null : status,
      currentCount: current,
      totalTargetCountOfSequence: random.chance(0.95) ? goal : random.pick([0, null]),
    };
    if (random.chance(0.2)) level.streakAchievedDateTime = "2024-08-30T09:43:41.000Z";
    return level;
  });
}

// The catalogue

function catalogOf(random, world, response) {
  const groups = response.data.targetGroups.filter(() => random.chance(0.85));
  const definitions = groups.map((group) => definitionOf(random, world, group));
  const others = Array.from({ length: random.integer(0, 2) }, (_, index) => strangerOf(random, world, 300 + index));
  const data = random.shuffled([...definitions, ...others]);
  return { data, errors: null, warnings: null };
}

function definitionOf(random, world, group) {
  const rows = group.targets.filter((row) => typeof row === "object" && row !== null);
  const ruleIds = [...new Set(rows.map((row) => Number(row.targetRuleId)).filter((id) => id > 0))];
  if (random.chance(0.3)) ruleIds.push(77);
  const targets = ruleIds.map((id) => definedTarget(random, id, rows));
  const definition = {
    ...frameOf(random, world, group.id),
    name: `defined ${group.id}`,
    description: random.pick([null, "words"]),
    targetEvaluationType: group.targetEvaluationType ?? null,
    trackingType: group.trackingType,
    targets,
  };
  if (group.streaks && random.chance(0.6)) {
    const known = group.streaks.map(({ streakId, streakName, totalTargetCountOfSequence }) => ({
      id: streakId,
      name: streakName,
      targetCountOfSequence: totalTargetCountOfSequence,
    }));
    definition.streaks = [
      ...known,
      { id: 5000 + group.id, name: "only in the catalogue", targetCountOfSequence: random.pick([1, 2, 4, 9]) },
    ];
  }
  if (group.trackingType === "UNIFIED" && random.chance(0.95)) Object.assign(definition, unifiedOf(random, ruleIds));
  return definition;
}

function frameOf(random, world, id) {
  const length = random.pick([DAY, 30 * DAY]);
  const first = midnightOf(world.anchor) - random.pick([0, 1, 3, 20]) * DAY;
  const [start, end] = random.pick([
    [isoTwin(first), isoTwin(first + length - 1000)],
    [isoTwin(first), isoTwin(first + length - 1)],
    [isoTwin(first + 7 * HOUR), isoTwin(first + 7 * HOUR + length)],
    [isoTwin(first), isoTwin(first + length + 5 * HOUR)],
    [isoTwin(first), "9999-12-31T23:59:59.000Z"],
    [first, first + length],
  ]);
  const frame = {
    id,
    active: random.chance(0.85),
    totalPeriods: random.pick([1, 2, 3, 4, 6, null, 0]),
    targetCycleStartDate: start,
    targetCycleEndDate: end,
    createdOn: world.anchor - 50 * DAY,
    userCreated: random.pick([true, false, false, false, undefined]),
    leaderboardEnabled: random.pick([true, false]),
  };
  if (random.chance(0.7)) frame.activePeriod = { id: 50, refCode: "Cycle_1", ...periodOf(random, first, length) };
  if (random.chance(0.3)) frame.periods = [{ id: 50, refCode: "Cycle_1", ...periodOf(random, first, length) }];
  if (random.chance(0.25)) frame.timeZoneName = random.pick([...ZONES, "Mars/Olympus", null]);
  if (random.chance(0.5))
    frame.attribution = { createdOn: offsetStamp(random, world, world.anchor - random.integer(0, 60 * DAY)) };
  return frame;
}

function periodOf(random, first, length) {
  return random.pick([
    { startDate: dateOf(first), endDate: dateOf(first + length - DAY) },
    { startDate: dateOf(first), endDate: dateOf(first + length - DAY) },
    { startDate: isoTwin(first), endDate: isoTwin(first + length - 1000) },
    { startDate: isoTwin(first + HOUR), endDate: isoTwin(first + length + HOUR) },
  ]);
}

function definedTarget(random, id, rows) {
  const row = rows.find((other) => Number(other.targetRuleId) === id);
  const triggers = Array.isArray(row?.milestones) ? row.milestones.filter((trigger) => trigger?.id) : [];
  return {
    id,
    name: `defined target ${id}`,
    description: random.pick([null, "what to do"]),
    targetType: row?.targetType ?? "COUNT",
    targetEntity: row?.targetEntity ?? "TRANSACTION",
    eventName: row?.eventName ?? "TransactionAdd",
    active: random.chance(0.85),
    enrolmentMethod: random.pick([
      "TRANSACTION",
      "TRANSACTION",
      "TRANSACTION",
      undefined,
      "IMPORT",
      "AUDIENCE_FILTER",
      "OTHER",
    ]),
    targetMilestoneTriggers: triggers.map((trigger) => ({
      id: trigger.id,
      triggerName: trigger.triggerName,
      triggerType: "CUSTOM",
      triggerValueType: "PERCENTAGE",
      triggerValue: 50,
    })),
  };
}

/** A definition of which the user has no row. */
function strangerOf(random, world, id) {
  const evaluation = random.weighted(EVALUATIONS);
  return {
    ...frameOf(random, world, id),
    name: `stranger ${id}`,
    targetEvaluationType: evaluation || null,
    trackingType: random.pick(["DEFAULT", "DEFAULT", "STREAKS", "CAPPING", "UNIFIED"]),
    targets: Array.from({ length: random.pick([0, 1, 1, 1, 2]) }, (_, index) =>
      definedTarget(random, id * 10 + index, []),
    ),
  };
}

function unifiedOf(random, ruleIds) {
  const count = ruleIds.length;
  const join = (operator) => `(${ruleIds.join(` ${operator} `)})`;
  const [a = 1, b = 2, c = 3] = random.shuffled(ruleIds);
  const ruleExpression = random.pick([
    join("&"),
    join("&"),
    join("|"),
    join("|"),
    null,
    `${a}`,
    `(${a} | ${b}) & ${c}`,
    `${a} & ${b} | ${c}`,
    `!${a}`,
    `!(${a} & ${b})`,
    `${a} & ${b}`,
    `((${a})|(${b}))`,
    `(${a} & ${b}`,
    `${a} ${b}`,
    `${a} & `,
    `${a} & 99999`,
    "true",
  ]);
  const aggregation = random.pick([null, null, undefined, "SUM", "SUM", "COUNT", "COUNT", "AVERAGE"]);
  const thresholdValue =
    aggregation === "COUNT" ? random.integer(0, count + 1) : random.pick([null, 5000, 20, 3, 0, -1, "2.00"]);
  const combinationType = random.pick(["ALL", "ANY", null, "SOME"]);
  const expression = random.chance(0.85)
    ? { unifiedTargetExpression: { aggregation, thresholdValue, ruleExpression } }
    : {};
  return { combinationType, ...expression };
}

// An earlier response of the same user

function earlierOf(random, world, response) {
  const earlier = structuredClone(response);
  if (random.chance(0.1)) return earlier;
  if (random.chance(0.04)) earlier.data.userId = 8;
  const groups = earlier.data.targetGroups;
  if (random.chance(0.06)) groups.splice(random.integer(0, groups.length - 1), 1);
  for (const group of groups) {
    for (const row of group.targets) if (random.chance(0.5)) changeRow(random, world, row);
    if (random.chance(0.15)) group.targets.splice(random.integer(0, group.targets.length), 1);
    for (const level of group.streaks ?? []) {
      if (random.chance(0.4)) level.currentCount = random.integer(0, 6);
      if (random.chance(0.2)) level.status = random.pick(["INPROGRESS", "ACHIEVED", "BROKEN", "NOT_STARTED", null]);
    }
    if (group.streaks && random.chance(0.05)) group.streaks.pop();
  }
  return earlier;
}

function changeRow(random, world, row) {
  const change = random.pick(["amount", "amount", "amount", "none", "enrol", "stamp", "flag", "triggers"]);
  if (change === "amount") row.targetAchievedValue = amountOf(random, Number(row.targetValue) || 10);
  if (change === "none") {
    row.targetAchievedValue = 0;
    row.targetAchievedDateTime = null;
    row.targetAchievedDateTimeISO = null;
    if (world.hasTargetIds) row.targetId = null;
  }
  if (change === "enrol") row.unEnrolled = !row.unEnrolled;
  if (change === "stamp") row.targetAchievedDateTime = row.targetAchievedDateTime ? null : isoTwin(world.anchor - DAY);
  if (change === "flag") row.currentPeriod = !row.currentPeriod;
  if (change === "triggers" && Array.isArray(row.milestones))
    for (const trigger of row.milestones)
      if (trigger?.isAchieved !== undefined) trigger.isAchieved = !trigger.isAchieved;
}

// The questions

function asksOf(random, world, { response, options, catalog }) {
  const timeZones = [undefined, random.pick(ZONES), random.pick(ZONES)];
  return Array.from({ length: random.integer(1, 3) }, () => {
    const timeZone = random.pick(timeZones);
    const atRiskWithinMs = random.pick([undefined, undefined, 0, HOUR, 3 * DAY]);
    const snapshot = Snapshot.read(response, options).withDefinitions(
      catalog ? readCatalog(catalog).definitions : undefined,
    );
    const from = world.anchor - 45 * DAY;
    const instants = candidates(snapshot, { now: from, timeZone, atRiskWithinMs: atRiskWithinMs ?? DAY });
    const near = instants.filter((instant) => Math.abs(instant - world.anchor) < 3 * DAY);
    const boundary = random.pick(near.length > 0 && random.chance(0.7) ? near : [world.anchor, ...instants]);
    const now = random.chance(0.2)
      ? world.anchor + random.pick([0, 1, -1, HOUR, random.integer(-3 * DAY, 3 * DAY)])
      : boundary + random.pick([-1, 0, 0, 1]);
    const ask = { now };
    if (timeZone !== undefined) ask.timeZone = timeZone;
    if (atRiskWithinMs !== undefined) ask.atRiskWithinMs = atRiskWithinMs;
    return ask;
  });
}
