/**
 * What the elements show, as markup: pure functions of figures and words.
 *
 * @module
 */

import type {
  AvailableGroup,
  CycleProgress,
  OverallTarget,
  Status,
  Step,
  StreakLevel,
  StreakSummary,
  UnifiedPeriod,
} from "../../generated/types.js";
import { DAY, HOUR } from "./format.js";
import { icon, type Icon } from "./icons.js";
import { type Child, h, type Markup } from "./markup.js";
import type { CheckedRank } from "./rank.js";
import type { Group } from "./view.js";
import { type Figures, isBroken, type Measured, type Words } from "./words.js";

/** A heading of a level from 1 to 6. @internal */
export const heading = (level: number, part: string, id: string, ...children: Child[]): Markup =>
  h(`h${level}`, { part, id, class: "heading" }, ...children);

/** Cycles that are settled say so with a mark; the others have a bar to say it. */
const MARKS: { readonly [status in Status]?: Icon } = {
  achieved: "check",
  "cap-reached": "limit",
  missed: "cross",
  upcoming: "later",
  unenrolled: "cross",
};

const STEP_MARKS: { readonly [state in Step["state"]]?: Icon } = {
  achieved: "check",
  missed: "cross",
  active: "clock",
};

const chip = (status: string, mark: Icon, text: string): Markup =>
  h("span", { part: "status", "data-status": status }, icon(mark), text);

const reached = (words: Words): Markup => h("p", {}, chip("achieved", "check", words.say("achieved")));

interface Bar {
  percent: number;
  shown: number;
  labelledBy: string;
  text: string;
  marks?: Child;
}

