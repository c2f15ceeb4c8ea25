/**
 * Days as a language writes them. They are civil days already: no zone moves them.
 *
 * @module
 */

import { intl } from "../elements/format.js";

const DAY = 86_400_000;

const MONTH: Intl.DateTimeFormatOptions = { year: "numeric", month: "long" };
const FULL: Intl.DateTimeFormatOptions = { ...MONTH, day: "numeric" };

export class Dates {
  readonly #locale: string;
  /** Months are looked for day by day. */
  readonly #months = new Map<number, string>();

  constructor(locale: string) {
    this.#locale = locale;
  }

  /** “August 2024”, in the calendar of the language. */
  readonly month = (day: number): string => {
    let month = this.#months.get(day);
    if (month === undefined) {
      month = this.#format(MONTH).format(day * DAY);
      this.#months.set(day, month);
    }
    return month;
  };

  /** “August – September 2024” */
  months(first: number, last: number): string {
    return this.#format(MONTH).formatRange(first * DAY, last * DAY);
  }

  /** “Friday, August 30, 2024” */
  full(day: number): string {
    return this.#format({ ...FULL, weekday: "long" }).format(day * DAY);
  }

  /** “August 26 – September 1, 2024” */
  period(first: number, last: number): string {
    return this.#format(FULL).formatRange(first * DAY, last * DAY);
  }

  /** “Aug 26”, in one line */
  short(day: number): string {
    return this.#format({ month: "short", day: "numeric" })
      .format(day * DAY)
      .replaceAll(" ", "\u00a0");
  }

  /** “Aug” */
  shortMonth(day: number): string {
    return this.#format({ month: "short" }).format(day * DAY);
  }

  /** “30”, without the word for day that some languages put behind it. */
  number(day: number): string {
    const parts = this.#format({ day: "numeric" }).formatToParts(day * DAY);
    return parts.find(({ type }) => type === "day")?.value ?? "";
  }

  /** The names of seven days from one on: in full, short, and as short as they can be. */
  weekdays(first: number): { full: string; short: string; narrow: string }[] {
    const named = (weekday: "long" | "short" | "narrow", day: number): string =>
      this.#format({ weekday }).format(day * DAY);
    const days = Array.from({ length: 7 }, (_, place) => {
      const day = first + place;
      return { full: named("long", day), short: named("short", day), narrow: named("narrow", day) };
    });
    // In Arabic and Thai the short names are whole words.
    const isShort = days.every(({ short }) => short.length <= 4);
    return days.map((day) => (isShort ? day : { ...day, short: day.narrow }));
  }

  #format(form: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return intl(Intl.DateTimeFormat, this.#locale, { ...form, timeZone: "UTC" });
  }
}
