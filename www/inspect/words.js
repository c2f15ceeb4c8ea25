// Figures in words. The page is in English; numbers and dates are written as the reader's English writes them.

const locale = navigator.languages.find((language) => language.startsWith("en")) ?? "en";
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const plurals = new Intl.PluralRules(locale);
const lists = new Intl.ListFormat(locale);

const UNITS = {
  visits: { one: "visit", other: "visits" },
  points: { one: "point", other: "points" },
  quantity: { one: "item", other: "items" },
};

export const number = (value) => numbers.format(value);

/** A number of something, in the plural it takes. */
export const counted = (value, { one, other }) => `${number(value)} ${plurals.select(value) === "one" ? one : other}`;

/** So much of a unit. */
export const amount = (value, unit) => (UNITS[unit] ? counted(value, UNITS[unit]) : number(value));

export const list = (items) => lists.format(items);

const dates = new Map();

function format(timeZone, options) {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  if (!dates.has(key)) dates.set(key, new Intl.DateTimeFormat(locale, { timeZone, ...options }));
  return dates.get(key);
}

const DAY = { day: "numeric", month: "short" };
const MOMENT = { weekday: "short", ...DAY, year: "numeric", hour: "numeric", minute: "2-digit" };

export const day = (instant, timeZone) => format(timeZone, DAY).format(instant);

export const moment = (instant, timeZone) => format(timeZone, MOMENT).format(instant);

/** From one civil day to another; they are days already, and no zone moves them. */
export const days = (startDate, endDate) =>
  format("UTC", { ...DAY, year: "numeric" }).formatRange(Date.parse(startDate), Date.parse(endDate));

/** From one instant to another. */
export const moments = (startsAt, endsAt, timeZone) =>
  format(timeZone, { ...DAY, year: "numeric", hour: "numeric", minute: "2-digit" }).formatRange(startsAt, endsAt);

/** An offset from UTC, as in `+5:30`. */
export function offset(ms) {
  const minutes = Math.abs(ms) / 60_000;
  return `${ms < 0 ? "−" : "+"}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

const PROBLEMS = {
  "invalid-json": "This is not JSON",
  "unexpected-shape": "This is JSON, but not a targetGroups response",
  "too-large": "This is too large to be a targetGroups response",
  network: "The server could not be reached",
  timeout: "The server took too long",
  unauthorized: "The server does not know who asks",
  forbidden: "The server does not allow this",
  "not-found": "There is no such customer",
  api: "The API reported a problem",
};

/** The heading for an error, by its code. */
export const problem = (code) => PROBLEMS[code] ?? "Something went wrong";
