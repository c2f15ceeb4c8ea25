// Every cycle of a response in one table: what progress() gave, figure by figure.

import { element } from "../dom.js";
import { amount, days, moments, number } from "./words.js";

const COLUMNS = ["Period", "Window", "Phase, decided by", "Status", "Achieved", "Percent", "Sub-targets"];

/** The table, a part of it for each group. `timeZone` is the one for instants. */
export function cyclesTable(groups, cycles, timeZone) {
  const head = element(
    "tr",
    {},
    COLUMNS.map((name) => element("th", { scope: "col" }, name)),
  );
  return element(
    "table",
    {},
    element("thead", {}, head),
    groups.map((group) => {
      const own = cycles.filter(({ groupId }) => groupId === group.id);
      return element(
        "tbody",
        {},
        groupRow(group),
        own.map((cycle) => cycleRow(cycle, timeZone)),
      );
    }),
  );
}

function groupRow({ id, name, evaluationRaw, trackingRaw }) {
  const kinds = [evaluationRaw, trackingRaw].filter(Boolean).join(" · ");
  return element(
    "tr",
    { class: "group" },
    element(
      "th",
      { scope: "rowgroup", colspan: COLUMNS.length },
      name ?? `Group ${id}`,
      " ",
      element("small", {}, kinds),
    ),
  );
}

function cycleRow(cycle, timeZone) {
  const { refCode, periodId, groupName, targetName, phase, phaseBy, status, displayPercent, triggers } = cycle;
  const cells = [
    windowOf(cycle, timeZone),
    `${phase}, ${phaseBy}`,
    status,
    achievedOf(cycle),
    displayPercent === null ? "" : `${number(displayPercent)} %`,
    triggers.map(trigger).join(", "),
  ];
  return element(
    "tr",
    { "data-phase": phase, "data-status": status, "data-ref": refCode },
    element(
      "th",
      { scope: "row" },
      refCode ?? String(periodId),
      targetName !== groupName && element("small", {}, ` ${targetName}`),
    ),
    cells.map((text) => element("td", {}, text)),
  );
}

/** A sub-target: reached or not, what it gives, or that it is the target itself. */
function trigger({ name, threshold, isTarget, isAchieved, points }) {
  const sum = (points?.redeemable ?? 0) + (points?.delayed ?? 0) + (points?.external ?? 0);
  const gives = sum > 0 ? `, +${amount(sum, "points")}` : "";
  return `${isAchieved ? "✓ " : ""}${name} at ${figure(threshold)}${isTarget ? ", the target" : ""}${gives}`;
}

/** A figure that could not be read is not zero. */
const figure = (value) => (value === null ? "unreadable" : number(value));

const achievedOf = ({ achieved, target, unit }) =>
  target > 0 ? `${figure(achieved)} of ${amount(target, unit)}` : figure(achieved);

function windowOf({ evaluation, startDate, endDate, startsAt, endsAt, startsOnActivity }, timeZone) {
  if (startsOnActivity) return "from the next activity on";
  if (startsAt === null || endsAt === null) return "–";
  return evaluation === "cyclic" ? moments(startsAt, endsAt, timeZone) : days(startDate, endDate);
}
