/**
 * Figures and dates as a language writes them. Pure: no page, no clock.
 *
 * @module
 */

import { askTemporal } from "../temporal.js";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Whether a figure that has more decimals than are shown goes to the nearest, or is not to look like more or less. */
export type Rounding = "nearest" | "down" | "up";

export interface FormatOptions {
  /** The language and region, a BCP 47 tag. */
  locale: string;
  /** What currency amounts are in, an ISO 4217 code; plain numbers without one. */
  currency: string | null;
  /** The time zone of the programme, an IANA name. */
  timeZone: string;
  /** Milliseconds to add to instants before they are shown, where the zone is known as an offset alone. */
  offset: number;
}

const formats = new Map<string, unknown>();

/** A format of `Intl`, made once: making one is slow, and a page has many widgets. @internal */
export function intl<O, F>(Format: new (locale: string, options: O) => F, locale: string, options: O): F {
  const key = Format.name + locale + JSON.stringify(options);
  let format = formats.get(key) as F | undefined;
  if (!format) {
    format = new Format(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** Whether a name is that of a time zone that the browser knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(askTemporal(timeZone) ?? intl(Intl.DateTimeFormat, "en", { timeZone }));
  } catch {
    return false;
  }
}

/** How far a moment is: whole days, hours or minutes, and how many milliseconds more. */
export function span(ms: number): { unit: "day" | "hour" | "minute"; count: number; over: number } {
  const [unit, size] =
    ms >= 2 * DAY ? (["day", DAY] as const) : ms >= HOUR ? (["hour", HOUR] as const) : (["minute", MINUTE] as const);
  return { unit, count: Math.floor(ms / size), over: ms % size };
}

/** A value with so many decimals. 99.999995 is not 100 when it is rounded down, and 0.29 × 100 is 29 however doubles have it. */
export function round(value: number, decimals: number, rounding: Rounding): number {
  const scaled = value * 10 ** decimals;
  const nearest = Math.round(scaled);
  const isWhole = Math.abs(scaled - nearest) <= 1e-9 * Math.max(1, Math.abs(scaled));
  const rounded =
    rounding === "nearest" || isWhole ? nearest : rounding === "down" ? Math.floor(scaled) : Math.ceil(scaled);
  return rounded / 10 ** decimals;
}

const SHORT: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };

export class Format {
  /** The language that figures are written in. */
  readonly locale: string;
  /** What currency amounts are in; null for plain numbers. */
  readonly currency: string | null;
  readonly #timeZone: string;
  readonly #offset: number;

  constructor({ locale, currency, timeZone, offset }: FormatOptions) {
    this.locale = locale;
    this.currency = currency;
    this.#timeZone = timeZone;
    this.#offset = offset;
  }

  /** A number with two decimals at most. */
  number(value: number, rounding: Rounding = "nearest"): string {
    const options: Intl.NumberFormatOptions = { maximumFractionDigits: 2 };
    return intl(Intl.NumberFormat, this.locale, options).format(round(value, 2, rounding));
  }

  /** What is gained, with its sign. */
  gain(value: number): string {
    const options: Intl.NumberFormatOptions = { signDisplay: "exceptZero", maximumFractionDigits: 2 };
    return intl(Intl.NumberFormat, this.locale, options).format(value);
  }

  percent(value: number): string {
    const options: Intl.NumberFormatOptions = { style: "percent" };
    return intl(Intl.NumberFormat, this.locale, options).format(value / 100);
  }

  /** An amount of money with the decimals of its currency, or none when it is whole. */
  money(value: number, currency: string, rounding: Rounding): string {
    const options = { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" } as Intl.NumberFormatOptions;
    const format = intl(Intl.NumberFormat, this.locale, options);
    return format.format(round(value, format.resolvedOptions().maximumFractionDigits ?? 2, rounding));
  }

  list(items: readonly string[]): string {
    return intl(Intl.ListFormat, this.locale, {}).format(items);
  }

  /** Short facts side by side, as in “3 of 5 visits, 60 %”; what is empty is left out. */
  facts(...items: (string | null)[]): string {
    const shown = items.filter((item): item is string => Boolean(item));
    const list = intl(Intl.ListFormat, this.locale, { type: "unit" } as Intl.ListFormatOptions);
    // Chinese has nothing between units, as in “5小时30分钟”: facts would run together.
    return list.format(["", ""]) ? list.format(shown) : shown.join("，");
  }

  /** The day of an instant, where the programme is. */
  day(instant: number, form: Intl.DateTimeFormatOptions = SHORT): string {
    return this.#dates(form, this.#timeZone).format(instant + this.#offset);
  }

  /** The civil day of an instant where the programme is, in days since 1970-01-01. */
  civilDay(instant: number): number {
    // Swedish dates are those of ISO 8601.
    const dates = intl(Intl.DateTimeFormat, "sv", { timeZone: this.#timeZone });
    return Date.parse(dates.format(instant + this.#offset)) / DAY;
  }

  /** From one civil day to another. They are days already: no zone moves them. */
  days(startDate: string, endDate: string): string {
    return this.#dates(SHORT, "UTC").formatRange(Date.parse(startDate), Date.parse(endDate));
  }

  /** A length of time, as in “3 days”. */
  duration(count: number, unit: "day" | "hour" | "minute"): string {
    const options: Intl.NumberFormatOptions = { style: "unit", unit, unitDisplay: "long" };
    return intl(Intl.NumberFormat, this.locale, options).format(count);
  }

  /** How long ago something was, as in “3 days ago”; 0 is now. */
  ago(count: number, unit: "day" | "hour" | "minute"): string {
    const options: Intl.RelativeTimeFormatOptions = { numeric: "auto" };
    const format = intl(Intl.RelativeTimeFormat, this.locale, options);
    return count ? format.format(-count, unit) : format.format(0, "second");
  }

  /** The plural category of a count. */
  plural(count: number): Intl.LDMLPluralRule {
    return intl(Intl.PluralRules, this.locale, {}).select(count);
  }

  #dates(form: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
    return intl(Intl.DateTimeFormat, this.locale, { ...form, timeZone });
  }
}
