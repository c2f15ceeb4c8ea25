// How a shopper stands: a pure function of the programme, of what the shopper did, and of the time. Nothing is kept, so the same past
// always gives the same answer, and a return needs no correction anywhere.

import { dayOf } from "./calendar.js";
import { isOptional } from "./definition.js";

const inChannel =
  (name) =>
  ({ channel, amount }) =>
    channel === name ? amount : 0;

/** What an activity counts for. */
const MEASURES = {
  amount: { purchase: ({ amount }) => amount },
  storeAmount: { purchase: inChannel("store") },
  onlineAmount: { purchase: inChannel("online") },
  items: { purchase: ({ items }) => items },
  points: { purchase: ({ amount }) => amount },
  purchases: { purchase: () => 1 },
  visits: { "check-in": () => 1 },
};

const sum = (gains) => gains.reduce((total, { gain }) => total + gain, 0);

/** Why something cannot be done, in words for the shopper; nothing if it can. `past` is what the shopper did so far, in order. */
export function refusal(groups, past, action, timeZone) {
  const { type, at, groupId } = action;
  if (type === "check-in" || type === "purchase") {
    const today = dayOf(at, timeZone);
    const isSecond = type === "check-in" && past.some((one) => one.type === type && dayOf(one.at, timeZone) === today);
    return isSecond ? "Checked in already: the next check-in counts tomorrow." : undefined;
  }
  if (type === "return") return sum(gainsOf("items", netOf(past))) === 0 ? "There is nothing to return." : undefined;
  const group = groups.find((one) => one.id === groupId && isOptional(one));
  if (!group || !["enrol", "unenrol"].includes(type)) return "There is no such thing to do.";
  const { isEnrolled } = enrolment(group, past);
  if (type === "enrol") return isEnrolled ? "Enrolled already." : undefined;
  return isEnrolled ? undefined : "Not enrolled.";
}

/**
 * The groups of a shopper, each with the cycles of its targets and the levels of its streak. Of each cycle: what was `achieved`, when
 * its target and triggers were reached, and when a `record` of this shopper was made for it (null: there is none).
 *
 * @param shopper with `enrolledAt` and `past`
 */
