import { invalidOption, MilestreakError } from "./error.js";

/** Checks a value and turns it into what the engine takes. Throws what is wrong with it, as text. */
export type Check<T> = (value: unknown) => T;

/** What is known of a set of options: one check for each. */
export type Spec<T> = { readonly [K in keyof T]-?: Check<T[K]> };

/** A complaint about a value, which {@link readOptions} completes with the option's name. */
class Complaint extends Error {}

const expected = (what: string): never => {
  throw new Complaint(what);
};

/** The farthest instant from 1970 that a Date can hold. */
const MAX_TIME = 8.64e15;

export const checks = {
  boolean: (value: unknown): boolean => (typeof value === "boolean" ? value : expected("true or false")),

  string: (value: unknown): string => (typeof value === "string" ? value : expected("a string")),

  /** A Date or epoch milliseconds; what is below a millisecond is dropped. */
  instant: (value: unknown): number => {
    const time = typeof value === "object" && value !== null && "getTime" in value ? (value as Date).getTime() : value;
    if (typeof time !== "number" || !(Math.abs(time) <= MAX_TIME)) {
      return expected("a valid Date or epoch milliseconds");
    }
    return Math.floor(time);
  },

  /** A duration in milliseconds. */
  duration: (value: unknown): number =>
    typeof value === "number" && value >= 0 && value <= MAX_TIME
      ? Math.floor(value)
      : expected("milliseconds, 0 or more"),

  /** A count of at least one. */
  count: (value: unknown): number =>
    Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : expected("a whole number above 0"),

  /** An id: a number that is exact, or the digits of one. */
  id: (value: unknown): number => {
    const id = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(id) && (id as number) >= 0
      ? (id as number)
      : expected("an id: a whole number from 0 to 2^53 - 1");
  },

  oneOf:
    <T extends string>(...choices: readonly T[]): Check<T> =>
    (value) =>
      choices.includes(value as T) ? (value as T) : expected(choices.map((choice) => `"${choice}"`).join(" or ")),

  listOf:
    <T extends string>(...choices: readonly T[]): Check<readonly T[]> =>
    (value) =>
      Array.isArray(value) && value.every((one) => choices.includes(one as T))
        ? (value as T[])
        : expected(`a list of ${choices.map((choice) => `"${choice}"`).join(" and ")}`),

  callback: <T>(value: unknown): ((news: T) => void) =>
    typeof value === "function" ? (value as (news: T) => void) : expected("a function"),

  any: (value: unknown): unknown => value,
};

/**
 * Reads options: every one checked, none unknown. Whatever the object does while it is read (getters that throw,
 * proxies) ends in one clear error.
 *
 * @param where what the options belong to, as in `progress()`
 */
export function readOptions<T extends object>(given: unknown, spec: Spec<T>, where: string): Partial<T> {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object")
    throw invalidOption("options", `${where}: options must be an object, not ${kindOf(given)}`);
  const read: Record<string, unknown> = {};
  let name = "options";
  try {
    for (name of Object.keys(given)) {
      if (!Object.hasOwn(spec, name)) throw invalidOption(name, unknown(name, Object.keys(spec), where));
      const value = (given as Record<string, unknown>)[name];
      if (value !== undefined) read[name] = (spec as Record<string, Check<unknown>>)[name]!(value);
    }
  } catch (error) {
    if (error instanceof Complaint) throw invalidOption(name, `${where}: ${name} must be ${error.message}`);
    if (error instanceof MilestreakError) throw error;
    throw invalidOption(name, `${where}: reading ${clip(name)} failed`, error);
  }
  return read as Partial<T>;
}

/** Checks an argument that is no option. */
export function argument<T>(value: unknown, check: Check<T>, name: string, where: string): T {
  return readOptions({ [name]: value ?? null }, { [name]: check } as Spec<Record<string, T>>, where)[name]!;
}

/** What a value is, in words that hold nothing of it. */
export function kindOf(value: unknown): string {
  const kind = value === null ? "null" : typeof value;
  if (kind === "null" || kind === "undefined") return kind;
  return kind === "object" ? (Array.isArray(value) ? "an array" : "an object") : `a ${kind}`;
}

function unknown(name: string, known: readonly string[], where: string): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, away: distance(name, candidate) }))
    .sort((a, b) => a.away - b.away);
  const hint =
    nearest && nearest.away <= Math.max(2, nearest.candidate.length / 3)
      ? `did you mean ${nearest.candidate}?`
      : `known are ${known.join(", ")}`;
  return `${where}: there is no option ${clip(name)}; ${hint}`;
}

const clip = (name: string): string => JSON.stringify(name.slice(0, 40));

/** How many letters must be added, left out, changed or swapped to make one word of the other. Case is free. */
function distance(from: string, to: string): number {
  const a = from.slice(0, 40).toLowerCase();
  const b = to.toLowerCase();
  let last: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? last[j - 2]! + 1 : Infinity;
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), swapped);
    }
    last = row;
    row = next;
  }
  return row[b.length]!;
}
