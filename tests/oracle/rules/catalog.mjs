// Section 6 of the rules: the catalogue, the list of target groups of an organisation.

import { conditionOf } from "./groups.mjs";
import { DAY, dateText, dayOf, isZone, serverClock, zoneClock } from "./instants.mjs";
import { evaluationOf, isObject, reader, shownOffsets, trackingOf, unitOf } from "./read.mjs";
import { exclusive, isEndless } from "./window.mjs";

/** Reads the list form, or one definition alone. Gives `{ definitions, issues }`, or throws "unexpected-shape". */
export function readCatalog(response, { serverTimeZone } = {}) {
  const issues = [];
  const read = reader(issues);
  if (!isListOfDefinitions(listOf(response.data))) throw new Error("unexpected-shape");
  const entries = Array.isArray(response.data)
    ? read.objects(response, "data", "").map(({ value, path }) => ({ value, path: path.slice(1) }))
    : [{ value: response.data, path: "data" }];
  const shown = entries.flatMap(({ value }) => shownOffsets(value));
  const byOffsets = serverClock(shown);
  if (serverTimeZone === undefined && byOffsets.varies) read.note(null, "server-offset-varies");
  const server = serverTimeZone === undefined ? byOffsets : zoneClock(serverTimeZone);
  return { definitions: entries.map(({ value, path }) => readDefinition(value, path, { read, server })), issues };
}

/** `data` that is an object with one of these and no `targetGroups` is one definition: a list of one. */
function listOf(data) {
  if (Array.isArray(data)) return data;
  const isOne = ["targetEvaluationType", "trackingType", "fromDate"].some((key) => Object.hasOwn(data ?? {}, key));
  if (isObject(data) && isOne && !Object.hasOwn(data, "targetGroups")) return [data];
  throw new Error("unexpected-shape");
}

/** An empty list is a list; any other needs an entry that looks like a definition. */
const isListOfDefinitions = (list) =>
  list.length === 0 ||
  list.some(
    (entry) =>
      isObject(entry) && ["targets", "targetEvaluationType", "trackingType"].some((key) => Object.hasOwn(entry, key)),
  );

function readDefinition(value, path, { read, server }) {
  const evaluationRaw = read.text(value, "targetEvaluationType", path);
  const trackingRaw = read.text(value, "trackingType", path);
  const tracking = trackingOf(trackingRaw);
  const unified = read.object(value, "unifiedTargetExpression", path) ?? {};
  const unifiedPath = `${path}.unifiedTargetExpression`;
  const targets = read.objects(value, "targets", path).map((target) => readTarget(target, read));
  const activePeriod = read.object(value, "activePeriod", path);
  const definition = {
    server,
    id: read.id(value, "id", path),
    name: read.text(value, "name", path),
    description: read.text(value, "description", path),
    isActive: read.boolean(value, "active", path),
    evaluation: evaluationOf(evaluationRaw),
    evaluationRaw,
    tracking,
    trackingRaw,
    kind: tracking === "capping" ? "cap" : "goal",
    timeZoneName: read.text(value, "timeZoneName", path),
    totalPeriods: read.number(value, "totalPeriods", path),
    cycles: {
      start: read.stamp(value, "targetCycleStartDate", path),
      end: read.stamp(value, "targetCycleEndDate", path),
    },
    activePeriod: activePeriod && readPeriod({ value: activePeriod, path: `${path}.activePeriod` }, read),
    periods: read.objects(value, "periods", path).map((period) => readPeriod(period, read)),
    targets,
    levels: read.objects(value, "streaks", path).map((level) => ({
      streakId: read.id(level.value, "id", level.path),
      name: read.text(level.value, "name", level.path),
      goal: read.number(level.value, "targetCountOfSequence", level.path),
    })),
    combinationType: read.text(value, "combinationType", path),
    aggregation: read.text(unified, "aggregation", unifiedPath),
    thresholdValue: read.number(unified, "thresholdValue", unifiedPath),
    ruleExpression: read.text(unified, "ruleExpression", unifiedPath),
    leaderboardEnabled: read.boolean(value, "leaderboardEnabled", path),
    userCreated: read.boolean(value, "userCreated", path),
  };
  const note = (field) => read.note(`${unifiedPath}.${field}`, "unreadable");
  definition.condition = conditionOf(definition, note);
  return definition;
}

const readPeriod = ({ value, path }, read) => ({
  id: read.id(value, "id", path),
  refCode: read.text(value, "refCode", path),
  start: read.stamp(value, "startDate", path),
  end: read.stamp(value, "endDate", path),
});

function readTarget({ value, path }, read) {
  const type = read.text(value, "targetType", path);
  const entity = read.text(value, "targetEntity", path);
  return {
    ruleId: read.id(value, "id", path),
    name: read.text(value, "name", path),
    description: read.text(value, "description", path),
    isActive: read.boolean(value, "active", path) ?? false,
    unit: unitOf(type, entity),
    enrolmentMethod: read.text(value, "enrolmentMethod", path),
    triggers: read.objects(value, "targetMilestoneTriggers", path).map((trigger) => ({
      id: read.id(trigger.value, "id", trigger.path),
      name: read.text(trigger.value, "triggerName", trigger.path),
      type: read.text(trigger.value, "triggerType", trigger.path),
    })),
  };
}

/** Pages of a list add up: the later wins, nothing twice. */
export function concatDefinitions(first, second) {
  const added = [...first];
  for (const definition of second) {
    const same = added.findIndex(({ id }) => id !== null && id === definition.id);
    if (same < 0) added.push(definition);
    else added[same] = definition;
  }
  return added;
}

// Windows

