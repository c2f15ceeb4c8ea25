// A card for each definition of an organisation's list.

import { element } from "../dom.js";
import { amount, counted, day, days, list, number } from "./words.js";

const EVALUATIONS = {
  "fixed-calendar": "Periods of the calendar",
  cyclic: "From the first activity on, again and again",
  "period-agnostic": "One after another, no deadline",
  unknown: "Unknown periods",
};

export function definitionCard(definition, timeZone) {
  const { activePeriod, createdAt, description, evaluation, isRunning, periods, streakLevels, targets } = definition;
  const name = definition.name ?? `Group ${definition.id}`;
  const levels = streakLevels.map((level) => `${level.name ?? level.id} at ${number(level.goal ?? 0)}`);
  return element(
    "article",
    { class: isRunning ? "card running" : "card", "aria-label": name },
    element(
      "header",
      {},
      element("h2", {}, name),
      element("p", { class: "kind" }, `${EVALUATIONS[evaluation]} · ${isRunning ? "runs now" : "does not run now"}`),
    ),
    description && element("p", { class: "kind" }, description),
    activePeriod?.startDate &&
      element(
        "p",
        { class: "kind" },
        `${activePeriod.refCode ?? "Period"}: ${days(activePeriod.startDate, activePeriod.endDate)}`,
      ),
    element(
      "ul",
      { class: "targets" },
      targets.map((target) => element("li", {}, targetText(target, activePeriod))),
    ),
    targets.length > 1 && element("p", { class: "kind" }, together(definition)),
    levels.length > 0 && element("p", { class: "kind" }, `Streak levels: ${list(levels)}`),
    element(
      "p",
      { class: "kind" },
      [
        periods.length > 0 && counted(periods.length, { one: "period", other: "periods" }),
        createdAt !== null && `created ${day(createdAt, timeZone)}`,
      ]
        .filter(Boolean)
        .join(" · "),
    ),
  );
}

function targetText({ name, id, unit, defaultValues, triggers }, activePeriod) {
  const value = defaultValues.find(({ periodId }) => periodId === activePeriod?.id)?.value ?? defaultValues[0]?.value;
  const thresholds = triggers
    .filter(({ value }) => value !== null)
    .map(({ value, isPercentage }) => (isPercentage ? `${number(value)} %` : number(value)));
  return [
    name ?? `Target ${id}`,
    value !== undefined && value !== null && `: ${amount(value, unit)}`,
    thresholds.length > 0 && ` · sub-targets at ${list(thresholds)}`,
  ]
    .filter(Boolean)
    .join("");
}

/** What a group with several targets asks for. */
function together({ combinationType, aggregation, thresholdValue, ruleExpression }) {
  const rule = ruleExpression ?? combinationType ?? "ALL";
  return `Together: ${rule}${aggregation ? `, ${aggregation} ${number(thresholdValue ?? 0)}` : ""}`;
}
