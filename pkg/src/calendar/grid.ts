/**
 * A calendar as markup: pure functions of entries, words and dates.
 *
 * @module
 */

import { icon, type Icon } from "../elements/icons.js";
import { type Child, h, type Markup } from "../elements/markup.js";
import type { Messages } from "../elements/languages.js";
import type { Words } from "../elements/words.js";
import type { Dates } from "./dates.js";
import { type Days, endOfMonth, type Entry, placeInWeek, startOfMonth, startOfWeek, type State } from "./model.js";

/** What each state is called, and its mark: no two look alike without colour. */
const STATES: { readonly [state in State]: { text: keyof Messages; mark?: Icon } } = {
  achieved: { text: "achieved", mark: "check" },
  missed: { text: "missed", mark: "cross" },
  active: { text: "stepActive", mark: "clock" },
  "at-risk": { text: "stepAtRisk", mark: "alert" },
  upcoming: { text: "stepUpcoming" },
  ended: { text: "ended", mark: "later" },
  "not-enrolled": { text: "stepNotEnrolled", mark: "dash" },
};

/** What is longer is named by its month; the shortest February has four weeks. */
const MONTH = 27.5 * 86_400_000;

/** As many weeks as a month touches are shown at once; of more a month at a time. */
const MOST_WEEKS = 6;

/** The days that are shown at once. */
export interface Page {
  label: string;
  /** The first day and the last. */
  from: number;
  to: number;
  isMonth: boolean;
}

/** The page that a day is on. */
export function pageOf({ first, last }: Days, day: number, firstDayOfWeek: number, dates: Dates): Page {
  const [from, to] = [startOfWeek(first, firstDayOfWeek), startOfWeek(last, firstDayOfWeek) + 6];
  if (to - from < MOST_WEEKS * 7) return { label: dates.months(first, last), from, to, isMonth: false };
  return {
    label: dates.month(day),
    from: startOfMonth(day, dates.month),
    to: endOfMonth(day, dates.month),
    isMonth: true,
  };
}

/** What a grid is made with. */
export interface GridOptions {
  words: Words;
  dates: Dates;
  /** What has the focus, or gets it: a day, or the place of a step. */
  at: number;
  deadline: number | null;
  labelledBy: string;
}

/** Weeks of days. */
export function weeks(
  { first, last, entries }: Days,
  { from, to }: Page,
  firstDayOfWeek: number,
  today: number,
  options: GridOptions,
): Markup {
  const { dates, labelledBy } = options;
  const start = startOfWeek(from, firstDayOfWeek);
  const rows = Array.from({ length: Math.ceil((to + 1 - start) / 7) }, (_, place) => start + place * 7);
  const cell = (day: number): Markup => {
    if (day < from || day > to) return h("div", { part: "blank", role: "gridcell", key: day });
    const isIn = day >= first && day <= last;
    const attributes = { part: "day", key: day, "aria-current": day === today && "date" };
    return gridCell(isIn ? day : null, attributes, dates.number(day), dates.full(day), entries.get(day), options);
  };
  return h(
    "div",
    { part: "grid", role: "grid", "data-unit": "day", "aria-labelledby": labelledBy },
    h(
      "div",
      { role: "row", part: "weekdays" },
      dates
        .weekdays(start)
        .map(({ full, short, narrow }) =>
          h(
            "span",
            { part: "weekday", role: "columnheader", "aria-label": full },
            h("span", { class: "short" }, short),
            h("span", { class: "narrow" }, narrow),
          ),
        ),
    ),
    rows.map((week) =>
      h(
        "div",
        { role: "row", part: "week", key: week },
        Array.from({ length: 7 }, (_, place) => cell(week + place)),
      ),
    ),
  );
}

