// What a shopper has come to: a pure function of the programme, of what the shopper did, and of the time. It keeps nothing,
// so that the same past always gives the same answer, and a return or an earlier purchase needs no correction anywhere.

import { dayOf } from "./calendar.js";

/** What an activity counts for. */
const MEASURES = {
  amount: { purchase: ({ amount }) => amount, return: ({ amount }) => -amount },
  items: { purchase: ({ items }) => items, return: ({ items }) => -items },
  points: { purchase: ({ amount }) => amount, return: ({ amount }) => -amount },
  purchases: { purchase: () => 1 },
  visits: { "check-in": () => 1 },
};

const sum = (gains) => gains.reduce((total, { gain }) => total + gain, 0);

/** Why something cannot be done, in words for the shopper; nothing if it can. `past` is what the shopper did so far, in order. */
export function refusal(groups, past, action, timeZone) {
  const { type, at, items, groupId } = action;
  if (type === "check-in" || type === "purchase") {
    const today = dayOf(at, timeZone);
    const isSecond = type === "check-in" && past.some((one) => one.type === type && dayOf(one.at, timeZone) === today);
    return isSecond ? "Checked in already: the next check-in counts tomorrow." : undefined;
  }
  if (type === "return") return sum(gainsOf("items", past)) < items ? "There is nothing to return." : undefined;
  const group = groups.find(({ id, isOptional }) => id === groupId && isOptional);
  if (!group || !["enrol", "unenrol"].includes(type)) return "There is no such thing to do.";
  const { isEnrolled } = enrolment(group, past);
  if (type === "enrol") return isEnrolled ? "Enrolled already." : undefined;
  return isEnrolled ? undefined : "Not enrolled.";
}

/**
 * The groups of a shopper, each with the cycles of its targets and the levels of its streak.
 *
 * @param shopper with `enrolledAt` and `past`
 */
export function standing(groups, shopper, now, timeZone) {
  return groups.flatMap((group) => {
    const { spans, isEnrolled, enrolledAt } = group.isOptional
      ? enrolment(group, shopper.past)
      : everSince(shopper.enrolledAt);
    if (!spans.length) return [];
    const counted = shopper.past.filter(({ at }) => at <= now && spans.some(([from, to]) => from <= at && at < to));
    const targets = group.targets.map((target) => ({
      target,
      cycles: cyclesOf(group, target, counted, now, timeZone),
    }));
    return [{ group, isEnrolled, enrolledAt, targets, levels: group.levels ? levelsOf(group, targets) : undefined }];
  });
}

const everSince = (at) => ({ spans: [[at, Infinity]], isEnrolled: true, enrolledAt: at });

/** From when to when a shopper took part in a group that one may join and leave. */
function enrolment(group, past) {
  const spans = [];
  for (const { type, groupId, at } of past) {
    if (groupId !== group.id) continue;
    if (type === "enrol") spans.push([at, Infinity]);
    else spans.at(-1)[1] = at;
  }
  const [enrolledAt, until] = spans.at(-1) ?? [];
  return { spans, isEnrolled: until === Infinity, enrolledAt };
}

/** What activities count for, and when. */
function gainsOf(name, activities) {
  const measure = MEASURES[name];
  return activities.flatMap((one) => {
    const gain = measure[one.type]?.(one);
    return gain ? [{ gain, at: one.at }] : [];
  });
}

/** A cycle in which nothing has happened yet. */
const empty = (period) => ({ ...period, achieved: 0, achievedAt: null, lastAt: null, isCurrent: false, isOver: false });

function count(cycle, gain, at, value) {
  cycle.achieved += gain;
  cycle.lastAt = at;
  // What is sent back may take an achievement along.
  cycle.achievedAt = cycle.achieved >= value ? (cycle.achievedAt ?? at) : null;
}

function cyclesOf(group, target, activities, now, timeZone) {
  const gains = gainsOf(target.measure, activities);
  if (group.evaluation === "FIXED_CALENDAR_WINDOW") return calendarCycles(group, target, gains, now, timeZone);
  if (group.evaluation === "CYCLIC_WINDOW") return cyclicCycles(group, target, gains, now);
  return cyclesInTurn(group, target, gains);
}

/** Cycles that are parts of the calendar, the same for everybody. */
function calendarCycles({ periods }, { value }, gains, now, timeZone) {
  const today = dayOf(now, timeZone);
  return periods.map((period) => {
    const cycle = {
      ...empty(period),
      isCurrent: period.first <= today && today <= period.last,
      isOver: period.last < today,
    };
    for (const { gain, at } of gains) {
      const day = dayOf(at, timeZone);
      if (period.first <= day && day <= period.last) count(cycle, gain, at, value);
    }
    return cycle;
  });
}

/** Cycles of equal length, the first of which begins with the shopper's first activity. Before that there is one without a time. */
function cyclicCycles({ cycles, cycleMs }, { value }, gains, now) {
  if (!gains.length) return [empty({ start: null, end: null })];
  return Array.from({ length: cycles }, (_, place) => {
    const start = gains[0].at + place * cycleMs;
    const end = start + cycleMs;
    const cycle = { ...empty({ start, end }), isOver: end <= now };
    for (const { gain, at } of gains) if (start <= at && at < end) count(cycle, gain, at, value);
    return cycle;
  });
}

/** Cycles that last until their target is achieved. What is over it is carried into the next one, except from the last. */
function cyclesInTurn({ cycles: total, start }, { value }, gains) {
  const cycles = Array.from({ length: total }, () => empty({ start, end: start }));
  let place = 0;
  for (const { gain, at } of gains) {
    let left = gain;
    while (left !== 0) {
      const cycle = cycles[place];
      const isLast = place === total - 1;
      const taken = isLast ? left : Math.min(left, value - cycle.achieved);
      count(cycle, taken, at, value);
      left -= taken;
      if (cycle.achievedAt !== null && !isLast) place++;
    }
  }
  return cycles;
}

/** How far the levels of a streak have come: each period is achieved, missed, or still open. */
function levelsOf({ tracking, levels }, targets) {
  const isContinuous = tracking === "STREAKS";
  const [{ cycles }] = targets;
  let run = 0;
  const reachedAt = new Map();
  for (const { achievedAt, isOver } of cycles) {
    if (achievedAt !== null) run++;
    else if (isOver && isContinuous) run = 0;
    for (const { id, goal } of levels) if (run >= goal && !reachedAt.has(id)) reachedAt.set(id, achievedAt);
  }
  const hasBegun = cycles.some(({ lastAt }) => lastAt !== null);
  return levels.map(({ id, name, goal }) => {
    const achievedAt = reachedAt.get(id) ?? null;
    const status =
      achievedAt !== null
        ? "ACHIEVED"
        : !hasBegun
          ? "NOT_STARTED"
          : run === 0 && isContinuous
            ? "BROKEN"
            : "IN_PROGRESS";
    // A level that was reached stays so when the streak breaks later; the counter is one for all levels, and falls.
    return { id, name, goal, status, count: run, achievedAt };
  });
}
