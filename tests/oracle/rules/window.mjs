// Section 3 of the rules, first part: the window of a cycle.

import { DAY, HOUR } from "./instants.mjs";

/**
 * The window `[start, end)` of a cycle, each side null where it is missing.
 * `startDay` and `endDay` are the civil midnights of sides that are boundaries of civil days, else null.
 * `clocks`: the `server`'s, and `zone`, that of the `timeZone` option if there is one.
 */
export function windowOf({ start, end }, evaluation, { server, zone }) {
  const startDay = startDayOf(start, evaluation);
  const endDay = endDayOf(start, end, evaluation);
  const days = zone ?? server;
  const window = {
    start: startDay !== null ? days.instantOf(startDay) : start && instantOf(start, server),
    end: endDay !== null ? days.instantOf(endDay) : end && exclusive(instantOf(end, server), evaluation),
    startDay,
    endDay,
  };
  return { ...window, isUsable: window.start !== null && window.end !== null && window.start < window.end };
}

const hasBoundaries = (evaluation) => evaluation === "fixed-calendar" || evaluation === "unknown";
const timeOfDay = ({ at }) => at - Math.floor(at / DAY) * DAY;
const isLegacy = (stamp) => stamp !== null && stamp.kind === "zulu" && !stamp.isTwin;
const isMidnight = (stamp) => isLegacy(stamp) && timeOfDay(stamp) === 0;
const isEndOfDay = (stamp) => isLegacy(stamp) && [DAY - 1, DAY - 1000].includes(timeOfDay(stamp));

/** A bare date, or `00:00:00Z` in a fixed or unknown evaluation. */
function startDayOf(start, evaluation) {
  if (start?.kind === "day") return start.at;
  return hasBoundaries(evaluation) && isMidnight(start) ? start.at : null;
}

/** A bare date (the end of that day), or `23:59:59Z`, or `00:00:00Z` of a window that starts so. */
function endDayOf(start, end, evaluation) {
  if (end?.kind === "day") return end.at + DAY;
  if (!hasBoundaries(evaluation)) return null;
  if (isEndOfDay(end)) return end.at - timeOfDay(end) + DAY;
  return isMidnight(end) && isMidnight(start) ? end.at : null;
}

/** A legacy stamp that ends in `Z` is a civil time of the server; any other is an instant. */
const instantOf = (stamp, server) => (isLegacy(stamp) ? server.instantOf(stamp.at) : stamp.at);

/** End stamps of calendar windows are inclusive to the unit they state; of cyclic ones they are exclusive. */
export function exclusive(end, evaluation) {
  if (!hasBoundaries(evaluation)) return end;
  const inMinute = end - Math.floor(end / 60_000) * 60_000;
  if (inMinute === 59_000) return end + 1000;
  if (inMinute === 59_999) return end + 1;
  return end;
}

/** Whether a row starts and ends at the same instant, or has the same bare date twice. */
export function startsAsItEnds({ start, end }, { server }) {
  if (start === null || end === null) return false;
  if (start.kind === "day" || end.kind === "day") return start.kind === end.kind && start.at === end.at;
  return instantOf(start, server) === instantOf(end, server);
}

/** The instants between which a pair of civil days may lie: its first midnight at +14:00, its last at -12:00. */
export const anywhere = ({ startDay, endDay }) =>
  startDay === null || endDay === null ? null : { first: startDay - 14 * HOUR, last: endDay + 12 * HOUR };

/** An end in the year 9000 or later is no end. */
export const isEndless = (end) => end >= Date.UTC(9000, 0, 1);
