// Section 7 of the rules: what changed between two snapshots of the same user.

import { by } from "./read.mjs";

/** The events, in order. */
export function diff(previous, next, { now, timeZone }) {
  // Two different users: no events.
  if (previous.model.userId !== next.model.userId) return [];
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
  return asked(after, now)
    .sort(by(({ group }) => group.id))
    .flatMap((group) =>
      groupEvents(
        groupsBefore.find((other) => other.group.id === group.group.id),
        group,
      ),
    );
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
  const targets = [...after.group.targets].sort(by(({ ruleId }) => ruleId));
  const ofTargets = targets.flatMap((target) => {
    const entriesOf = (asked) =>
      (asked?.entries ?? [])
        .filter(
          (entry) =>
            entry.target.ruleId === target.ruleId && (target.ruleId !== null || entry.target.name === target.name),
        )
        .map(({ cycle, progress }) => ({ cycle, ...progress }));
    const [was, is] = [entriesOf(before), entriesOf(after)];
    const name = { targetRuleId: target.ruleId, targetName: is[0]?.targetName ?? null };
    return [
      ...enrolmentEvents(was, is).map((event) => ({ ...event, ...name })),
      ...is.flatMap((cycle) =>
        cycleEvents(
          was.find(({ periodId }) => periodId === cycle.periodId),
          cycle,
        ).map((event) => ({ ...event, ...name, periodId: cycle.periodId, refCode: cycle.refCode })),
      ),
    ];
  });
  const ofGroup = [
    ...streakEvents(before?.summary.streak ?? null, after.summary.streak),
    ...unifiedEvents(before?.summary.unified ?? [], after.summary.unified ?? []),
  ];
  return [...ofTargets, ...ofGroup].map(named);
}

const isUnenrolled = ({ status }) => status === "unenrolled";
const isOpen = ({ phase }) => phase !== "ended";

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

function cycleEvents(was, is) {
  const wasActive = was !== undefined && was.phase === "active" && !isUnenrolled(was);
  if (isUnenrolled(is) || (was === undefined && is.phase !== "active")) return [];
  const events = [];
  if (is.phase === "active" && !wasActive && !is.startsOnActivity) events.push({ type: "cycle-started" });

  const from = was === undefined ? 0 : was.achieved;
  if (from !== null && is.achieved !== null && from !== is.achieved)
    events.push({ type: "progressed", from, to: is.achieved });

  for (const trigger of is.triggers) {
    const before = was?.triggers.find(({ id, name }) =>
      trigger.id === null ? name === trigger.name : id === trigger.id,
    );
    if (!trigger.isTarget && trigger.isAchieved && !before?.isAchieved)
      events.push({
        type: "trigger-achieved",
        triggerId: trigger.id,
        triggerName: trigger.name,
        goal: trigger.threshold,
      });
  }
  const wasAchieved = was?.isAchieved ?? false;
  if (is.isAchieved && !wasAchieved)
    events.push({ type: is.kind === "cap" ? "cap-reached" : "target-achieved", goal: is.target });
  // A fall by itself is never an achievement; a return that takes one back is a loss.
  if (!is.isAchieved && wasAchieved && is.kind === "goal") events.push({ type: "target-lost", goal: is.target });
  return events;
}

function streakEvents(was, is) {
  if (is === null) return [];
  const events = [];
  const before = (level) => was?.levels.find(({ streakId }) => streakId === level.streakId);
  const named = ({ streakId, name, goal }) => ({ streakId, streakName: name, goal });
  const [from, to] = [was?.current ?? 0, is.current];
  if (to > from) events.push({ type: "streak-extended", from, to });
  const achieved = (level) => level?.status === "achieved";
  for (const level of is.levels)
    if (achieved(level) && !achieved(before(level))) events.push({ type: "level-achieved", ...named(level) });
  for (const level of is.levels)
    if (!achieved(level) && achieved(before(level))) events.push({ type: "level-lost", ...named(level) });
  const becameBroken =
    was !== null && is.levels.some((level) => level.status === "broken" && before(level)?.status !== "broken");
  const fell = was !== null && is.continuous && to < from;
  if ((becameBroken || fell) && !is.levels.every(achieved)) events.push({ type: "streak-broken", from, to });
  return events;
}

function unifiedEvents(was, is) {
  const before = (period) => was.find(({ periodId }) => periodId === period.periodId);
  const event = (type, { periodId, refCode }) => ({ type, periodId, refCode });
  return is.flatMap((period) => {
    const wasAchieved = before(period)?.isAchieved ?? false;
    if (period.isAchieved && !wasAchieved) return [event("unified-achieved", period)];
    if (!period.isAchieved && wasAchieved) return [event("unified-lost", period)];
    return [];
  });
}
