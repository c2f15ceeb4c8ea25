// Section 7 of the rules: what changed between two snapshots of the same user.

import { isOdd } from "./figures.mjs";
import { IS_KNOWN } from "./groups.mjs";
import { by, groupBy } from "./read.mjs";

/** What a response says, in whatever order it says it. */
function said({ groups }) {
  const inAnyOrder = (things) => things.map((thing) => JSON.stringify(thing)).sort();
  const withoutPlace = (key, value) => (key === "path" || key === "arrival" ? undefined : value);
  const plain = groups.map(({ id, name, evaluationRaw, trackingRaw, levels, targets }) => {
    const cycles = inAnyOrder(
      JSON.parse(
        JSON.stringify(
          targets.map(({ cycles }) => cycles),
          withoutPlace,
        ),
      ),
    );
    return { id, name, evaluationRaw, trackingRaw, levels, cycles };
  });
  return JSON.stringify(inAnyOrder(plain));
}

/** What a thing of a response is known by: its id, or without one its name. */
const keyOf = (id, name) => (id !== null ? `id ${id}` : name !== null ? `name ${name}` : "");

/** For each new thing the old one that it is: the first of a key is the first of that key, the second the second. */
function pairs(was, is, key) {
  const known = groupBy(was, key);
  const counts = new Map();
  return is.map((one) => {
    const count = counts.get(key(one)) ?? 0;
    counts.set(key(one), count + 1);
    return [known.get(key(one))?.[count], one];
  });
}

/** The events, in order. */
export function diff(previous, next, { now, timeZone }) {
  // Two different users: no events.
  if (previous.model.userId !== next.model.userId) return [];
  // The same response twice gives nothing at any `now`.
  if (said(previous.model) === said(next.model)) return [];
  // Both sides are asked with the catalogues that either has: what a catalogue adds is no news.
  const before = previous.withDefinitions(next.definitions);
  const after = next.withDefinitions([]).withDefinitions(before.definitions);
  const asked = (snapshot, moment) => {
    const options = { now: moment, timeZone };
    const summaries = snapshot.groups(options);
    return snapshot.ask(options).map((group, index) => ({ ...group, summary: summaries[index] }));
  };
  // The previous one is judged at the moment of its answer.
  const groupsBefore = asked(before, previous.answeredAt ?? now);
  return pairs(groupsBefore, asked(after, now), ({ group }) => keyOf(group.id, null))
    .flatMap(([before, after]) => groupEvents(before, after))
    .sort(inOrder);
}

function groupEvents(before, after) {
  const named = (event) => ({
    groupId: after.group.id,
    groupName: after.summary.name,
    targetRuleId: null,
    targetName: null,
    periodId: null,
    refCode: null,
    from: null,
    to: null,
    triggerId: null,
    triggerName: null,
    streakId: null,
    streakName: null,
    goal: null,
    ...event,
  });
  const keyOfTarget = ({ ruleId, name }) => keyOf(ruleId, name);
  const ofTargets = pairs(before?.group.targets ?? [], after.group.targets, keyOfTarget).flatMap(([old, target]) => {
    const entriesOf = (asked, target) =>
      (asked?.entries ?? [])
        .filter((entry) => entry.target === target)
        .map(({ cycle, progress }) => ({ cycle, ...progress }));
    const [was, is] = [old ? entriesOf(before, old) : [], entriesOf(after, target)];
    const name = { targetRuleId: target.ruleId, targetName: is[0]?.targetName ?? null };
    return [
      ...pairs(was, is, ({ periodId, refCode }) => keyOf(periodId, refCode)).flatMap(([was, cycle]) =>
        cycleEvents(was, cycle).map((event) => ({
          ...event,
          ...name,
          periodId: cycle.periodId,
          refCode: cycle.refCode,
        })),
      ),
      ...enrolmentEvents(was, is).map((event) => ({ ...event, ...name })),
    ];
  });
  const ofGroup = [
    // Of a group that is new nobody knows how its streak stood.
    ...(before ? streakEvents(before.summary.streak, after.summary.streak) : []),
    ...unifiedEvents(before?.summary.unified ?? [], after.summary.unified ?? []),
  ];
  return [...ofTargets, ...ofGroup].map(named);
}

const TYPES = [
  "cycle-started",
  "progressed",
  "trigger-achieved",
  "target-achieved",
  "target-lost",
  "cap-reached",
  "streak-extended",
  "level-achieved",
  "level-lost",
  "streak-broken",
  "unified-achieved",
  "unified-lost",
  "enrolled",
  "unenrolled",
];

/** By group, target and period, what is of a whole after what is of its parts, then as the rules list them. */
const inOrder = by(
  ({ groupId }) => groupId,
  ({ targetRuleId }) => targetRuleId,
  ({ targetName }) => targetName,
  ({ periodId }) => periodId,
  ({ refCode }) => refCode,
  ({ type }) => TYPES.indexOf(type),
  ({ goal }) => goal,
);