/**
 * A window of the list form, `[start, end)`: a stamp that ends in `Z` is an instant, but `00:00:00Z` to `23:59:59Z`
 * is a pair of civil days, except of cyclic definitions. Days are those of the definition's zone if the browser knows
 * it, else of `timeZone`, else of the server.
 */
export function listWindow({ start, end }, { evaluation, timeZoneName, server }, timeZone) {
  const zone = timeZoneName !== null && isZone(timeZoneName) ? timeZoneName : timeZone;
  const days = zone === undefined ? server : zoneClock(zone);
  const isPair = evaluation !== "cyclic" && isZuluAt(start, 0) && (isZuluAt(end, DAY - 1000) || isZuluAt(end, DAY - 1));
  const dayStart = ({ at }) => days.instantOf(Math.floor(at / DAY) * DAY);
  const dayEnd = ({ at }) => days.instantOf((Math.floor(at / DAY) + 1) * DAY);
  const startsAt = start && (start.kind === "day" || isPair ? dayStart(start) : start.at);
  const endsAt = end && (end.kind === "day" || isPair ? dayEnd(end) : exclusive(end.at, evaluation));
  return { startsAt, endsAt, isUsable: startsAt !== null && endsAt !== null && startsAt < endsAt, days };
}

const isZuluAt = (stamp, timeOfDay) =>
  stamp?.kind === "zulu" && stamp.at - Math.floor(stamp.at / DAY) * DAY === timeOfDay;

/** The window that says whether a definition runs; null when there is none. */
function runningWindow(definition, timeZone) {
  if (definition.activePeriod) return listWindow(definition.activePeriod, definition, timeZone);
  const goesByCycles = definition.evaluation === "cyclic" || definition.evaluation === "period-agnostic";
  return goesByCycles ? listWindow(definition.cycles, definition, timeZone) : null;
}

export function isRunning(definition, { now, timeZone }) {
  const window = runningWindow(definition, timeZone);
  return (
    definition.isActive === true && window !== null && window.isUsable && window.startsAt <= now && now < window.endsAt
  );
}

/** The answer of `definitions()`. */
export function definitionsAt(definitions, { now, timeZone, activeOnly = false }) {
  return definitions
    .filter((definition) => !activeOnly || isRunning(definition, { now, timeZone }))
    .map((definition) => {
      const cycles = listWindow(definition.cycles, definition, timeZone);
      const { id, name, description, evaluation, evaluationRaw, tracking, trackingRaw, kind } = definition;
      const { totalPeriods, combinationType, aggregation, thresholdValue, ruleExpression, timeZoneName } = definition;
      return {
        id,
        name,
        description,
        active: definition.isActive,
        isRunning: isRunning(definition, { now, timeZone }),
        evaluation,
        evaluationRaw,
        tracking,
        trackingRaw,
        kind,
        cyclesStartAt: cycles.startsAt,
        cyclesEndAt: isEndless(cycles.endsAt) ? null : cycles.endsAt,
        activePeriod: definition.activePeriod && periodAt(definition.activePeriod, definition, timeZone),
        periods: definition.periods.map((period) => periodAt(period, definition, timeZone)),
        totalPeriods,
        targets: definition.targets.map((target) => ({
          id: target.ruleId,
          name: target.name,
          description: target.description,
          unit: target.unit,
          enrolmentMethod: target.enrolmentMethod,
        })),
        streakLevels: definition.levels.map((level) => ({ id: level.streakId, name: level.name, goal: level.goal })),
        combinationType,
        aggregation,
        thresholdValue,
        ruleExpression,
        timeZoneName,
        leaderboardEnabled: definition.leaderboardEnabled,
        userCreated: definition.userCreated,
      };
    });
}

function periodAt({ id, refCode, start, end }, definition, timeZone) {
  const { startsAt, endsAt, isUsable, days } = listWindow({ start, end }, definition, timeZone);
  if (!isUsable) return { id, refCode, startsAt: null, endsAt: null, startDate: null, endDate: null };
  return {
    id,
    refCode,
    startsAt,
    endsAt: isEndless(endsAt) ? null : endsAt,
    startDate: dateText(dayOf(days, startsAt)),
    endDate: isEndless(endsAt) ? null : dateText(dayOf(days, endsAt - 1)),
  };
}

/** What this customer could still join; null when the response was not asked for with all cycles. */
export function availableAt(definitions, { allCycles, groups }, { now, timeZone, include = [] }) {
  if (allCycles !== true) return null;
  const methods = ["TRANSACTION", ...(include.includes("invited") ? ["AUDIENCE_FILTER", "IMPORT"] : [])];
  const isJoined = ({ id }) =>
    groups.some((group) => group.id === id && group.rows.some((row) => row.hasRecord && !row.isUnenrolled));
  const isOpen = ({ enrolmentMethod }) => enrolmentMethod === null || methods.includes(enrolmentMethod);
  return definitions
    .filter((definition) => isRunning(definition, { now, timeZone }))
    .filter((definition) => definition.targets.length > 0 && definition.targets.every(isOpen))
    .filter((definition) => definition.kind !== "cap" && !isJoined(definition))
    .filter((definition) => definition.userCreated !== true || include.includes("user-created"))
    .map((definition) => {
      const { startsAt, endsAt } = runningWindow(definition, timeZone);
      const { id, name, description, tracking } = definition;
      return { id, name, description, tracking, startsAt, endsAt: isEndless(endsAt) ? null : endsAt };
    });
}

/** The definition's end of cycles, as it bounds the search for gaps in a streak. */
export function cyclesEndOf(definition, timeZone) {
  const { endsAt } = listWindow(definition.cycles, definition, timeZone);
  return isEndless(endsAt) ? null : endsAt;
}
