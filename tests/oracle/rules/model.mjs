// Section 1 of the rules: from rows to a model.

import { serverClock, zoneClock } from "./instants.mjs";
import { exact } from "./figures.mjs";
import { by, evaluationOf, groupBy, reader, shownOffsets, trackingOf, unitOf } from "./read.mjs";
import { windowOf } from "./window.mjs";

/**
 * The model of a user's response (parsed JSON), with its issues as `{ path, code }`.
 * Options: `receivedAt`, `allCycles`, `serverTimeZone`.
 */
export function readResponse(response, { receivedAt = null, allCycles = null, serverTimeZone } = {}) {
  const issues = [];
  const read = reader(issues);
  const data = response.data;
  const groups = read
    .objects(data, "targetGroups", "data")
    .map(({ value, path }) => ({ value, path, rows: read.objects(value, "targets", path) }));
  const rows = groups.flatMap((group) => group.rows.map((row) => row.value));

  const shown = [...groups.map((group) => group.value), ...rows].flatMap(shownOffsets);
  const byOffsets = serverClock(shown);
  const server = serverTimeZone === undefined ? byOffsets : zoneClock(serverTimeZone);
  if (serverTimeZone === undefined && byOffsets.varies) read.note(null, "server-offset-varies");

  // If no row of the response carries the property `targetId` at all, all rows have a record.
  const allHaveRecords = !rows.some((row) => Object.hasOwn(row, "targetId"));
  const context = { read, server, allHaveRecords };
  const models = groups.map((group) => readGroup(group, context));
  // Of rows that are left out nobody asks.
  for (const { achieved, triggers } of models.flatMap(({ targets }) => targets.flatMap(({ cycles }) => cycles)))
    for (const trigger of triggers.filter((trigger) => disagrees(trigger, achieved)))
      read.note(`${trigger.path}.isAchieved`, "trigger-disagrees");

  return {
    userId: read.id(data, "userId", "data"),
    allCycles,
    receivedAt,
    answeredAt: answeredAt(receivedAt, models),
    server,
    serverOffset: serverTimeZone === undefined ? byOffsets.offset : null,
    groups: models,
    issues,
  };
}

/** The earlier of `receivedAt` and the latest `enrolledOn` of rows without a record; whichever exists. */
function answeredAt(receivedAt, groups) {
  const moments = groups
    .flatMap((group) => group.rows)
    .filter((row) => !row.hasRecord && row.enrolledOn !== null)
    .map((row) => row.enrolledOn);
  const made = moments.length === 0 ? null : Math.max(...moments);
  return receivedAt === null || made === null ? (receivedAt ?? made) : Math.min(receivedAt, made);
}

function readGroup({ value, path, rows }, context) {
  const { read } = context;
  const evaluationRaw = read.text(value, "targetEvaluationType", path);
  const trackingRaw = read.text(value, "trackingType", path);
  const evaluation = evaluationOf(evaluationRaw);
  const tracking = trackingOf(trackingRaw);
  const cycles = rows.map((row, arrival) => readRow(row, arrival, evaluation, context));
  const levels = [{ value, path }, ...rows].flatMap((owner) =>
    read.objects(owner.value, "streaks", owner.path).map((level) => readLevel(level, context)),
  );
  return {
    id: read.id(value, "id", path),
    name: read.text(value, "name", path),
    evaluation,
    evaluationRaw,
    tracking,
    trackingRaw,
    kind: tracking === "capping" ? "cap" : "goal",
    isContinuous: tracking !== "non-continuous-streaks",
    rows: cycles,
    targets: targetsOf(cycles, evaluation, context),
    levels: withoutRepeated(levels),
  };
}

