// Reading values of the wire. What is there and cannot be read becomes an issue.

import { readStamp } from "./instants.mjs";

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isAbsent = (value) => value === undefined || value === null;

/** A reader of fields that notes what it cannot read. Each method takes an object, a key, and the object's path. */
export function reader(issues) {
  const note = (path, code) => issues.push({ path, code });

  /** A value by `convert`, which gives undefined for what it cannot read. */
  const field = (convert, unreadable, code) => (object, key, path) => {
    const value = object[key];
    if (isAbsent(value)) return null;
    const result = convert(value);
    if (result !== undefined) return result;
    note(`${path}.${key}`, code);
    return unreadable;
  };

  const number = (value) => {
    const result = typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
    return Number.isFinite(result) ? result : undefined;
  };
  const id = (value) => {
    const result = number(value);
    return Number.isSafeInteger(result) ? result : undefined;
  };

  return {
    note,
    /** A number, also one written as text; null when absent, NaN when it cannot be read. */
    number: field(number, Number.NaN, "unreadable"),
    /** An id; null beyond 2^53 - 1: it is never rounded. */
    id: field(id, null, "unreadable"),
    text: field((value) => (typeof value === "string" ? value : undefined), null, "unreadable"),
    boolean: field((value) => (typeof value === "boolean" ? value : undefined), null, "unreadable"),
    object: (object, key, path) =>
      field((value) => (isObject(value) ? value : undefined), null, "unreadable")(object, key, path),
    stamp(object, key, path) {
      const stamp = field((value) => readStamp(value) ?? undefined, null, "unreadable")(object, key, path);
      if (stamp?.seconds) note(`${path}.${key}`, "unreadable");
      return stamp;
    },
    /** The objects of an array, each with its path. */
    objects(object, key, path) {
      const array = field((value) => (Array.isArray(value) ? value : undefined), null, "unreadable")(object, key, path);
      return (array ?? [])
        .map((value, index) => ({ value, path: `${path}.${key}[${index}]` }))
        .filter(({ value, path: place }) => {
          if (!isObject(value)) note(place, "unreadable");
          return isObject(value);
        });
    },
  };
}

/** The numeric offsets written in `attribution.*`, `enrolledOn` and `lastUpdatedOn` of a group, row or definition. */
export function shownOffsets(object) {
  const attribution = isObject(object.attribution) ? Object.values(object.attribution) : [];
  return [...attribution, object.enrolledOn, object.lastUpdatedOn]
    .map(readStamp)
    .filter((stamp) => stamp?.offset !== undefined);
}

// The enumerations

const EVALUATIONS = {
  FIXED_CALENDAR_WINDOW: "fixed-calendar",
  CYCLIC_WINDOW: "cyclic",
  PERIOD_AGNOSTIC_WINDOW: "period-agnostic",
};
const TRACKINGS = {
  DEFAULT: "default",
  UNIFIED: "unified",
  STREAKS: "streaks",
  STREAK: "streaks",
  NON_CONTINUOUS_STREAKS: "non-continuous-streaks",
  NON_CONTINUOUS_STREAK: "non-continuous-streaks",
  "NON CONTINUOUS STREAK": "non-continuous-streaks",
  CAPPING: "capping",
};
const UNITS = {
  SALES: "currency",
  GROSS_SALES: "currency",
  COUNT: "count",
  VISIT: "visits",
  QUANTITY: "quantity",
  REGULAR_POINTS: "points",
  PROMOTIONAL_POINTS: "points",
  ALL_POINTS: "points",
  ALL: "points",
  REGULAR: "points",
  PROMOTIONAL: "points",
};
const lookUp = (table, raw) => (raw !== null && Object.hasOwn(table, raw) ? table[raw] : null);

export const evaluationOf = (raw) => lookUp(EVALUATIONS, raw) ?? "unknown";
export const trackingOf = (raw) => lookUp(TRACKINGS, raw) ?? "unknown";
export const unitOf = (type, entity) =>
  entity === "ALTERNATE_CURRENCIES" ? "alternate-currency" : (lookUp(UNITS, type) ?? "value");

// Orders

/** Compares by keys in turn; null comes last. */
export const by =
  (...keys) =>
  (a, b) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x === y) continue;
      if (x === null) return 1;
      if (y === null) return -1;
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return 0;
  };

/** Groups values by a key, in the order in which the keys come. */
export function groupBy(values, key) {
  const groups = new Map();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}
