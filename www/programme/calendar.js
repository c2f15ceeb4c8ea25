// Civil days: where a programme is, a day begins at midnight, whatever the time in Greenwich. A day is the number of days
// since 1970-01-01.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const clocks = new Map();

function clockOf(timeZone) {
  if (!clocks.has(timeZone)) {
    clocks.set(
      timeZone,
      new Intl.DateTimeFormat("en", {
        timeZone,
        year: "numeric",
        month: "numeric",
        day: "numeric",
        calendar: "iso8601",
        numberingSystem: "latn",
      }),
    );
  }
  return clocks.get(timeZone);
}

/** The day that an instant is in. Throws a RangeError for a zone that there is none of. */
export function dayOf(instant, timeZone) {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts.year, parts.month - 1, parts.day) / DAY;
}

/** Periods of so many days that follow each other from a date on: the first and the last day of each. */
export function periods(date, days, count) {
  const from = Date.parse(date) / DAY;
  return Array.from({ length: count }, (_, place) => ({
    first: from + place * days,
    last: from + (place + 1) * days - 1,
  }));
}