function readRow({ value: row, path }, arrival, evaluation, { read, server, allHaveRecords }) {
  // All that were read: a response that has another one says something else, though a better one counts.
  const stamps = [];
  const stampOf = (key) => {
    const stamp = read.stamp(row, key, path);
    stamps.push(stamp);
    return stamp;
  };
  const twinOr = (key) => {
    const twin = stampOf(`${key}ISO`);
    const legacy = stampOf(key);
    return twin ?? legacy;
  };
  const side = (key) => {
    const twin = stampOf(`${key}WithTimeStampISO`);
    const stamp = stampOf(`${key}WithTimeStamp`);
    const date = stampOf(key);
    return twin ? { ...twin, isTwin: true } : (stamp ?? date);
  };
  const targetId = read.id(row, "targetId", path);
  const achieved = read.number(row, "targetAchievedValue", path) ?? 0;
  const achievedAt = serverInstant(server, stampOf("targetAchievedDateTime"), stampOf("targetAchievedDateTimeISO"));
  // One that is there and cannot be read is there all the same.
  const hasStamp =
    achievedAt !== null ||
    [row.targetAchievedDateTime, row.targetAchievedDateTimeISO].some((text) => typeof text === "string" && text !== "");
  const enrolledOn = twinOr("enrolledOn");
  const updatedOn = twinOr("lastUpdatedOn");
  const type = read.text(row, "targetType", path);
  const entity = read.text(row, "targetEntity", path);
  const currency = read.text(row, "alternateCurrencyName", path);
  const unit = unitOf(type, entity);
  const target = read.number(row, "targetValue", path);
  const cycle = {
    path,
    arrival,
    stamps,
    ruleId: read.id(row, "targetRuleId", path),
    targetName: read.text(row, "targetName", path),
    type,
    entity,
    eventName: read.text(row, "eventName", path),
    unit,
    unitName: unit === "alternate-currency" ? currency : null,
    targetId,
    periodId: read.id(row, "periodId", path),
    refCode: read.text(row, "periodRefCode", path),
    // No goal means absent, null, zero or negative; NaN is a value that cannot be read.
    goal: target > 0 ? target : null,
    target,
    achieved,
    achievedAt,
    isAchieved: (target > 0 && achieved >= target) || hasStamp,
    hasRecord: allHaveRecords || targetId !== null || achieved !== 0 || hasStamp,
    enrolledOn: enrolledOn && (enrolledOn.kind === "day" ? server.instantOf(enrolledOn.at) : enrolledOn.at),
    updatedOn: updatedOn && (updatedOn.kind === "day" ? server.instantOf(updatedOn.at) : updatedOn.at),
    isFlagged: read.boolean(row, "currentPeriod", path) ?? false,
    isUnenrolled: read.boolean(row, "unEnrolled", path) ?? false,
    start: side("periodStartDate"),
    end: side("periodEndDate"),
    triggers: read.objects(row, "milestones", path).map((trigger) => readTrigger(trigger, target, { read, server })),
  };
  cycle.triggers.sort(
    by(
      (trigger) => trigger.threshold,
      (trigger) => trigger.id,
    ),
  );
  // The order of the model is that of the windows without a `timeZone`.
  cycle.order = windowOf(cycle, evaluation, { server });
  return cycle;
}

/** A stamp that is a civil time of the server when it ends in `Z`; its twin, an instant, wins. */
function serverInstant(server, legacy, twin = null) {
  const stamp = twin ?? legacy;
  if (stamp === null) return null;
  const isCivil = stamp.kind === "day" || (stamp.kind === "zulu" && stamp === legacy);
  return isCivil ? server.instantOf(stamp.at) : stamp.at;
}

function readTrigger({ value, path }, target, { read, server }) {
  const given = read.number(value, "triggerValue", path);
  const isPercentage = read.text(value, "triggerValueType", path) === "PERCENTAGE";
  const threshold = thresholdOf(given, isPercentage, target);
  const points = {
    redeemable: read.number(value, "redeemablePoints", path),
    delayed: read.number(value, "delayedPoints", path),
    external: read.number(value, "externalTriggeredPoints", path),
  };
  return {
    path,
    id: read.id(value, "id", path),
    name: read.text(value, "triggerName", path),
    type: read.text(value, "triggerType", path),
    threshold,
    // A trigger whose threshold is the target itself is the target.
    isTarget: target > 0 && threshold === target,
    isAchieved: read.boolean(value, "isAchieved", path),
    achievedAt: serverInstant(
      server,
      read.stamp(value, "achievedDate", path),
      read.stamp(value, "achievedDateISO", path),
    ),
    points: Object.values(points).some((value) => value !== null) ? points : null,
  };
}

