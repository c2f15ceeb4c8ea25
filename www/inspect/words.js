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

export const day = (instant, timeZone) => format(timeZone, { day: "numeric", month: "short" }).format(instant);

export const moment = (instant, timeZone) =>
  format(timeZone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(instant);

/** From one civil day to another; they are days already, and no zone moves them. */
export function days(startDate, endDate) {
  const [start, end] = [Date.parse(startDate), Date.parse(endDate)];
  return format("UTC", { day: "numeric", month: "short" }).formatRange(start, end);
}

/** How long is left: days while there are some, then hours, then minutes. */
export function left(cycle) {
  if (cycle.timeLeftMs === null) return undefined;
  if (cycle.daysLeft >= 2) return `${counted(cycle.daysLeft, { one: "day", other: "days" })} left`;
  const hours = Math.floor(cycle.timeLeftMs / 3_600_000);
  if (hours >= 1) return `${counted(hours, { one: "hour", other: "hours" })} left`;
  return `${counted(Math.max(1, Math.floor(cycle.timeLeftMs / 60_000)), { one: "minute", other: "minutes" })} left`;
}

/** "750 of 1,000 points" */
export function figures({ achieved, target, unit }) {
  return target > 0 ? `${number(achieved)} of ${amount(target, unit)}` : amount(achieved, unit);
}

/** What a cycle has come to, in a few words. */
export function standing(cycle, timeZone) {
  const { status, remaining, surplus, unit } = cycle;
  const over = surplus > 0 ? ` · ${number(surplus)} over` : "";
  switch (status) {
    case "achieved":
      return `done${cycle.achievedAt === null ? "" : ` ${day(cycle.achievedAt, timeZone)}`}${over}`;
    case "cap-reached":
      return `limit reached${over}`;
    case "within-cap":
      return `${amount(remaining, unit)} before the limit`;
    case "upcoming":
      return cycle.startsAt === null ? "not yet" : `starts ${day(cycle.startsAt, timeZone)}`;
    case "missed":
      return `missed by ${amount(remaining ?? 0, unit)}`;
    case "unenrolled":
      return "no longer enrolled";
    default:
      return remaining === null ? "no target" : `${amount(remaining, unit)} to go`;
  }
}

/** Whether somebody is on course, in a sentence. */
export function pace(cycle) {
  if (!cycle.pace || cycle.isAchieved) return undefined;
  const { status, requiredPerDay } = cycle.pace;
  // With less than a day left, a rate a day says nothing that the remainder does not.
  const rate =
    requiredPerDay !== null && cycle.daysLeft >= 1
      ? `: ${amount(Math.ceil(requiredPerDay), cycle.unit)} a day from here`
      : "";
  return status === "ahead" ? "On course" : `Behind${rate}`;
}

export const EVALUATIONS = {
  "fixed-calendar": "Calendar periods",
  cyclic: "From enrolment, again and again",
  "period-agnostic": "One after another, no deadline",
  unknown: "Unknown periods",
};

export const STEPS = { achieved: "achieved", missed: "missed", active: "running", upcoming: "to come" };

export const LEVELS = {
  achieved: "reached",
  "in-progress": "under way",
  "not-started": "not started",
  broken: "broken",
};

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
