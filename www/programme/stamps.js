// How the API's server writes a time. Its clocks are those of where it stands, and it prints most times with a `Z` whatever these say.

import { civil, DAY, midnight, offset } from "./calendar.js";

const written = (ms) => new Date(ms).toISOString();

/** `+0530` */
function suffix(offsetMs) {
  const minutes = Math.abs(offsetMs) / 60_000;
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${offsetMs < 0 ? "-" : "+"}${two(minutes / 60)}${two(minutes % 60)}`;
}

/**
 * @param serverZone where the server stands, an IANA time zone
 * @param timeZone that of the programme: its days begin there
 */
export function stampsOf(serverZone, timeZone) {
  const stamps = {
    /** `2025-09-11T13:30:00.000+0530`: an instant, as written. */
    withOffset: (instant) => written(civil(instant, serverZone)).replace("Z", suffix(offset(instant, serverZone))),

    /** `2025-09-11T13:30:00.000Z`: the server's clock, whatever the `Z` says. */
    legacy: (instant) => (instant === null ? null : written(civil(instant, serverZone))),

    /** `2025-09-11T08:00:00Z`: an instant in UTC, without fractions. */
    iso: (instant) => (instant === null ? null : written(instant).replace(/\.\d+/, "")),

    /** The bounds of a period of the calendar: civil days, printed as if they were days in UTC. */
    ofPeriod: ({ first, last }) => ({
      startDate: written(first * DAY).slice(0, 10),
      endDate: written(last * DAY).slice(0, 10),
      start: written(first * DAY),
      end: written((last + 1) * DAY - 1000),
      startIso: stamps.iso(midnight(first, timeZone)),
      endIso: stamps.iso(midnight(last + 1, timeZone) - 1000),
    }),

    /** The bounds of a cycle that has its own. */
    ofCycle: ({ start, end }) => ({
      startDate: stamps.legacy(start).slice(0, 10),
      endDate: stamps.legacy(end).slice(0, 10),
      start: stamps.legacy(start),
      end: stamps.legacy(end),
      startIso: stamps.iso(start),
      endIso: stamps.iso(end),
    }),
  };
  return stamps;
}