/** Longer cycles, one after the other. */
export function row(entries: readonly Entry[], now: number, options: GridOptions): Markup {
  const { words, dates, labelledBy } = options;
  const areMonths = entries.every(
    ({ step: { startsAt, endsAt } }) => startsAt !== null && endsAt !== null && endsAt - startsAt > MONTH,
  );
  const cell = (entry: Entry, place: number): Markup => {
    const { startsAt, endsAt, refCode, periodId } = entry.step;
    const isNow = startsAt !== null && endsAt !== null && startsAt <= now && now < endsAt;
    const attributes = { part: "cycle", key: periodId ?? refCode ?? place, "aria-current": isNow && "date" };
    if (startsAt === null || endsAt === null)
      return gridCell(place, attributes, refCode ?? "…", refCode ?? "…", entry, options);
    const [first, last] = [words.civilDay(startsAt), words.civilDay(endsAt - 1)];
    const label = areMonths ? dates.shortMonth(first) : dates.short(first);
    return gridCell(place, attributes, label, dates.period(first, last), entry, options);
  };
  return h(
    "div",
    { part: "grid", role: "grid", "data-unit": areMonths && "month", "aria-labelledby": labelledBy },
    h("div", { role: "row", part: "cycles" }, entries.map(cell)),
  );
}

/** A cell; `place` is null where nothing is to be reached. */
function gridCell(
  place: number | null,
  attributes: Markup["attributes"],
  label: string,
  name: string,
  entry: Entry | undefined,
  { words, at, deadline }: GridOptions,
): Markup {
  const { state = null, isDeadline = false } = entry ?? {};
  return h(
    "div",
    {
      ...attributes,
      role: "gridcell",
      tabindex: place === null ? null : place === at ? 0 : -1,
      "data-place": place,
      "data-state": state,
      "data-deadline": isDeadline,
    },
    h("span", { class: "when", "aria-hidden": "true" }, label),
    state && mark(state),
    h("span", { class: "spoken" }, words.facts(name, state && words.say(STATES[state].text))),
    isDeadline && deadline !== null && h("span", { class: "spoken" }, words.left(deadline)),
  );
}

const mark = (state: State): Markup => {
  const { mark } = STATES[state];
  return h("span", { class: "mark", "aria-hidden": "true" }, mark && icon(mark));
};

/** What the marks mean, of those that are there. */
export function legend(words: Words, entries: readonly Entry[]): Child {
  const shown = (Object.keys(STATES) as State[]).filter((state) => entries.some((entry) => entry.state === state));
  return h(
    "ul",
    { part: "legend", role: "list" },
    shown.map((state) =>
      h("li", { key: state, "data-state": state }, mark(state), h("span", {}, words.say(STATES[state].text))),
    ),
  );
}

/** Where a key leads in weeks of days; null for keys that lead nowhere. */
export function dayAfterKey(
  key: string,
  day: number,
  { first, last }: Days,
  firstDayOfWeek: number,
  dates: Dates,
): number | null {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  if (step !== undefined) return day + step < first || day + step > last ? day : day + step;
  const place = placeInWeek(day, firstDayOfWeek);
  const to = {
    Home: day - place,
    End: day - place + 6,
    PageUp: monthBefore(day, dates),
    PageDown: monthAfter(day, dates),
    "Control+Home": first,
    "Control+End": last,
  }[key];
  return to === undefined ? null : Math.min(Math.max(to, first), last);
}

/** The same day of the month before, or its last one. */
export function monthBefore(day: number, { month }: Dates): number {
  const start = startOfMonth(day, month);
  return Math.min(startOfMonth(start - 1, month) + day - start, start - 1);
}

/** The same day of the next month, or its last one. */
export function monthAfter(day: number, { month }: Dates): number {
  const next = endOfMonth(day, month) + 1;
  return Math.min(next + day - startOfMonth(day, month), endOfMonth(next, month));
}

/** Where a key leads among so many places, some of them in a line; null for keys that lead nowhere. */
export function placeAfterKey(key: string, place: number, count: number, perLine: number): number | null {
  const step = {
    ...{ ArrowLeft: -1, ArrowRight: 1 },
    ...{ ArrowUp: -perLine, ArrowDown: perLine, PageUp: -perLine, PageDown: perLine },
  }[key];
  if (step !== undefined) return place + step < 0 || place + step >= count ? place : place + step;
  const to = { Home: 0, End: count - 1, "Control+Home": 0, "Control+End": count - 1 }[key];
  return to ?? null;
}
