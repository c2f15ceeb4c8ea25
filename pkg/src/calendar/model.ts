/**
 * What a calendar of a streak shows: pure functions of its steps and a zone. A day is a count of days since 1970-01-01, which no zone
 * moves.
 *
 * @module
 */

import type { Step, StreakSummary } from "../../generated/types.js";

/** How a step went; one that runs may be at risk. */
export type State = Step["state"] | "at-risk";

/** A step of the streak, as the calendar has it. */
export interface Entry {
  step: Step;
  state: State;
  /** Whether the streak ends with it unless it is achieved. */
  isDeadline: boolean;
}

/** Steps of a day each, by day. */
export interface Days {
  first: number;
  last: number;
  entries: ReadonlyMap<number, Entry>;
}

const HOUR = 3_600_000;

/** With a change of the clock. */
const LONGEST_DAY = 25 * HOUR;

/** The steps in order. */
export function entriesOf({ steps, atRisk, deadline }: StreakSummary): Entry[] {
  return steps.map((step) => ({
    step,
    state: step.state === "active" && atRisk ? "at-risk" : step.state,
    isDeadline: step.state === "active" && deadline !== null && step.endsAt === deadline,
  }));
}

/** The same by the day on which each begins; null unless each has a day of its own. */
export function daysOf(entries: readonly Entry[], dayOf: (instant: number) => number): Days | null {
  const days = new Map<number, Entry>();
  for (const entry of entries) {
    const { startsAt, endsAt } = entry.step;
    if (startsAt === null || endsAt === null || endsAt - startsAt > LONGEST_DAY) return null;
    days.set(dayOf(startsAt), entry);
  }
  if (!days.size || days.size < entries.length) return null;
  return { first: Math.min(...days.keys()), last: Math.max(...days.keys()), entries: days };
}

/** The first instant of the next day. */
export function nextDay(now: number, dayOf: (instant: number) => number): number {
  const today = dayOf(now);
  let [before, after] = [now, now + LONGEST_DAY + HOUR];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dayOf(middle) > today) after = middle;
    else before = middle;
  }
  return after;
}

/** Which day of the week a day is, from 0 for the first. */
export const placeInWeek = (day: number, firstDayOfWeek: number): number =>
  // The first of January 1970 was a Thursday, 4.
  (((day + 4 - firstDayOfWeek) % 7) + 7) % 7;

/** The first day of the week of a day. */
export const startOfWeek = (day: number, firstDayOfWeek: number): number => day - placeInWeek(day, firstDayOfWeek);

/** The first day of the month of a day; what is a month the language says. */
export function startOfMonth(day: number, monthOf: (day: number) => string): number {
  const month = monthOf(day);
  while (monthOf(day - 1) === month) day--;
  return day;
}

/** The last day of the month of a day. */
export function endOfMonth(day: number, monthOf: (day: number) => string): number {
  const month = monthOf(day);
  while (monthOf(day + 1) === month) day++;
  return day;
}