function bar({ percent, shown, labelledBy, text, marks }: Bar): Markup {
  const range = { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": shown };
  return h(
    "div",
    { part: "bar", role: "progressbar", "aria-labelledby": labelledBy, "aria-valuetext": text, ...range },
    h("div", { part: "fill", "--value": percent / 100 }),
    marks,
  );
}

/** The progress of a group: each of its cycles, or what has become of them. */
export function progress(words: Words, group: Group, level: number, prefix: string): Child {
  const { cycles, unified, achievedCycles, totalCycles, kind } = group;
  const [only] = cycles;
  const isOne = cycles.length === 1 && !unified;
  const title = isOne ? (only!.targetName ?? group.name) : (group.name ?? only?.targetName);
  const id = `${prefix}title`;
  // Test data and simple programmes call both the same.
  const over = isOne && group.name !== title ? group.name : null;
  const open = unified
    ? cycles.filter(({ isAchieved }) => !isAchieved).flatMap(({ targetName }) => targetName ?? [])
    : [];
  return [
    over && h("p", { part: "group" }, over),
    heading(level, "title", id, title ?? "…"),
    group.description && h("p", { part: "description" }, group.description),
    unified && whole(words, unified, open, id),
    unified?.overall && overall(words, unified.overall, `${prefix}overall`),
    cycles.map((one, place) =>
      cycle(words, one, isOne ? { id } : { id: `${prefix}target${place}`, name: one.targetName }),
    ),
    kind === "goal" &&
      totalCycles > 1 &&
      h("p", { part: "cycles" }, words.outOf("cycles", achievedCycles, totalCycles)),
  ];
}

/** What a unified group has come to as a whole; the bar is named by the element of this id. */
function whole(words: Words, unified: UnifiedPeriod, open: readonly string[], id: string): Markup {
  const { percent, displayPercent, isComplete, isAchieved, targetsAchieved } = unified;
  const figures = words.targets(unified);
  const needed = words.needed(unified);
  return h(
    "div",
    { part: "whole", "data-status": isAchieved && "achieved" },
    h("p", { class: "row" }, h("span", { part: "figures" }, figures), h("span", { part: "note" }, needed)),
    // Of targets that may be missing from the response nobody knows how far they have come.
    isComplete && bar({ percent, shown: displayPercent, labelledBy: id, text: words.facts(figures, needed) }),
    isAchieved
      ? reached(words)
      : open.length > 0 &&
          targetsAchieved > 0 &&
          h("p", { part: "note" }, words.say("stillOpen", { list: words.list(open) })),
  );
}

/** What the targets of a unified group must come to together. */
function overall(words: Words, one: OverallTarget, id: string): Markup {
  const { remaining, isAchieved } = one;
  return h(
    "div",
    { part: "overall", "data-status": isAchieved && "achieved" },
    h("p", { part: "name", id }, words.say("overall")),
    measure(words, one, id),
    isAchieved ? reached(words) : h("p", { part: "note" }, words.remaining(remaining, one)),
  );
}

/** “750 of 1,000 points”, how much that is, and the bar, where there is a goal; it is named by the element of this id. */
const measure = (words: Words, figures: Figures, labelledBy: string, marks?: Child): Child => [
  h(
    "p",
    { class: "row" },
    h(
      "span",
      { part: "figures" },
      words.figures(figures, (text) => h("strong", {}, text)),
    ),
    figures.displayPercent !== null && h("span", { part: "percent" }, words.percent(figures.displayPercent)),
  ),
  figures.percent !== null &&
    bar({
      percent: figures.percent,
      shown: figures.displayPercent ?? 0,
      labelledBy,
      text: words.value(figures),
      marks,
    }),
];

/** One cycle; the bar is named by the element of this id, which is made here when there is a name. */
function cycle(words: Words, cycle: CycleProgress, { id, name }: { id: string; name?: string | null }): Markup {
  const { status, kind, phase, endsAt, startDate, endDate, startsOnActivity } = cycle;
  const mark = MARKS[status];
  const standing = words.standing(cycle);
  const isOpen = phase === "active" && !cycle.isAchieved && status !== "unenrolled";
  const pace = isOpen && words.pace(cycle);
  return h(
    "div",
    { part: "target", key: cycle.periodId ?? cycle.refCode, "data-status": status, "data-kind": kind },
    name !== undefined && h("p", { part: "name", id }, name ?? "…"),
    measure(words, cycle, id, milestones(cycle)),
    rewards(words, cycle),
    h(
      "p",
      { class: "row" },
      mark ? chip(status, mark, standing) : h("span", { part: "note" }, standing),
      h("span", { part: "note" }, words.surplus(cycle) || words.trigger(cycle)),
    ),
    h(
      "p",
      { class: "row", part: "time" },
      isOpen && startsOnActivity
        ? chip("waiting", "later", words.say("startsOnActivity"))
        : isOpen && endsAt !== null
          ? h("span", { class: "with-icon" }, icon("clock"), words.left(endsAt))
          : startDate !== null && endDate !== null && h("span", {}, words.days(startDate, endDate)),
      pace && h("span", { part: "pace", "data-pace": cycle.pace?.status }, pace),
    ),
  );
}

/** Where the triggers of a cycle stand on its bar. The end of the bar needs no mark. */
const milestones = ({ triggers, target, kind }: CycleProgress): Child =>
  kind === "goal" &&
  triggers.map(
    ({ threshold, isTarget, isAchieved }) =>
      !isTarget &&
      threshold !== null &&
      target !== null &&
      threshold > 0 &&
      threshold < target &&
      h("i", { part: "milestone", "data-achieved": isAchieved, "--value": threshold / target }),
  );

/** What the triggers of a cycle give, where one of them gives something. */
function rewards(words: Words, cycle: CycleProgress): Child {
  const gains = cycle.triggers.map((trigger) => ({ trigger, gain: words.points(trigger.points) }));
  if (cycle.kind === "cap" || !gains.some(({ gain }) => gain)) return null;
  // The target has a name already, and its trigger's is the server's own.
  const shown = gains.filter(({ trigger, gain }) => gain || !trigger.isTarget);
  return h(
    "ul",
    { part: "triggers", role: "list" },
    shown.map(({ trigger: { id, name, threshold, isTarget, isAchieved }, gain }) =>
      h(
        "li",
        { part: "trigger", key: id },
        isAchieved && [icon("check"), h("span", { class: "spoken" }, words.say("achieved"))],
        h("span", {}, isTarget && threshold !== null ? words.amount(threshold, cycle) : name),
        h("span", { part: "gain" }, gain),
      ),
    ),
  );
}

/** How long a streak is, or was. @internal */
export function run(words: Words, one: StreakSummary): Markup {
  const lost = isBroken(one);
  return h(
    "p",
    { part: "run", "data-count": lost ? 0 : one.current },
    icon(lost ? "cross" : "flame"),
    words.streak(one),
  );
}

/** The streak of a group. */
export function streak(words: Words, one: StreakSummary, level: number, prefix: string, title: Child): Child {
  const { levels, atRisk, deadline } = one;
  // Before the customer took part there was nothing to achieve.
  const steps = one.steps.filter(({ state }) => state !== "not-enrolled");
  const lost = isBroken(one);
  return [
    title && heading(level, "title", `${prefix}streak`, title),
    run(words, one),
    atRisk &&
      deadline !== null &&
      h("p", { part: "notice risk" }, icon("alert"), h("span", {}, words.left(deadline, "atRisk"))),
    steps.length > 0 &&
      h(
        "ol",
        { part: "steps", role: "list", "aria-label": words.say("steps"), "data-unit": areDays(steps) && "day" },
        steps.map((step) => stepItem(words, step)),
      ),
    levels.length > 0 &&
      h(
        "ul",
        { part: "levels", role: "list" },
        levels.map((one, place) => levelItem(words, one, `${prefix}level${place}`, lost)),
      ),
  ];
}

/** Whether steps are days, of which seven stand in a row; some have an hour more. */
const areDays = (steps: readonly Step[]): boolean =>
  steps.every(({ startsAt, endsAt }) => startsAt !== null && endsAt !== null && endsAt - startsAt <= DAY + HOUR);

function stepItem(words: Words, step: Step): Markup {
  const mark = STEP_MARKS[step.state];
  return h(
    "li",
    { part: "step", key: step.periodId ?? step.refCode, "data-state": step.state },
    h("span", { class: "mark", "aria-hidden": "true" }, mark && icon(mark)),
    h("span", { class: "when", "aria-hidden": "true" }, words.stepLabel(step)),
    h("span", { class: "spoken" }, words.step(step)),
  );
}

/** A level; that its streak is broken is not said twice. */
function levelItem(words: Words, one: StreakLevel, id: string, isSaid: boolean): Markup {
  const standing = words.levelStanding(one);
  const figures = words.level(one);
  const isAchieved = one.status === "achieved";
  return h(
    "li",
    {
      part: "level",
      key: one.streakId,
      "data-status": one.reachable === false && !isAchieved ? "unreachable" : one.status,
    },
    h(
      "p",
      { class: "row" },
      h("span", { part: "name", id }, one.name ?? figures),
      h("span", { part: "percent" }, figures),
    ),
    one.percent !== null &&
      bar({
        percent: one.percent,
        shown: one.displayPercent ?? 0,
        labelledBy: id,
        text: words.facts(figures, standing),
      }),
    standing &&
      !(isSaid && one.status === "broken" && one.reachable !== false) &&
      h("p", { class: "row" }, chip(isAchieved ? "achieved" : "missed", isAchieved ? "check" : "cross", standing)),
  );
}

/** Where the customer stands among others: what the page puts there, or else the rank that it gave. @internal */
export function rank(words: Words, one: CheckedRank | null, measured: Measured = { unit: "value" }): Markup {
  return h(
    "slot",
    { name: "rank" },
    one &&
      h(
        "p",
        { class: "row", part: "rank" },
        h("strong", {}, words.rank(one, measured)),
        one.at !== null && h("span", { part: "note" }, words.age(one.at)),
      ),
  );
}

/** What the customer could take part in. */
export function offers(words: Words, groups: readonly AvailableGroup[], level: number): Child {
  return (
    groups.length > 0 && [
      heading(level, "offers", "offers", words.say("available")),
      h(
        "ul",
        { part: "cards", role: "list" },
        groups.map(({ id, name, description }) =>
          h(
            "li",
            { part: "card offer", key: id },
            h("p", { part: "name" }, name ?? "…"),
            description && h("p", { part: "description" }, description),
          ),
        ),
      ),
    ]
  );
}
