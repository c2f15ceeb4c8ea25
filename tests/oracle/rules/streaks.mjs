// Section 5 of the rules: streaks.

import { displayPercentOf, percentOf, remainingOf } from "./figures.mjs";
import { countedTargets } from "./groups.mjs";
import { by } from "./read.mjs";

const ACHIEVED = ["ACHIEVED", "COMPLETED"];
const BROKEN = ["BROKEN", "FAILED", "RESET", "EXPIRED"];

/**
 * The streak of a group; null when it has no levels.
 * `entries`: one `{ target, cycle, progress, window }` for each cycle; `at`: `{ now, asOf, atRiskWithinMs }`.
 */
export function streakOf(group, definition, entries, { allCycles }, at) {
  const served = group.levels;
  const known = (definition?.levels ?? []).filter(
    (level) => !served.some(({ streakId }) => streakId === level.streakId),
  );
  if (served.length + known.length === 0) return null;

  const isContinuous = group.isContinuous;
  const steps = stepsOf(group, entries);
  const serverSays = (level) => ACHIEVED.includes(level.statusRaw) || (level.goal > 0 && level.current >= level.goal);
  const isAllAchieved = known.length === 0 && served.every(serverSays);
  const totalPeriods = definition?.totalPeriods > 0 ? definition.totalPeriods : null;
  const hasAllSteps = totalPeriods !== null && steps.length >= totalPeriods;

  const gaps =
    isContinuous && allCycles !== true
      ? gapsOf(steps, {
          asOf: at.asOf,
          cyclesEndAt: definition?.cyclesEndAt ?? null,
          isOver: hasAllSteps || isAllAchieved,
        })
      : new Set();
  const historyComplete = allCycles === true || hasAllSteps ? true : gaps.size > 0 ? false : null;
  const run = runOf(steps, gaps, isContinuous);

  const open = served.filter((level) => !serverSays(level));
  const current = Math.max(0, ...(open.length > 0 ? open : served).map((level) => level.current));

  const isBroken = isContinuous && breaks(steps, gaps);
  const left = steps.filter(({ state }) => ["active", "upcoming", "ended"].includes(state)).length;
  const achievedSteps = steps.filter(({ state }) => state === "achieved").length;
  const reachable = (goal, status, count) => {
    if (historyComplete !== true || goal === null || Number.isNaN(goal)) return null;
    if (status === "achieved") return true;
    const from = isContinuous ? (status === "broken" ? 0 : Math.max(run, count)) : achievedSteps;
    return from + left >= goal;
  };

  const levels = [...served.map((level) => ({ ...level, isServed: true })), ...known]
    .map((level) => levelOf(level, level.isServed ? level.current : current, { serverSays, isBroken, reachable }))
    .sort(by(({ goal }) => (goal > 0 ? goal : null)));
  const nextLevel = levels.find(({ status, goal }) => status !== "achieved" && goal > 0) ?? null;

  const deadlines = steps
    .filter(({ state, endsAt }) => state === "active" && endsAt !== null)
    .map(({ endsAt }) => endsAt);
  const deadline = deadlines.length > 0 ? Math.min(...deadlines) : null;
  return {
    groupId: group.id,
    groupName: group.name ?? definition?.name ?? null,
    continuous: isContinuous,
    current,
    levels,
    nextLevel,
    steps: steps.map(({ cycle, state, startsAt, endsAt }) => ({
      periodId: cycle.periodId,
      refCode: cycle.refCode,
      state,
      startsAt,
      endsAt,
    })),
    run,
    longestRun: isContinuous ? longestRunOf(steps, gaps) : run,
    historyComplete,
    atRisk:
      isContinuous &&
      nextLevel?.status !== "broken" &&
      Math.max(run, current) > 0 &&
      levels.some(({ status }) => status !== "achieved") &&
      deadline !== null &&
      deadline - at.now <= at.atRiskWithinMs,
    deadline,
    timeLeftMs: deadline === null ? null : Math.max(0, deadline - at.now),
  };
}

// Steps

