// Section 2 of the rules: progress of one cycle; and of section 3: time left and pace.

import { DAY, dateText, dayOf } from "./instants.mjs";
import { clamp, displayPercentOf, percentOf, ratioOf, remainingOf } from "./figures.mjs";
import { isEndless } from "./window.mjs";

const orNull = (number) => (Number.isNaN(number) ? null : number);

/**
 * Everything about one cycle. `place`: its `group`, and what the catalogue says of the group and of its target;
 * `moment`: its phase, and whether it is not enrolled; `at`: `{ now, asOf, days }`.
 */
export function progressOf(cycle, { group, definition, targetDefinition }, moment, at) {
  const { achieved, isAchieved } = cycle;
  const { phase, phaseBy, startsOnActivity, window } = moment;
  const percent = percentOf(achieved, cycle.goal, isAchieved);
  const status = statusOf(cycle, group.kind, moment, at);
  const time = timeOf(phase, window, at);
  const remaining = remainingOf(achieved, cycle.goal, isAchieved);
  const triggers = cycle.triggers.map((trigger) => triggerOf(trigger, cycle, targetDefinition));
  return {
    groupId: group.id,
    groupName: group.name ?? definition?.name ?? null,
    targetRuleId: cycle.ruleId,
    targetName: cycle.targetName ?? targetDefinition?.name ?? null,
    targetDescription: targetDefinition?.description ?? null,
    targetId: cycle.targetId,
    periodId: cycle.periodId,
    refCode: cycle.refCode,
    kind: group.kind,
    evaluation: group.evaluation,
    evaluationRaw: group.evaluationRaw,
    tracking: group.tracking,
    trackingRaw: group.trackingRaw,
    targetType: cycle.type,
    targetEntity: cycle.entity,
    eventName: cycle.eventName,
    unit: cycle.unit,
    unitName: cycle.unitName,
    target: orNull(cycle.target),
    achieved: orNull(achieved),
    ratio: orNull(ratioOf(achieved, cycle.goal)),
    percent,
    displayPercent: displayPercentOf(percent, achieved > 0, isAchieved),
    remaining,
    surplus: cycle.goal === null ? null : orNull(Math.max(0, achieved - cycle.goal)),
    isAchieved,
    achievedAt: cycle.achievedAt,
    isEnrolled: cycle.hasRecord,
    enrolledAt: cycle.hasRecord ? cycle.enrolledOn : null,
    status,
    phase,
    phaseBy,
    startsOnActivity,
    ...datesOf(window, at),
    ...time,
    pace: paceOf(cycle, group.kind, status, remaining, time),
    triggers,
    nextTrigger:
      triggers.find(({ isTarget, isAchieved, threshold }) => !isTarget && !isAchieved && threshold !== null) ?? null,
  };
}

/** The first that applies. */
function statusOf(cycle, kind, { phase, phaseBy, window, isNotEnrolled }, { asOf }) {
  const isCap = kind === "cap";
  if (cycle.isUnenrolled) return "unenrolled";
  if (cycle.isAchieved) return isCap ? "cap-reached" : "achieved";
  if (phase === "upcoming") return "upcoming";
  if (isNotEnrolled) return "not-enrolled";
  if (isCap) return "within-cap";
  const nobodyKnowsYet = phaseBy === "window" && window.end > asOf;
  // What was achieved cannot be read: nobody knows either.
  const isUnreadable = Number.isNaN(cycle.achieved);
  if (phase === "ended" && (cycle.goal === null || isUnreadable || nobodyKnowsYet)) return "ended";
  if (phase === "ended") return "missed";
  return cycle.achieved > 0 ? "in-progress" : "not-started";
}

function datesOf(window, { days }) {
  if (!window.isUsable) return { startsAt: null, endsAt: null, startDate: null, endDate: null };
  const hasEnd = !isEndless(window.end);
  return {
    startsAt: window.start,
    endsAt: hasEnd ? window.end : null,
    startDate: dateText(dayOf(days, window.start)),
    endDate: hasEnd ? dateText(dayOf(days, window.end - 1)) : null,
  };
}

/** Time left, of active cycles with a usable window that has an end. */
function timeOf(phase, window, { now, days }) {
  if (phase !== "active" || !window.isUsable || isEndless(window.end))
    return { timeLeftMs: null, daysLeft: null, elapsedRatio: null };
  const lastDay = dayOf(days, window.end - 1);
  return {
    timeLeftMs: Math.max(0, window.end - now),
    daysLeft: Math.max(0, (lastDay - dayOf(days, now)) / DAY),
    elapsedRatio: clamp((now - window.start) / (window.end - window.start)),
  };
}

const COUNTED = ["count", "visits", "quantity"];

/** Pace, of active goal cycles with a usable window. */
function paceOf(cycle, kind, status, remaining, { timeLeftMs, elapsedRatio }) {
  const { achieved, goal, isAchieved, unit } = cycle;
  if (kind !== "goal" || goal === null || elapsedRatio === null || Number.isNaN(achieved)) return null;
  if (status === "unenrolled") return null;
  const expected = goal * elapsedRatio;
  // Nobody is behind before a whole one is due.
  const due = COUNTED.includes(unit) ? Math.floor(expected) : expected;
  return {
    expected,
    status: isAchieved ? "achieved" : Math.max(achieved, 0) >= due ? "ahead" : "behind",
    projected: elapsedRatio < 0.05 ? null : achieved / elapsedRatio,
    requiredPerDay: timeLeftMs === 0 ? null : remaining / Math.max(1, timeLeftMs / DAY),
  };
}

function triggerOf(trigger, cycle, targetDefinition) {
  const { id, name, threshold, isTarget, achievedAt, points } = trigger;
  // One that is the target is achieved when the cycle is; of others the server's word wins.
  const isAchieved = isTarget
    ? cycle.isAchieved
    : (trigger.isAchieved ?? (threshold !== null && cycle.achieved >= threshold));
  const percent = percentOf(cycle.achieved, threshold, isAchieved);
  const defined = targetDefinition?.triggers.find((other) => other.id === id);
  return {
    id,
    name: name ?? defined?.name ?? null,
    triggerType: trigger.type ?? defined?.type ?? null,
    threshold,
    isTarget,
    isAchieved,
    achievedAt,
    percent,
    displayPercent: displayPercentOf(percent, cycle.achieved > 0, isAchieved),
    remaining: remainingOf(cycle.achieved, threshold, isAchieved),
    points,
  };
}
