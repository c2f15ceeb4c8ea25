// Section 7 of the rules, last part: the earliest instant after `now` at which any answer changes.
// Found by definition: answers are compared at every instant at which something could change.

import { listWindow } from "./catalog.mjs";
import { DAY, dayOf } from "./instants.mjs";
import { anywhere, windowOf } from "./window.mjs";

const LAST = Date.UTC(9000, 0, 1);

/** The earliest instant after `now` at which an answer changes; null when none will. */
export function nextChange(snapshot, options) {
  const before = answers(snapshot, options);
  const instants = candidates(snapshot, options);
  return instants.find((instant) => answers(snapshot, { ...options, now: instant }) !== before) ?? null;
}

/** All answers, without what moves all the time. */
export function answers(snapshot, options) {
  const groups = snapshot.groups(options);
  const available = snapshot.available({ ...options, include: ["invited", "user-created"] });
  return JSON.stringify([groups, snapshot.progress(options), available], (key, value) => {
    if (key === "timeLeftMs" || key === "elapsedRatio") return undefined;
    return key === "pace" ? value?.status : value;
  });
}

/** Every instant after `now` at which the rules could give another answer, in order. */
export function candidates(snapshot, options) {
  const { now, timeZone } = options;
  const at = snapshot.moment(options);
  const { model, definitions } = snapshot;
  const instants = new Set([model.answeredAt]);
  for (const group of model.groups)
    for (const { cycles } of group.targets) {
      const windows = cycles.map((cycle) => windowOf(cycle, group.evaluation, at.clocks));
      for (const [index, window] of windows.entries()) {
        const days = anywhere(window);
        for (const instant of [window.start, window.end, days?.first, days?.last]) instants.add(instant);
        if (window.end !== null) instants.add(window.end - at.atRiskWithinMs);
        if (window.isUsable) for (const instant of paceChanges(cycles[index], window)) instants.add(instant);
      }
      for (const instant of gapInstants(windows)) instants.add(instant);
    }
  // Days change at midnight, and where the nearest of several offsets becomes another.
  for (const midnight of midnights(at, now)) instants.add(midnight);
  const shown = (model.server.shown ?? []).map((stamp) => stamp.at);
  for (const a of shown)
    for (const b of shown) if (a < b) for (const instant of around((a + b) / 2)) instants.add(instant);

  for (const definition of definitions)
    for (const period of [definition.activePeriod, definition.cycles]) {
      if (!period) continue;
      const { startsAt, endsAt } = listWindow(period, definition, timeZone);
      for (const instant of [startsAt, endsAt]) instants.add(instant);
    }
  return [...instants]
    .filter((instant) => Number.isFinite(instant) && instant > now && instant < LAST)
    .sort((a, b) => a - b);
}

/** The first instant of the next day, and of those around it: a day may be missing, or the offset change. */
function midnights({ days }, now) {
  const today = dayOf(days, now);
  const instants = [-1, 0, 1, 2, 3].map((count) => days.instantOf(today + count * DAY));
  const offsets = (days.shown ?? []).flatMap(({ offset }) => [0, 1, 2].map((count) => today + count * DAY - offset));
  return [...instants, ...offsets];
}

/** A gap shows when more than 2.1 step lengths have passed since a step began; a step length lies between two starts. */
function gapInstants(windows) {
  const starts = windows.map(({ start }) => start).filter((start) => start !== null);
  const lengths = new Set(starts.flatMap((a) => starts.map((b) => b - a)).filter((length) => length > 0));
  return starts.flatMap((start) => [...lengths].flatMap((length) => around(start + 2.1 * length)));
}

/** When pace turns from ahead to behind: what is due passes what is achieved. */
function paceChanges({ goal, achieved }, { start, end }) {
  if (goal === null) return [];
  const passed = Math.max(achieved, 0);
  return [passed, Math.floor(passed) + 1].flatMap((due) => around(start + (due / goal) * (end - start)));
}

const around = (instant) => [-2, -1, 0, 1, 2].map((more) => Math.floor(instant) + more);
