// A card for each group: what runs now, what was, and the streak.

import { element } from "../dom.js";
import {
  amount,
  counted,
  day,
  days,
  EVALUATIONS,
  figures,
  left,
  LEVELS,
  list,
  number,
  pace,
  standing,
  STEPS,
} from "./words.js";

/** The card of a group. `cycles` is the progress of all its cycles, `timeZone` the calendar for its dates. */
export function groupCard(group, cycles, timeZone) {
  const active = cycles.filter(({ phase }) => phase === "active");
  const others = cycles.filter(({ phase }) => phase !== "active");
  const name = group.name ?? `Group ${group.id}`;
  const tags = [
    group.kind === "cap" ? "Limit" : null,
    group.unified ? "Several targets" : null,
    group.streak ? "Streak" : null,
  ];
  return element(
    "article",
    { class: active.length ? "card running" : "card", "aria-label": name },
    element(
      "header",
      {},
      element("h2", {}, name),
      element("p", { class: "kind" }, [EVALUATIONS[group.evaluation], ...tags].filter(Boolean).join(" · ")),
    ),
    group.description && element("p", { class: "description" }, group.description),
    active.length
      ? active.map((cycle) => activeCycle(cycle, name, timeZone))
      : element("p", { class: "quiet" }, quiet(others, timeZone)),
    group.unified?.length ? unified(group.unified) : null,
    group.streak && streak(group.streak),
    others.length ? history(others, timeZone) : null,
  );
}

function quiet(cycles, timeZone) {
  const next = cycles.find(({ phase, startsAt }) => phase === "upcoming" && startsAt !== null);
  return next ? `Nothing runs now; the next cycle ${standing(next, timeZone)}.` : "Nothing runs now.";
}

/** A bar with its name, its figures and its time. */
function bar(cycle, label) {
  const percent = cycle.displayPercent;
  if (percent === null) return null;
  return element("progress", {
    max: 100,
    value: percent,
    "aria-label": label,
    class: cycle.kind,
    "data-status": cycle.status,
  });
}

function activeCycle(cycle, groupName, timeZone) {
  const name = cycle.targetName ?? groupName;
  const period = cycle.startDate && days(cycle.startDate, cycle.endDate);
  return element(
    "section",
    { class: "active", "data-ref": cycle.refCode },
    element("h3", {}, name === groupName ? (cycle.refCode ?? name) : name),
    element(
      "p",
      { class: "figures" },
      element("strong", {}, figures(cycle)),
      ` · ${standing(cycle, timeZone)}`,
      cycle.displayPercent === null ? null : element("span", { class: "percent" }, `${number(cycle.displayPercent)} %`),
    ),
    bar(cycle, `${name}: ${figures(cycle)}`),
    triggers(cycle),
    element("p", { class: "time" }, [left(cycle), pace(cycle), period].filter(Boolean).join(" · ") || "No deadline"),
  );
}

function triggers(cycle) {
  if (!cycle.triggers.length) return null;
  const items = cycle.triggers.map(({ name, threshold, isAchieved, remaining }) => {
    const state = isAchieved ? "reached" : remaining === null ? "" : `${number(remaining)} to go`;
    return element(
      "li",
      { "data-reached": isAchieved },
      `${name ?? "Milestone"}${threshold === null ? "" : ` at ${number(threshold)}`}: ${state}`,
    );
  });
  return element("ul", { class: "triggers" }, items);
}

function unified(periods) {
  const rows = periods.map(({ refCode, periodId, targetsAchieved, targetsTotal, percent, isAchieved }) =>
    element(
      "li",
      {},
      element("span", {}, refCode ?? `Period ${periodId}`),
      element("progress", {
        max: 100,
        value: percent ?? 0,
        "aria-label": `${refCode}: ${targetsAchieved} of ${targetsTotal} targets`,
      }),
      element(
        "span",
        {},
        `${number(targetsAchieved)} of ${counted(targetsTotal, { one: "target", other: "targets" })}${isAchieved ? " · done" : ""}`,
      ),
    ),
  );
  return element("ul", { class: "unified", "aria-label": "All targets together" }, rows);
}

const SIGNS = { achieved: "✓", missed: "✕", active: "●", upcoming: "○" };