/** Whether the server's `isAchieved` of a trigger that is not the target itself is not what its threshold says. */
const disagrees = ({ isTarget, isAchieved, threshold }, achieved) =>
  !isTarget &&
  isAchieved !== null &&
  threshold !== null &&
  !Number.isNaN(achieved) &&
  isAchieved !== achieved >= threshold;

/** Absolute, or a percentage of the target where the row itself says so. */
function thresholdOf(given, isPercentage, target) {
  const readable = Number.isNaN(given) ? null : given;
  if (!isPercentage || readable === null) return readable;
  if (!(target > 0)) return null;
  return readable === 100 ? target : exact((target * readable) / 100);
}

function readLevel({ value, path }, { read, server }) {
  return {
    streakId: read.id(value, "streakId", path),
    userStreakId: read.id(value, "userStreakId", path),
    name: read.text(value, "streakName", path),
    statusRaw: read.text(value, "status", path),
    current: read.number(value, "currentCount", path) ?? 0,
    goal: read.number(value, "totalTargetCountOfSequence", path),
    achievedAt: serverInstant(
      server,
      read.stamp(value, "streakAchievedDateTime", path),
      read.stamp(value, "streakAchievedDateTimeISO", path),
    ),
  };
}

/** The same `streakId` twice is one streak. */
const withoutRepeated = (levels) =>
  levels.filter(
    ({ streakId }, index) => streakId === null || levels.findIndex((level) => level.streakId === streakId) === index,
  );

/** Targets in order of arrival: all rows with the same rule id; of rows without one, with the same name. */
function targetsOf(rows, evaluation, context) {
  const targets = groupBy(rows, (row) => (row.ruleId === null ? `name ${row.targetName}` : `rule ${row.ruleId}`));
  return [...targets.values()].map((cycles) => ({
    ruleId: cycles[0].ruleId,
    name: cycles[0].targetName,
    type: cycles[0].type,
    unit: cycles[0].unit,
    isShadow: cycles[0].eventName === "ReturnBill",
    cycles: withoutDuplicates(cycles, context).sort(cycleOrder(evaluation)),
  }));
}

const cycleOrder = (evaluation) =>
  evaluation === "period-agnostic"
    ? by(
        (cycle) => cycle.periodId,
        (cycle) => cycle.arrival,
      )
    : by(
        (cycle) => cycle.order.start,
        (cycle) => (cycle.order.start === null ? null : cycle.order.end),
        (cycle) => cycle.periodId,
        (cycle) => cycle.arrival,
      );

/** Of rows of a target for the same period one is kept: with a record, then the later, then the one that says more. */
function withoutDuplicates(rows, { read }) {
  const better = (row) => [
    row.hasRecord ? 1 : 0,
    row.updatedOn ?? Number.NEGATIVE_INFINITY,
    Number.isNaN(row.achieved) ? Number.NEGATIVE_INFINITY : row.achieved,
    row.targetId ?? Number.NEGATIVE_INFINITY,
    row.arrival,
  ];
  const isBetter = (a, b) => {
    const [x, y] = [better(a), better(b)];
    const first = x.findIndex((value, index) => value !== y[index]);
    return x[first] > y[first];
  };
  const periods = groupBy(rows, (row) => row.periodId ?? row);
  return [...periods.values()].map((same) => {
    const kept = same.reduce((a, b) => (isBetter(b, a) ? b : a));
    for (const row of same) if (row !== kept) read.note(row.path, "duplicate-cycle");
    return kept;
  });
}
