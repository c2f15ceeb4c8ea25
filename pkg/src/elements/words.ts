/**
 * Figures in words: pure functions of figures, a language, and messages. They know no page and no clock.
 *
 * @module
 */

import type { CycleProgress, Event, Step, StreakLevel, StreakSummary, Unit } from "../../generated/types.js";
import { isRightToLeft, languageOf, languages, type Messages } from "./languages.js";
import { en } from "./messages/en.js";
import type { Ticking } from "./markup.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far a moment is: whole days, hours or minutes, and how much of the time is over these. */
function span(ms: number): { unit: "day" | "hour" | "minute"; count: number; over: number } {
  const [unit, size] =
    ms >= 2 * DAY ? (["day", DAY] as const) : ms >= HOUR ? (["hour", HOUR] as const) : (["minute", MINUTE] as const);
  return { unit, count: Math.floor(ms / size), over: ms % size };
}

const formats = new Map<string, unknown>();

/** A format of `Intl`, made once: that is slow, and a page has many widgets. */
function intl<O, F>(Format: new (locale: string, options: O) => F, locale: string, options: O): F {
  const key = Format.name + locale + JSON.stringify(options);
  let format = formats.get(key) as F | undefined;
  if (!format) {
    format = new Format(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** What words depend on. */
export interface Manner {
  /** The language of the page, a BCP 47 tag; English where its messages are not to be had. */
  lang: string;
  /** Texts in place of the built-in ones. */
  messages: Partial<Messages> | null;
  /** What currency amounts are in, an ISO 4217 code; plain numbers without one. */
  currency: string | null;
  /** The time zone of the programme, an IANA name. */
  timeZone: string;
}

const SHORT: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };

/** The steps of a streak, in the messages' names. */
const STEPS = {
  achieved: "achieved",
  missed: "missed",
  ended: "ended",
  "not-enrolled": "ended",
  active: "stepActive",
  upcoming: "stepUpcoming",
} as const;

export class Words {
  /** The language that is spoken. */
  readonly locale: string;
  readonly isRightToLeft: boolean;
  readonly #messages: Messages;
  readonly #currency: string | null;
  readonly #timeZone: string;

  constructor({ lang, messages, currency, timeZone }: Manner) {
    const language = languageOf(lang);
    const known = languages[language] ? language : "en";
    this.locale = known === language ? lang : known;
    this.isRightToLeft = isRightToLeft(known);
    this.#messages = { ...en, ...languages[known], ...messages };
    // What is no code at all would make every amount an error.
    this.#currency = currency && /^[a-z]{3}$/i.test(currency) ? currency : null;
    this.#timeZone = timeZone;
  }

  /** A message with its places filled: pieces of text and whatever the places got, in the language's order. */
  fill<T>(name: keyof Messages, values: Record<string, T>, count?: number): (string | T)[] {
    const message = this.#messages[name] ?? "";
    const category =
      count === undefined || typeof message === "string"
        ? "other"
        : intl(Intl.PluralRules, this.locale, {}).select(count);
    const text = typeof message === "string" ? message : (message[category] ?? message.other);
    return text
      .split(/\{(\w+)\}/)
      .map((piece, index) => (index % 2 && Object.hasOwn(values, piece) ? values[piece]! : piece));
  }

  /** The same as one text. */
  say(name: keyof Messages, values: Record<string, string> = {}, count?: number): string {
    return this.fill(name, values, count).join("");
  }

  number(value: number): string {
    return intl(Intl.NumberFormat, this.locale, { maximumFractionDigits: 2 } as Intl.NumberFormatOptions).format(value);
  }

  percent(value: number): string {
    return intl(Intl.NumberFormat, this.locale, { style: "percent" } as Intl.NumberFormatOptions).format(value / 100);
  }

  /** A value in its unit. */
  amount(value: number, unit: Unit, form: "" | "Of" = ""): string {
    if (unit === "currency" && this.#currency) {
      const options = {
        style: "currency",
        currency: this.#currency,
        trailingZeroDisplay: "stripIfInteger",
      } as Intl.NumberFormatOptions;
      return intl(Intl.NumberFormat, this.locale, options).format(value);
    }
    const n = this.number(value);
    if (unit !== "visits" && unit !== "points" && unit !== "quantity") return n;
    return this.say(`${unit}${this.#messages[`${unit}Of`] ? form : ""}`, { n }, value);
  }

  day(instant: number): string {
    return this.#dates().format(instant);
  }

  /** From one civil day to another. They are days already: no zone moves them. */
  days(startDate: string, endDate: string): string {
    return this.#dates(SHORT, "UTC").formatRange(Date.parse(startDate), Date.parse(endDate));
  }

  list(items: readonly string[]): string {
    return intl(Intl.ListFormat, this.locale, {}).format(items);
  }

  /** Short facts side by side, as in “3 of 5 visits, 60 %”. */
  facts(...items: (string | null)[]): string {
    const shown = items.filter((item) => item !== null && item !== "") as string[];
    const options = { type: "unit" } as const;
    const list = intl(Intl.ListFormat, this.locale, options);
    // Chinese has nothing between units, as in “5小时30分钟”: facts would run together.
    return list.format(["", ""]) ? list.format(shown) : shown.join("，");
  }

  /** How long is left until an instant. */
  left(endsAt: number, name: "timeLeft" | "atRisk" = "timeLeft"): Ticking {
    return (now) => {
      const left = endsAt - now;
      if (left <= 0) return { text: this.say("ended"), until: Infinity };
      const { unit, count, over } = span(left);
      const options = { style: "unit", unit, unitDisplay: "long" } as const;
      const time = intl(Intl.NumberFormat, this.locale, options as Intl.NumberFormatOptions).format(Math.max(count, 1));
      // A millisecond after the whole, for then it is less; the last minute lasts to the end.
      return { text: this.say(name, { time }), until: count ? now + over + 1 : endsAt };
    };
  }

  /** How old something is. */
  age(instant: number): Ticking {
    return (now) => {
      const { unit, count, over } = span(Math.max(0, now - instant));
      const relative = intl(Intl.RelativeTimeFormat, this.locale, {
        numeric: "auto",
      } as Intl.RelativeTimeFormatOptions);
      const age = count ? relative.format(-count, unit) : relative.format(0, "second");
      const size = { day: DAY, hour: HOUR, minute: MINUTE }[unit];
      return { text: this.say("stale", { age }), until: now + size - over };
    };
  }

  /** “750 of 1,000 points”; `emphasize` gets the figure that was achieved. */
  figures<T = string>(cycle: CycleProgress, emphasize?: (text: string) => T): (string | T)[] {
    const { target, unit, kind, ratio } = cycle;
    const achieved = cycle.achieved ?? 0;
    const mark = emphasize ?? ((text: string) => text as T);
    if (ratio === null || target === null) return [mark(this.amount(achieved, unit))];
    const own = unit === "currency" ? this.amount(achieved, unit) : this.number(achieved);
    return this.fill<T | string>(kind === "cap" ? "ofLimit" : "of", {
      achieved: mark(own),
      target: this.amount(target, unit, "Of"),
    });
  }

  /** Everything a bar shows, for those who do not see it. */
  value(cycle: CycleProgress): string {
    return this.facts(
      this.figures(cycle).join(""),
      cycle.displayPercent === null ? null : this.percent(cycle.displayPercent),
    );
  }

  /** What a cycle has come to. */
  standing(cycle: CycleProgress): string {
    const { status, remaining, surplus, unit, achievedAt, startsAt } = cycle;
    const amount = remaining === null ? null : this.amount(remaining, unit);
    switch (status) {
      case "achieved":
        return achievedAt === null ? this.say("achieved") : this.say("achievedOn", { date: this.day(achievedAt) });
      case "cap-reached":
        return this.say("limitReached");
      case "within-cap":
        return amount === null ? "" : this.say("withinLimit", { amount }, remaining!);
      case "upcoming":
        return startsAt === null ? this.say("upcoming") : this.say("startsOn", { date: this.day(startsAt) });
      case "missed":
        return amount === null ? this.say("missed") : this.say("missedBy", { amount }, remaining!);
      case "unenrolled":
        return this.say("unenrolled");
      default:
        return amount === null
          ? surplus === null
            ? ""
            : this.say("achieved")
          : this.say("remaining", { amount }, remaining!);
    }
  }

  /** What is over the target; empty when nothing is. */
  surplus({ surplus, unit }: CycleProgress): string {
    return surplus ? this.say("over", { amount: this.amount(surplus, unit) }, surplus) : "";
  }

  /** The next trigger and the way to it; empty when there is none to go for. */
  trigger({ nextTrigger, unit, phase, kind }: CycleProgress): string {
    if (!nextTrigger || nextTrigger.remaining === null || phase !== "active" || kind === "cap") return "";
    return this.say(
      "nextTrigger",
      { amount: this.amount(nextTrigger.remaining, unit), name: this.#named(nextTrigger.name) },
      nextTrigger.remaining,
    );
  }

  /** Whether somebody is on course; empty when that cannot be said or no longer matters. */
  pace({ pace, unit, daysLeft }: CycleProgress): string {
    if (!pace || pace.status === "achieved") return "";
    if (pace.status === "ahead") return this.say("ahead");
    // With less than a day left, a rate a day says nothing that the remainder does not.
    if (!pace.requiredPerDay || !daysLeft) return this.say("behind");
    return this.say("behindBy", { amount: this.amount(Math.ceil(pace.requiredPerDay), unit) });
  }

  /** “2 of 3 targets achieved” */
  outOf(name: "cycles" | "targets", count: number, all: number): string {
    return this.say(name, { n: this.number(count), total: this.number(all) }, all);
  }

  /** “4 in a row” */
  run(streak: { continuous: boolean }, count: number): string {
    return this.say(streak.continuous ? "run" : "runWithGaps", { n: this.number(count) }, count);
  }

  /** “4 of 7”; of a level that is reached no more than it takes, though the count goes on. */
  level({ current, goal, status }: StreakLevel): string {
    if (goal === null) return this.number(current);
    // What was reached stays reached, whatever the streak has come to since.
    return this.say("of", { achieved: this.number(status === "achieved" ? goal : current), target: this.number(goal) });
  }

  levelStanding({ status, reachable, achievedAt }: StreakLevel): string {
    if (status === "achieved")
      return achievedAt === null ? this.say("achieved") : this.say("achievedOn", { date: this.day(achievedAt) });
    if (reachable === false) return this.say("levelUnreachable");
    return status === "broken" ? this.say("broken") : "";
  }

  step(step: Step): string {
    return this.facts(step.startsAt === null ? step.refCode : this.day(step.startsAt), this.say(STEPS[step.state]));
  }

  /** A step in as few letters as tell it from its neighbours. */
  stepLabel({ startsAt, endsAt, refCode }: Step): string {
    if (startsAt === null || endsAt === null) return refCode ?? "";
    return this.#dates(endsAt - startsAt < 28 * DAY ? { day: "numeric" } : { month: "short" }).format(startsAt);
  }

  /** An event as a sentence; empty for what another event of the same moment says better. */
  event(event: Event, cycle: CycleProgress | undefined, streak: StreakSummary | null | undefined): string {
    const text = this.#news(event, cycle, streak);
    return text && this.say("event", { name: this.#named(event.targetName ?? event.groupName), text });
  }

  #news(event: Event, cycle: CycleProgress | undefined, streak: StreakSummary | null | undefined): string {
    switch (event.type) {
      case "enrolled":
        return this.say("enrolled");
      case "unenrolled":
        return this.say("unenrolled");
      case "cycle-started":
        return this.say("cycleStarted");
      case "progressed":
        if (cycle?.isAchieved && cycle.kind === "goal") return "";
        return cycle ? this.figures(cycle).join("") : this.number(event.to ?? 0);
      case "trigger-achieved":
        return this.say("reached", { name: this.#named(event.triggerName) });
      case "level-achieved":
        return this.say("reached", { name: this.#named(event.streakName) });
      case "target-achieved":
        return this.say("achieved");
      case "cap-reached":
        return this.say("limitReached");
      case "streak-extended":
        return this.run(streak ?? { continuous: true }, event.to ?? 0);
      case "streak-broken":
        return this.say("broken");
      case "level-lost":
        return this.say("levelLost", { name: this.#named(event.streakName) });
      case "unified-achieved":
        return this.say("achieved");
      default:
        return "";
    }
  }

  /** A name among words that may run the other way. */
  #named(name: string | null): string {
    return this.isRightToLeft ? `\u2068${name ?? ""}\u2069` : (name ?? "");
  }

  #dates(form: Intl.DateTimeFormatOptions = SHORT, timeZone = this.#timeZone): Intl.DateTimeFormat {
    return intl(Intl.DateTimeFormat, this.locale, { ...form, timeZone } as Intl.DateTimeFormatOptions);
  }
}