export function progressOf(groups, shopper, now, timeZone) {
  const done = netOf(shopper.past.filter(({ at }) => at <= now));
  return groups.flatMap((group) => {
    const { spans, isEnrolled, enrolledAt } = isOptional(group)
      ? enrolment(group, shopper.past)
      : everSince(shopper.enrolledAt);
    if (!spans.length) return [];
    const counted = done.filter(({ at }) => spans.some(([from, to]) => from <= at && at < to));
    const targets = group.targets.map((target) => ({
      target,
      cycles: cyclesOf(group, target, gainsOf(target.measure, counted), now, timeZone).map((cycle) => ({
        ...cycle,
        ...resultOf(cycle, target),
        recordedAt: recordedAt(group, cycle, enrolledAt, timeZone),
      })),
    }));
    return [{ group, isEnrolled, targets, levels: group.levels ? levelsOf(group, targets) : undefined }];
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

/** What is left of a past when each return has taken an item out of the latest purchase, at its price; nothing of what was all returned. */
function netOf(past) {
  const net = [];
  for (const one of past) {
    if (one.type !== "return") net.push(one);
    else {
      const place = net.findLastIndex(({ type, items }) => type === "purchase" && items > 0);
      const { amount, items } = net[place];
      net[place] = { ...net[place], amount: amount - amount / items, items: items - 1 };
    }
  }
  return net.filter(({ type, items }) => type !== "purchase" || items > 0);
}

/** What activities count for, and when. */
function gainsOf(name, activities) {
  const measure = MEASURES[name];
  return activities.flatMap((one) => {
    const gain = measure[one.type]?.(one);
    return gain ? [{ gain, at: one.at }] : [];
  });
}

/** When the server made its record of a cycle: null when it has none. */
function recordedAt({ enrolmentMethod }, { gains, last }, enrolledAt, timeZone) {
  if (enrolmentMethod === "IMPORT") return last < dayOf(enrolledAt, timeZone) ? null : enrolledAt;
  return gains[0]?.at ?? null;
}

/** When gains came to a value; null when they have not. */
function reachedAt(gains, value) {
  let total = 0;
  for (const { gain, at } of gains) {
    total += gain;
    if (total >= value) return at;
  }
  return null;
}

function resultOf({ gains }, { value, triggers = [] }) {
  return {
    achieved: sum(gains),
    achievedAt: reachedAt(gains, value),
    lastAt: gains.at(-1)?.at ?? null,
    triggers: triggers.map((trigger) => ({ ...trigger, achievedAt: reachedAt(gains, trigger.value) })),
  };
}

/** The cycles of a target with the gains in each; `isOver` when none can be added. */
function cyclesOf(group, target, gains, now, timeZone) {
  if (group.evaluation === "FIXED_CALENDAR_WINDOW") return calendarCycles(group, gains, now, timeZone);
  if (group.evaluation === "CYCLIC_WINDOW") return cyclicCycles(group, gains, now);
  return successiveCycles(group, target, gains);
}

/** Cycles that are parts of the calendar, the same for everybody. */
function calendarCycles({ periods }, gains, now, timeZone) {
  const today = dayOf(now, timeZone);
  const isIn = (day, { first, last }) => first <= day && day <= last;
  return periods.map((period) => ({
    ...period,
    isCurrent: isIn(today, period),
    isOver: period.last < today,
    gains: gains.filter(({ at }) => isIn(dayOf(at, timeZone), period)),
  }));
}

/** Cycles of equal length, the first of which begins with the shopper's first activity. Before that there is one without a window. */
function cyclicCycles({ cycles, cycleMs }, gains, now) {
  if (!gains.length) return [{ start: null, end: null, isCurrent: false, isOver: false, gains }];
  return Array.from({ length: cycles }, (_, place) => {
    const start = gains[0].at + place * cycleMs;
    const end = start + cycleMs;
    // The API does not flag cyclic cycles, whatever the time.
    return {
      start,
      end,
      isCurrent: false,
      isOver: end <= now,
      gains: gains.filter(({ at }) => start <= at && at < end),
    };
  });
}

/** Cycles that last until their target is achieved. What is over it is carried into the next one, except from the last. */
function successiveCycles({ cycles: total }, { value }, gains) {
  const cycles = Array.from({ length: total }, () => ({
    start: null,
    end: null,
    isCurrent: false,
    isOver: false,
    gains: [],
  }));
  let place = 0;
  for (const { gain, at } of gains) {
    let left = gain;
    while (left > 0) {
      const cycle = cycles[place];
      const isLast = place === total - 1;
      const taken = isLast ? left : Math.min(left, value - sum(cycle.gains));
      cycle.gains.push({ gain: taken, at });
      left -= taken;
      if (sum(cycle.gains) >= value && !isLast) {
        cycle.isOver = true;
        place++;
      }
    }
  }
  return cycles;
}

/**
 * How far the levels of a streak have come, as the vendor's server counts: it looks at a streak only when there is activity in its
 * group. So the count of a streak that broke stays until then; and that of a level which was reached stays at its goal for good.
 */
function levelsOf({ tracking, levels }, targets) {
  const isContinuous = tracking === "STREAKS";
  const [{ cycles }] = targets;
  let run = 0;
  let hasMissed = false;
  const reachedAt = new Map();
  for (const { achievedAt, lastAt, isOver } of cycles) {
    if (lastAt !== null) {
      if (hasMissed && isContinuous) run = 0;
      hasMissed = false;
    }
    if (achievedAt !== null) run++;
    else if (isOver) hasMissed = true;
    for (const { id, goal } of levels) if (run >= goal && !reachedAt.has(id)) reachedAt.set(id, achievedAt);
  }
  const hasBegun = cycles.some(({ lastAt }) => lastAt !== null);
  return levels.map(({ id, name, goal }) => {
    const achievedAt = reachedAt.get(id) ?? null;
    if (achievedAt !== null) return { id, name, goal, status: "ACHIEVED", count: goal, achievedAt };
    return { id, name, goal, status: hasBegun ? "INPROGRESS" : "NOT_STARTED", count: run, achievedAt };
  });
}
