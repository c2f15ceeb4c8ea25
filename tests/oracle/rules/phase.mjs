// Section 3 of the rules, second part: the phase of a cycle, and which one is active.

import { anywhere, startsAsItEnds, windowOf } from "./window.mjs";

/**
 * The phase of each cycle of a target: a Map from cycle to `{ phase, phaseBy, startsOnActivity, window }`.
 * `at`: `{ now, asOf, clocks }`.
 */
export function phasesOf({ cycles }, evaluation, at) {
  // Unenrolled rows count nowhere; their phase goes by their window.
  const enrolled = cycles.filter((cycle) => !cycle.isUnenrolled);
  const windows = new Map(cycles.map((cycle) => [cycle, windowOf(cycle, evaluation, at.clocks)]));
  if (evaluation === "period-agnostic") return bySequence(cycles, enrolled, windows);

  const flagged = enrolled.filter((cycle) => isActiveByFlag(cycle, windows.get(cycle), at));
  const isFlagged = flagged.length > 0;
  const holding = enrolled.filter((cycle) => holds(windows.get(cycle), at.now));
  const chosen = isFlagged ? flagged : holding;
  const begunBy = isFlagged ? "flag" : "window";

  const flaggedStarts = flagged.map((cycle) => windows.get(cycle).start).filter((start) => start !== null);
  const byAnothersFlag = (start) => (start < Math.min(...flaggedStarts) ? "ended" : "upcoming");

  const phases = new Map();
  for (const cycle of cycles) {
    const window = windows.get(cycle);
    let decided = byWindow(cycle, window, at.now);
    if (chosen.includes(cycle)) decided = { phase: "active", phaseBy: begunBy };
    else if (enrolled.includes(cycle) && holds(window, at.now))
      decided = { phase: flaggedStarts.length === 0 ? "upcoming" : byAnothersFlag(window.start), phaseBy: "flag" };
    phases.set(cycle, { ...decided, startsOnActivity: false, window });
  }
  if (evaluation === "cyclic") notBegun(cycles, enrolled, phases, at);
  return phases;
}

const holds = (window, instant) => window.isUsable && window.start <= instant && instant < window.end;

/** By the window alone. A row without a usable one is ended if achieved, else upcoming. */
function byWindow(cycle, window, now) {
  if (!window.isUsable) return { phase: cycle.isAchieved ? "ended" : "upcoming", phaseBy: "none" };
  if (now < window.start) return { phase: "upcoming", phaseBy: "window" };
  return { phase: now < window.end ? "active" : "ended", phaseBy: "window" };
}

/** Rule 1: a flag speaks of the moment of the answer. Whether it is believed, and makes the row active now. */
function isActiveByFlag(cycle, window, { now, asOf }) {
  if (!cycle.isFlagged) return false;
  if (!window.isUsable) return true;
  if (holds(window, asOf)) return now < window.end;
  const days = anywhere(window);
  return days !== null && days.first <= asOf && asOf < days.last && now < days.last;
}

/** Rule 4: the active cycle is the first, in order, that is not achieved; there is no window. */
function bySequence(cycles, enrolled, windows) {
  const firstOpen = enrolled.findIndex((cycle) => !cycle.isAchieved);
  const active = firstOpen < 0 ? enrolled.length : firstOpen;
  const phase = (index) => (index < active ? "ended" : index === active ? "active" : "upcoming");
  return new Map(
    cycles.map((cycle) => {
      const window = { ...windows.get(cycle), start: null, end: null, isUsable: false };
      const decided = enrolled.includes(cycle)
        ? { phase: phase(enrolled.indexOf(cycle)), phaseBy: "sequence" }
        : byWindow(cycle, window);
      return [cycle, { ...decided, startsOnActivity: false, window }];
    }),
  );
}

/** Rule 5: a cyclic target not begun. Its clock starts with the customer's next activity. */
function notBegun(cycles, enrolled, phases, { clocks }) {
  const withoutLength = enrolled.filter((cycle) => startsAsItEnds(cycle, clocks));
  const others = enrolled.filter((cycle) => !withoutLength.includes(cycle));
  const hasRecord = cycles.some((cycle) => cycle.hasRecord);
  if (hasRecord || others.some((cycle) => phases.get(cycle).phase === "active")) return;
  for (const [index, cycle] of withoutLength.entries()) {
    const { window } = phases.get(cycle);
    phases.set(cycle, {
      phase: index === 0 ? "active" : "upcoming",
      phaseBy: "activity",
      startsOnActivity: index === 0,
      window: { ...window, start: null, end: null, isUsable: false },
    });
  }
}

/** Not enrolled: ended cycles without a record before the first one that has one, or of a target that has none. */
export function notEnrolledOf({ cycles }, phases) {
  // An unenrolled cycle counts as having a record here.
  const first = cycles.findIndex((cycle) => cycle.hasRecord || cycle.isUnenrolled);
  const before = first < 0 ? cycles : cycles.slice(0, first);
  return new Set(before.filter((cycle) => !cycle.isUnenrolled && phases.get(cycle).phase === "ended"));
}
