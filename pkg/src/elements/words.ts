/**
 * Figures in words: pure functions of figures, a language, and messages. They know no page and no clock.
 *
 * @module
 */

import type {
  CycleProgress,
  Event,
  Kind,
  Step,
  StreakLevel,
  StreakSummary,
  TriggerPoints,
  UnifiedPeriod,
  Unit,
} from "../../generated/types.js";
import { DAY, Format, HOUR, MINUTE, round, type Rounding, span } from "./format.js";
import { isRightToLeft, languageOf, languages, type Messages } from "./languages.js";
import type { Ticking } from "./markup.js";
import { en } from "./messages/en.js";
import type { CheckedRank } from "./rank.js";

/** What words depend on. */
export interface WordsOptions {
  /** The language of the page, a BCP 47 tag; English where its messages are not to be had. */
  lang: string;
  /** Texts in place of the built-in ones. */
  messages: Partial<Messages> | null;
  /** What currency amounts are in, an ISO 4217 code; plain numbers without one. */
  currency: string | null;
  /** The time zone of the programme, an IANA name. */
  timeZone: string;
  /** Milliseconds to add to instants before they are shown, where the zone is known as an offset alone. */
  offset: number;
}

/** What has amounts in a unit. */
export interface Measured {
  unit: Unit;
  /** The name of an alternate currency. */
  unitName?: string | null;
}

/** What has come some way to a target: a cycle, or the overall target of a unified group. */
export interface Figures extends Measured {
  /** Null where it cannot be read. */
  achieved: number | null;
  target: number | null;
  /** Null without a goal. */
  percent: number | null;
  displayPercent: number | null;
  kind?: Kind;
}

/** The steps of a streak, in the messages' names. */
const STEPS = {
  achieved: "achieved",
  missed: "missed",
  ended: "ended",
  "not-enrolled": "ended",
  active: "stepActive",
  upcoming: "stepUpcoming",
} as const;

/** Whether a streak is broken although it is counted: the server starts anew at the next activity only. */
export const isBroken = ({ nextLevel, current }: StreakSummary): boolean =>
  nextLevel?.status === "broken" && current > 0;

export class Words extends Format {
  readonly isRightToLeft: boolean;
  readonly #messages: Messages;

  constructor({ lang, messages, currency, timeZone, offset }: WordsOptions) {
    const language = languageOf(lang);
    const isKnown = languages[language] !== undefined;
    // What is no code at all would make every amount an error.
    const isCurrency = currency !== null && /^[a-z]{3}$/i.test(currency);
    super({ locale: isKnown ? lang : "en", currency: isCurrency ? currency : null, timeZone, offset });
    this.isRightToLeft = isRightToLeft(isKnown ? language : "en");
    this.#messages = { ...en, ...languages[language], ...messages };
  }

  /** A message with its places filled: pieces of text and whatever the places got, in the language's order. */
  fill<T>(name: keyof Messages, values: Record<string, T>, count?: number): (string | T)[] {
    const message = this.#messages[name] ?? "";
    const category = count === undefined || typeof message === "string" ? "other" : this.plural(count);
    const text = typeof message === "string" ? message : (message[category] ?? message.other);
    return text
      .split(/\{(\w+)\}/)
      .map((piece, index) => (index % 2 && Object.hasOwn(values, piece) ? values[piece]! : piece));
  }

  /** The same as one text. */
  say(name: keyof Messages, values: Record<string, string> = {}, count?: number): string {
    return this.fill(name, values, count).join("");
  }

  /** A value in its unit. */
  amount(value: number, { unit, unitName }: Measured, rounding: Rounding = "nearest", form: "" | "Of" = ""): string {
    if (unit === "currency" && this.currency) return this.money(value, this.currency, rounding);
    const n = this.number(value, rounding);
    if (unitName) return `${n} ${this.#named(unitName)}`;
    if (unit !== "visits" && unit !== "points" && unit !== "quantity") return n;
    return this.say(`${unit}${this.#messages[`${unit}Of`] ? form : ""}`, { n }, round(value, 2, rounding));
  }

