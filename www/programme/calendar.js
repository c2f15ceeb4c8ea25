// Civil days and time zones. A day is the number of days since 1970-01-01, and begins at midnight of its own zone.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const formats = new Map();

/** Writes the civil date and time of a zone. Throws a RangeError for a zone that does not exist. */
function formatOf(timeZone) {
  if (!formats.has(timeZone)) {
    formats.set(
      timeZone,
      new Intl.DateTimeFormat("en", {
        timeZone,
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
        hourCycle: "h23",
        calendar: "iso8601",
        numberingSystem: "latn",
      }),
    );
  }
  return formats.get(timeZone);
}

/** What the clocks of a zone show at an instant, as if it were UTC: epoch milliseconds. */
export function civil(instant, timeZone) {
  const { year, month, day, hour, minute, second } = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export const offset = (instant, timeZone) => civil(instant, timeZone) - instant;

/** The day that an instant is in. */
export const dayOf = (instant, timeZone) => Math.floor(civil(instant, timeZone) / DAY);

/** The instant at which a day begins. */
export function midnight(day, timeZone) {
  const utc = day * DAY;
  const near = utc - offset(utc, timeZone);
  return utc - offset(near, timeZone);
}

const dayNumber = (date) => Date.parse(date) / DAY;

/** Periods of equal length that follow each other from a date on: the first and the last day of each. */
export function periods(date, days, count) {
  const from = dayNumber(date);
  return Array.from({ length: count }, (_, place) => ({
    first: from + place * days,
    last: from + (place + 1) * days - 1,
  }));
}

/** Whole months from one on, given as in `2025-09`. */
export function months(month, count) {
  const [year, first] = month.split("-").map(Number);
  return Array.from({ length: count }, (_, place) => ({
    first: Date.UTC(year, first - 1 + place) / DAY,
    last: Date.UTC(year, first + place) / DAY - 1,
  }));
}