const isUnenrolled = ({ status }) => status === "unenrolled";
const isOpen = ({ phase }) => phase !== "ended";

const goalOf = ({ target }) => (target > 0 ? target : null);

/** Never both for one target. */
function enrolmentEvents(was, is) {
  const [openBefore, open] = [was.filter(isOpen), is.filter(isOpen)];
  const hadNoRecord = !was.some(({ isEnrolled }) => isEnrolled);
  const wereAllUnenrolled = openBefore.length > 0 && openBefore.every(isUnenrolled);
  if (open.some((cycle) => cycle.isEnrolled && !isUnenrolled(cycle)) && (hadNoRecord || wereAllUnenrolled))
    return [{ type: "enrolled" }];
  if (open.length > 0 && open.every(isUnenrolled) && openBefore.some((cycle) => !isUnenrolled(cycle)))
    return [{ type: "unenrolled" }];
  return [];
}

/** Whether a cycle is achieved; null where figures that cannot be read decide. */
const isKnownAchieved = ({ cycle, isAchieved }) => (isOdd(cycle) && !isAchieved ? null : isAchieved);

/** The same of a trigger of a cycle, where the server does not say. */
function isKnownAchievedTrigger(trigger, { cycle, triggers }) {
  const word = cycle.triggers[triggers.indexOf(trigger)].isAchieved;
  const isUnknown = word === null && (trigger.threshold === null || Number.isNaN(cycle.achieved));
  return isUnknown && !trigger.isAchieved ? null : trigger.isAchieved;
}

function cycleEvents(was, is) {
  const wasActive = was !== undefined && was.phase === "active" && !isUnenrolled(was);
  if (isUnenrolled(is) || (was === undefined && is.phase !== "active")) return [];
  const events = [];
  if (is.phase === "active" && !wasActive && !is.startsOnActivity) events.push({ type: "cycle-started" });

  const from = was === undefined ? 0 : was.achieved;
  if (from !== null && is.achieved !== null && from !== is.achieved)
    events.push({ type: "progressed", from, to: is.achieved });

  // What is on the way to a limit is no achievement.
  const triggers = is.kind === "cap" ? [] : is.triggers;
  for (const [before, trigger] of pairs(was?.triggers ?? [], triggers, ({ id, name }) => keyOf(id, name))) {
    if (!trigger.isTarget && trigger.isAchieved && (!before || isKnownAchievedTrigger(before, was) === false))
      events.push({
        type: "trigger-achieved",
        triggerId: trigger.id,
        triggerName: trigger.name,
        goal: trigger.threshold,
      });
  }
  const wasAchieved = was === undefined ? false : isKnownAchieved(was);
  const isAchieved = isKnownAchieved(is);
  if (isAchieved && wasAchieved === false)
    events.push({ type: is.kind === "cap" ? "cap-reached" : "target-achieved", goal: goalOf(is) });
  // A fall by itself is never an achievement; a return that takes one back is a loss.
  if (isAchieved === false && wasAchieved && is.kind === "goal") events.push({ type: "target-lost", goal: goalOf(is) });
  return events;
}

function streakEvents(was, is) {
  if (is === null) return [];
  const events = [];
  const levels = pairs(was?.levels ?? [], is.levels, ({ streakId, name }) => keyOf(streakId, name));
  const [from, to] = [was?.current ?? 0, is.current];
  if (to > from) events.push({ type: "streak-extended", from, to });
  const achieved = (level) => level?.status === "achieved";
  const event = (type, { streakId, name, goal }) => ({ type, streakId, streakName: name, goal });
  for (const [before, level] of levels) {
    if (achieved(level) && !achieved(before)) events.push(event("level-achieved", level));
    if (!achieved(level) && achieved(before)) events.push(event("level-lost", level));
  }
  const becameBroken = levels.some(([before, level]) => level.status === "broken" && before?.status !== "broken");
  const fell = is.continuous && to < from;
  if ((becameBroken || fell) && !is.levels.every(achieved)) events.push({ type: "streak-broken", from, to });
  return events;
}

function unifiedEvents(was, is) {
  const event = (type, { periodId, refCode }) => ({ type, periodId, refCode });
  return pairs(was, is, ({ periodId, refCode }) => keyOf(periodId, refCode)).flatMap(([before, period]) => {
    // One that was not asked for last time, most likely.
    if (before === undefined && !period.isActive) return [];
    // Figures that cannot be read may decide.
    if (!period[IS_KNOWN] || (before && !before[IS_KNOWN])) return [];
    const wasAchieved = before?.isAchieved ?? false;
    if (period.isAchieved && !wasAchieved) return [event("unified-achieved", period)];
    if (!period.isAchieved && wasAchieved) return [event("unified-lost", period)];
    return [];
  });
}