  /** How long is left until an instant. */
  left(endsAt: number, name: "timeLeft" | "atRisk" = "timeLeft"): Ticking {
    return (now) => {
      const left = endsAt - now;
      if (left <= 0) return { text: this.say("ended"), until: Infinity };
      const { unit, count, over } = span(left);
      const time = this.duration(Math.max(count, 1), unit);
      // A millisecond after the whole, for then it is less; the last minute lasts to the end.
      return { text: this.say(name, { time }), until: count ? now + over + 1 : endsAt };
    };
  }

  /** How old something is. */
  age(instant: number): Ticking {
    return (now) => {
      const { unit, count, over } = span(Math.max(0, now - instant));
      const size = { day: DAY, hour: HOUR, minute: MINUTE }[unit];
      return { text: this.say("stale", { age: this.ago(count, unit) }), until: now + size - over };
    };
  }

  /** “750 of 1,000 points”; `emphasize` gets the figure that was achieved. */
  figures<T = string>(figures: Figures, emphasize?: (text: string) => T): (string | T)[] {
    const { achieved, target, percent, unit, kind } = figures;
    if (achieved === null) return [this.say("unavailable")];
    const mark = emphasize ?? ((text: string) => text as T);
    if (percent === null || target === null) return [mark(this.amount(achieved, figures))];
    const own = unit === "currency" ? this.amount(achieved, figures, "down") : this.number(achieved, "down");
    return this.fill<T | string>(kind === "cap" ? "ofLimit" : "of", {
      achieved: mark(own),
      target: this.amount(target, figures, "nearest", "Of"),
    });
  }

  /** Everything a bar shows, for those who do not see it. */
  value(figures: Figures): string {
    const { displayPercent } = figures;
    return this.facts(this.figures(figures).join(""), displayPercent === null ? null : this.percent(displayPercent));
  }

  /** “250 points to go” */
  remaining(remaining: number, of: Measured): string {
    return this.#about("remaining", remaining, of);
  }

  /** What a cycle has come to. */
  standing(cycle: CycleProgress): string {
    const { status, remaining, surplus, achievedAt, startsAt, phase } = cycle;
    switch (status) {
      case "achieved":
        return this.achieved(achievedAt);
      case "cap-reached":
        return this.say("limitReached");
      case "within-cap":
        if (phase === "ended") return this.say("ended");
        return remaining === null ? "" : this.#about("withinLimit", remaining, cycle);
      case "upcoming":
        return startsAt === null ? this.say("upcoming") : this.say("startsOn", { date: this.day(startsAt) });
      case "missed":
        return remaining === null ? this.say("missed") : this.#about("missedBy", remaining, cycle);
      case "ended":
        return this.say("ended");
      case "unenrolled":
        return this.say("unenrolled");
      default:
        if (remaining !== null) return this.remaining(remaining, cycle);
        return surplus === null ? "" : this.say("achieved");
    }
  }

  /** That something is achieved, and when if that is known. */
  achieved(achievedAt: number | null): string {
    return achievedAt === null ? this.say("achieved") : this.say("achievedOn", { date: this.day(achievedAt) });
  }

  /** What is over the target; empty when nothing is. */
  surplus(cycle: CycleProgress): string {
    const { surplus } = cycle;
    return surplus ? this.#about("over", surplus, cycle, "down") : "";
  }

  /** The next trigger and the way to it; empty when there is none to go for. */
  trigger(cycle: CycleProgress): string {
    const { nextTrigger, phase, kind } = cycle;
    if (!nextTrigger || nextTrigger.remaining === null || phase !== "active" || kind === "cap") return "";
    return this.#about("nextTrigger", nextTrigger.remaining, cycle, "up", { name: this.#named(nextTrigger.name) });
  }