function streak({ levels, steps, run, atRisk, timeLeftMs, nextLevel, continuous }) {
  const strip = steps.map(({ state, refCode, periodId }) =>
    element(
      "li",
      { "data-state": state, title: `${refCode ?? periodId}: ${STEPS[state]}` },
      element("span", { "aria-hidden": "true" }, SIGNS[state]),
      element("span", { class: "spoken" }, `${refCode ?? periodId}: ${STEPS[state]}`),
    ),
  );
  const rungs = levels.map((level) =>
    element(
      "li",
      { "data-status": level.status },
      element("span", { class: "name" }, level.name ?? `Level ${level.streakId}`),
      element("progress", {
        max: 100,
        value: level.displayPercent ?? 0,
        "aria-label": `${level.name}: ${number(level.current)} of ${number(level.goal ?? 0)}`,
      }),
      element(
        "span",
        {},
        `${number(level.current)} of ${number(level.goal ?? 0)} · ${LEVELS[level.status]}${level.reachable === false ? " · out of reach" : ""}`,
      ),
    ),
  );
  const now = continuous ? `A streak of ${number(run)}` : `${counted(run, { one: "cycle", other: "cycles" })} achieved`;
  const next = nextLevel ? `, ${number(nextLevel.remaining)} to ${nextLevel.name ?? "the next level"}` : "";
  return element(
    "section",
    { class: "streak" },
    element("h3", {}, `${now}${next}`),
    atRisk &&
      element(
        "p",
        { class: "risk" },
        `At risk: ${left({ timeLeftMs, daysLeft: Math.floor(timeLeftMs / 86_400_000) })}.`,
      ),
    strip.length ? element("ol", { class: "steps", "aria-label": "Cycle by cycle" }, strip) : null,
    element("ul", { class: "levels", "aria-label": "Levels" }, rungs),
  );
}

const called = ({ refCode, targetName, periodId }) => refCode ?? targetName ?? `Cycle ${periodId}`;

function history(cycles, timeZone) {
  const rows = cycles.map((cycle) =>
    element(
      "li",
      { "data-status": cycle.status, "data-ref": cycle.refCode },
      element("span", { class: "name" }, called(cycle)),
      bar(cycle, `${called(cycle)}: ${figures(cycle)}`),
      element("span", {}, `${figures(cycle)} · ${standing(cycle, timeZone)}`),
    ),
  );
  return element(
    "details",
    { open: rows.length <= 5 },
    element("summary", {}, counted(rows.length, { one: "other cycle", other: "other cycles" })),
    element("ul", { class: "history" }, rows),
  );
}

/** The card of a definition of the organisation's list. */
export function definitionCard(definition, timeZone) {
  const {
    activePeriod,
    combinationType,
    description,
    evaluation,
    isRunning,
    periods,
    ruleExpression,
    streakLevels,
    targets,
  } = definition;
  const name = definition.name ?? `Group ${definition.id}`;
  const together = ruleExpression ?? combinationType;
  return element(
    "article",
    { class: isRunning ? "card running" : "card", "aria-label": name },
    element(
      "header",
      {},
      element("h2", {}, name),
      element("p", { class: "kind" }, `${EVALUATIONS[evaluation]} · ${isRunning ? "runs now" : "does not run now"}`),
    ),
    description && element("p", { class: "description" }, description),
    activePeriod?.startDate &&
      element(
        "p",
        { class: "time" },
        `${activePeriod.refCode ?? "Period"}: ${days(activePeriod.startDate, activePeriod.endDate)}`,
      ),
    element(
      "ul",
      { class: "targets" },
      targets.map((target) => definitionTarget(target, activePeriod)),
    ),
    targets.length > 1 && together !== null && element("p", { class: "kind" }, `Together: ${together}`),
    streakLevels.length
      ? element(
          "p",
          { class: "kind" },
          `Streak levels: ${list(streakLevels.map((level) => `${level.name ?? level.id} at ${number(level.goal ?? 0)}`))}`,
        )
      : null,
    element(
      "p",
      { class: "time" },
      counted(periods.length, { one: "period", other: "periods" }),
      definition.createdAt === null ? "" : ` · created ${day(definition.createdAt, timeZone)}`,
    ),
  );
}

function definitionTarget({ name, id, unit, defaultValues, triggers }, activePeriod) {
  const value = defaultValues.find(({ periodId }) => periodId === activePeriod?.id)?.value ?? defaultValues[0]?.value;
  const steps = triggers
    .filter(({ value }) => value !== null)
    .map(({ value, isPercentage }) => (isPercentage ? `${number(value)} %` : number(value)));
  return element(
    "li",
    {},
    [
      `${name ?? `Target ${id}`}`,
      value === undefined || value === null ? null : `: ${amount(value, unit)}`,
      steps.length ? ` · milestones at ${list(steps)}` : null,
    ]
      .filter(Boolean)
      .join(""),
  );
}
