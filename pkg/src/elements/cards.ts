/**
 * What the elements show, as markup: pure functions of figures and words.
 *
 * @module
 */

import type { AvailableGroup, CycleProgress, Status, Step, StreakLevel, StreakSummary } from "../../generated/types.js";
import { icon, type Icon } from "./icons.js";
import { type Child, h, type Markup } from "./markup.js";
import type { CheckedRank } from "./rank.js";
import type { Group } from "./view.js";
import type { Measured, Words } from "./words.js";

/** A heading of a level from 1 to 6. */
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
    unified && [
      h("p", { part: "figures" }, words.outOf("targets", unified.targetsAchieved, unified.targetsTotal)),
      bar({
        percent: unified.percent,
        shown: Math.floor(unified.percent),
        labelledBy: id,
        text: words.outOf("targets", unified.targetsAchieved, unified.targetsTotal),
      }),
      open.length > 0 &&
        unified.targetsAchieved > 0 &&
        h("p", { part: "note" }, words.say("stillOpen", { list: words.list(open) })),
    ],
    cycles.map((one, place) =>
      cycle(words, one, isOne ? { id } : { id: `${prefix}target${place}`, name: one.targetName }),
    ),
    kind === "goal" &&
      totalCycles > 1 &&
      h("p", { part: "cycles" }, words.outOf("cycles", achievedCycles, totalCycles)),
  ];
}

/** One cycle; the bar is named by the element of this id, which is made here when there is a name. */
function cycle(words: Words, cycle: CycleProgress, { id, name }: { id: string; name?: string | null }): Markup {
  const { status, percent, displayPercent, kind, phase, endsAt, startDate, endDate } = cycle;
  const mark = MARKS[status];
  const standing = words.standing(cycle);
  const isOpen = phase === "active" && !cycle.isAchieved && status !== "unenrolled";
  const pace = isOpen && words.pace(cycle);
  return h(
    "div",
    { part: "target", key: cycle.periodId ?? cycle.refCode, "data-status": status, "data-kind": kind },
    name !== undefined && h("p", { part: "name", id }, name ?? "…"),
    h(
      "p",
      { class: "row" },
      h(
        "span",
        { part: "figures" },
        words.figures(cycle, (text) => h("strong", {}, text)),
      ),
      displayPercent !== null && h("span", { part: "percent" }, words.percent(displayPercent)),
    ),
    percent !== null &&
      bar({ percent, shown: displayPercent ?? 0, labelledBy: id, text: words.value(cycle), marks: milestones(cycle) }),
    h(
      "p",
      { class: "row" },
      mark ? chip(status, mark, standing) : h("span", { part: "note" }, standing),
      h("span", { part: "note" }, words.surplus(cycle) || words.trigger(cycle)),
    ),
    h(
      "p",
      { class: "row", part: "time" },
      isOpen && endsAt !== null
        ? h("span", { class: "with-icon" }, icon("clock"), words.left(endsAt))
        : startDate !== null && endDate !== null && h("span", {}, words.days(startDate, endDate)),
      pace && h("span", { part: "pace", "data-pace": cycle.pace?.status }, pace),
    ),
  );
}

/** Where the triggers of a cycle stand on its bar. */
const milestones = ({ triggers, target, kind }: CycleProgress): Child =>
  kind === "goal" &&
  triggers.map(
    ({ threshold, isAchieved }) =>
      threshold !== null &&
      target !== null &&
      threshold > 0 &&
      threshold < target &&
      h("i", { part: "milestone", "data-achieved": isAchieved, "--value": threshold / target }),
  );

/** The streak of a group. */
export function streak(words: Words, one: StreakSummary, level: number, prefix: string, title: Child): Child {
  const { levels, nextLevel, steps, atRisk, deadline } = one;
  // The server's count is the one to show; all levels of a streak count the same.
  const count = nextLevel?.current ?? levels.reduce((most, { current }) => Math.max(most, current), 0);
  return [
    title && heading(level, "title", `${prefix}streak`, title),
    h("p", { part: "run", "data-count": count }, icon("flame"), words.run(one, count)),
    atRisk &&
      deadline !== null &&
      h("p", { part: "notice risk" }, icon("alert"), h("span", {}, words.left(deadline, "atRisk"))),
    steps.length > 0 &&
      h(
        "ol",
        { part: "steps", role: "list", "aria-label": words.say("steps") },
        steps.map((step) => stepItem(words, step)),
      ),
    levels.length > 0 &&
      h(
        "ul",
        { part: "levels", role: "list" },
        levels.map((one, place) => levelItem(words, one, `${prefix}level${place}`)),
      ),
  ];
}

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

function levelItem(words: Words, one: StreakLevel, id: string): Markup {
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
      h("p", { class: "row" }, chip(isAchieved ? "achieved" : "missed", isAchieved ? "check" : "cross", standing)),
  );
}

/** Where the customer stands among others: what the page puts there, or else the rank that it gave. */
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
