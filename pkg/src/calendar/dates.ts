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

  constructor(locale: string) {
    this.#locale = locale;
  }

  /** “August 2024”, in the calendar of the language. */
  readonly month = (day: number): string => this.#format(MONTH).format(day * DAY);

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

  /** “Aug 26” */
  short(day: number): string {
    return this.#format({ month: "short", day: "numeric" }).format(day * DAY);
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

  /** The names of seven days from one on, in full, and as short as a narrow column takes. */
  weekdays(first: number): { full: string; short: string }[] {
    const named = (weekday: "long" | "short" | "narrow"): string[] =>
      Array.from({ length: 7 }, (_, place) => this.#format({ weekday }).format((first + place) * DAY));
    const short = named("short");
    // In Arabic and Thai the short names are whole words.
    const shown = short.every(({ length }) => length <= 4) ? short : named("narrow");
    return named("long").map((full, place) => ({ full, short: shown[place]! }));
  }

  #format(form: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return intl(Intl.DateTimeFormat, this.#locale, { ...form, timeZone: "UTC" });
  }
}