  /** Whether somebody is on course; empty when that cannot be said or no longer matters. */
  pace(cycle: CycleProgress): string {
    const { pace, daysLeft, remaining } = cycle;
    if (!pace || pace.status === "achieved") return "";
    if (pace.status === "ahead") return this.say("ahead");
    // With less than a day left, a rate a day says nothing that the remainder does not.
    if (!pace.requiredPerDay || !daysLeft) return this.say("behind");
    // Half a visit cannot be made, half a dollar can be spent.
    const isDivisible = cycle.unit === "currency" || cycle.unit === "value";
    const rate = isDivisible ? pace.requiredPerDay : Math.ceil(pace.requiredPerDay);
    return this.say("behindBy", { amount: this.amount(Math.min(rate, remaining ?? rate), cycle, "up") });
  }

  /** “2 of 3 targets achieved” */
  outOf(name: "cycles" | "targets", count: number, all: number): string {
    return this.say(name, { n: this.number(count), total: this.number(all) }, all);
  }

  /** What the targets of a unified group have come to. Where some may be missing from the response, nobody knows of how many. */
  targets({ targetsAchieved, targetsTotal, isComplete }: UnifiedPeriod): string {
    if (isComplete) return this.outOf("targets", targetsAchieved, targetsTotal);
    return this.say("targetsAchieved", { n: this.number(targetsAchieved) }, targetsAchieved);
  }

  /** “2 of 3 needed”; empty where all are, or where that is no number. */
  needed({ targetsNeeded, targetsTotal, isComplete }: UnifiedPeriod): string {
    if (targetsNeeded === null || targetsNeeded >= targetsTotal || !isComplete) return "";
    return this.say("needed", { n: this.number(targetsNeeded), total: this.number(targetsTotal) }, targetsNeeded);
  }

  /** “+100 points”; empty for none. */
  points(points: TriggerPoints | null): string {
    const sum = Object.values(points ?? {}).reduce<number>((sum, gain: number | null) => sum + (gain ?? 0), 0);
    return sum > 0 ? this.say("points", { n: this.gain(sum) }, sum) : "";
  }

  /** “4 in a row”, or that it was. */
  streak(streak: StreakSummary): string {
    const { current } = streak;
    return isBroken(streak) ? this.say("brokenRun", { n: this.number(current) }, current) : this.run(streak, current);
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
    if (status === "achieved") return this.achieved(achievedAt);
    if (reachable === false) return this.say("levelUnreachable");
    return status === "broken" ? this.say("broken") : "";
  }

  step(step: Step): string {
    return this.facts(step.startsAt === null ? step.refCode : this.day(step.startsAt), this.say(STEPS[step.state]));
  }

  /** A step in as few letters as tell it from its neighbours. */
  stepLabel({ startsAt, endsAt, refCode }: Step): string {
    if (startsAt === null || endsAt === null) return refCode ?? "";
    return this.day(startsAt, endsAt - startsAt < 28 * DAY ? { day: "numeric" } : { month: "short" });
  }

  /** “Rank 12 of 240”, and what for. */
  rank({ rank, of, value }: CheckedRank, measured: Measured): string {
    const place = this.number(rank);
    return this.facts(
      of === null ? this.say("rank", { rank: place }) : this.say("rankOf", { rank: place, total: this.number(of) }),
      value === null ? null : this.amount(value, measured),
    );
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
      case "target-lost":
      case "unified-lost":
        return this.say("lost");
      case "unified-achieved":
        return this.say("achieved");
      default:
        return "";
    }
  }

  /** A sentence about an amount, in the plural of the figure that is shown: 0.996 points are shown as 1. */
  #about(
    name: keyof Messages,
    value: number,
    of: Measured,
    rounding: Rounding = "up",
    values: Record<string, string> = {},
  ): string {
    return this.say(name, { amount: this.amount(value, of, rounding), ...values }, round(value, 2, rounding));
  }

  /** A name among words that may run the other way. */
  #named(name: string | null): string {
    return this.isRightToLeft ? `\u2068${name ?? ""}\u2069` : (name ?? "");
  }
}