/** The cycles with a goal of the target that is no shadow, that with the smallest rule id; none of an unenrolled row. */
function stepsOf(group, entries) {
  // Limits are no steps.
  if (group.kind === "cap") return [];
  const [target] = [...countedTargets(group.targets)].sort(by(({ ruleId }) => ruleId));
  return entries
    .filter((entry) => entry.target === target && entry.cycle.goal !== null && !entry.cycle.isUnenrolled)
    .map(({ cycle, progress }) => ({
      cycle,
      state: stateOf(progress.status),
      startsAt: progress.startsAt,
      endsAt: progress.endsAt,
    }));
}

function stateOf(status) {
  return status === "in-progress" || status === "not-started" ? "active" : status;
}

/** The steps that a gap follows. */
function gapsOf(steps, { asOf, cyclesEndAt, isOver }) {
  const starts = steps.map(({ startsAt }) => startsAt);
  const distances = starts
    .slice(1)
    .map((start, index) => (start === null || starts[index] === null ? 0 : start - starts[index]))
    .filter((distance) => distance > 0);
  if (distances.length === 0) return new Set();
  const length = Math.min(...distances);
  const enrolled = steps.filter(({ state }) => state !== "not-enrolled");
  return new Set(
    enrolled.filter((step, index) => {
      const next = enrolled[index + 1];
      const isLast = next === undefined;
      if (step.startsAt === null) return false;
      if (isLast && isOver) return false;
      if (!isLast && !(next.startsAt - step.startsAt > 1.5 * length)) return false;
      const moment = isLast && cyclesEndAt !== null ? Math.min(asOf, cyclesEndAt) : asOf;
      return moment - step.startsAt > 2.1 * length;
    }),
  );
}

/** The achieved steps in a row that end at the last decided step. */
function runOf(steps, gaps, isContinuous) {
  if (!isContinuous) return steps.filter(({ state }) => state === "achieved").length;
  let run = 0;
  for (const step of [...steps].reverse()) {
    // A gap after the last step makes it 0, and any other one breaks it.
    if (gaps.has(step)) break;
    if (step.state === "missed") break;
    if (step.state === "achieved") run++;
  }
  return run;
}

function longestRunOf(steps, gaps) {
  let [longest, run] = [0, 0];
  for (const step of steps) {
    if (step.state === "missed") run = 0;
    if (step.state === "achieved") longest = Math.max(longest, ++run);
    if (gaps.has(step)) run = 0;
  }
  return longest;
}

/** Whether the last achieved step is followed by a missed one, or by a gap. */
function breaks(steps, gaps) {
  const last = steps.findLastIndex(({ state }) => state === "achieved");
  return last >= 0 && steps.slice(last).some((step) => step.state === "missed" || gaps.has(step));
}

// Levels

function levelOf(level, current, { serverSays, isBroken, reachable }) {
  const { streakId, userStreakId = null, name, goal, statusRaw = null, achievedAt = null, isServed = false } = level;
  const { status, isStale } = levelStatus(statusRaw, current, isServed && serverSays(level), isBroken);
  const isAchieved = status === "achieved";
  const byCount = percentOf(current, goal, isAchieved);
  const percent = byCount !== null && !isAchieved ? Math.min(99, byCount) : byCount;
  const remaining = remainingOf(current, goal, isAchieved);
  return {
    streakId,
    userStreakId,
    name,
    current,
    goal: Number.isNaN(goal) ? null : goal,
    // A level that only the catalogue knows is never complete by count alone.
    remaining: remaining !== null && !isAchieved ? Math.max(1, remaining) : remaining,
    percent,
    displayPercent: displayPercentOf(percent, current > 0, isAchieved),
    status,
    statusRaw,
    isStale,
    achievedAt,
    reachable: reachable(goal, status, current),
  };
}

/** The first that applies. */
function levelStatus(raw, current, isAchieved, isBroken) {
  if (isAchieved) return { status: "achieved", isStale: false };
  if (raw === "NOT_STARTED" || (raw === null && current === 0)) return { status: "not-started", isStale: false };
  if (BROKEN.includes(raw)) return { status: "broken", isStale: false };
  if (isBroken && current > 0) return { status: "broken", isStale: true };
  return { status: "in-progress", isStale: false };
}
