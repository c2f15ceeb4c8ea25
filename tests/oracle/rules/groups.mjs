// Section 4 of the rules: groups and unified periods.

import { displayPercentOf, isOdd, percentOf, remainingOf } from "./figures.mjs";
import { by, groupBy } from "./read.mjs";

/** Of a unified period: whether it can be known if it is achieved. No part of the answer. */
export const IS_KNOWN = Symbol("isKnown");

/** The targets whose cycles count: all but shadows; all, where all are shadows. */
export function countedTargets(targets) {
  const counted = targets.filter((target) => !target.isShadow);
  return counted.length > 0 ? counted : targets;
}

/** The figures of a group. `entries`: one `{ target, cycle, progress }` for each of its cycles. */
export function groupFigures(group, entries) {
  const targets = countedTargets(group.targets);
  const counted = entries
    .filter(({ target }) => targets.includes(target))
    .map(({ cycle, progress }) => ({ ...progress, amount: cycle.achieved }))
    .filter(({ status }) => status !== "unenrolled" && status !== "not-enrolled");
  const achieved = counted.filter(({ status }) => status === "achieved");
  const missed = counted.filter(({ status }) => status === "missed");
  return {
    achievedCycles: achieved.length,
    decidedCycles: achieved.length + missed.length,
    totalCycles: counted.length,
    averageAchieved: averageOf(counted),
  };
}

/** The mean of the achieved values of the cycles that have started; null where their units differ. */
export function averageOf(progresses) {
  const started = progresses.filter(({ phase }) => phase !== "upcoming");
  const amounts = started.filter(({ achieved }) => achieved !== null).map(({ achieved }) => achieved);
  const units = new Set(started.map(({ unit, unitName }) => `${unit} ${unitName}`));
  return units.size === 1 && amounts.length > 0 ? sum(amounts) / amounts.length : null;
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const mean = (numbers) => sum(numbers) / numbers.length;

/**
 * The periods of a unified group, in the order of their cycles.
 * `condition`: what the definition asks for (`conditionOf`), null when it is not known.
 */
export function unifiedPeriods(group, entries, condition, allCycles) {
  const counting = entries.filter(({ progress }) => !["unenrolled", "not-enrolled"].includes(progress.status));
  const targets = condition
    ? condition.targets.map((target) => asInResponse(target, group))
    : countedTargets(group.targets)
        .filter((target) => counting.some((entry) => entry.target === target))
        .map((target) => ({ unit: target.unit, target }));
  if (targets.length === 0) return [];
  const isComplete = condition !== null || allCycles === true;
  const entryOrder = entryOrderOf(group.evaluation);
  const periods = [...groupBy(counting, periodKey).values()];
  return periods
    .map((inPeriod) => ({ first: [...inPeriod].sort(entryOrder)[0], inPeriod }))
    .sort((a, b) => entryOrder(a.first, b.first))
    .map(({ first, inPeriod }) => {
      const states = targets.map((target) => stateOf(target, inPeriod));
      const refCodes = [...inPeriod].sort(entryOrder).map(({ cycle }) => cycle.refCode);
      const refCode = refCodes.find((refCode) => refCode !== null) ?? null;
      return periodOf({ ...first.cycle, refCode }, inPeriod, states, condition ?? ALL, isComplete);
    });
}

/** Cycles belong together by the id of their period, or without one by its name. */
const periodKey = ({ cycle }) => cycle.periodId ?? cycle.refCode ?? cycle;

/** Period-agnostic cycles stand by their period alone. */
const entryOrderOf = (evaluation) =>
  evaluation === "period-agnostic"
    ? by(({ cycle }) => cycle.periodId)
    : by(
        ({ cycle }) => cycle.order.start,
        ({ cycle }) => (cycle.order.start === null ? null : cycle.order.end),
        ({ cycle }) => cycle.periodId,
      );

const ALL = { rule: "all" };

/** A target of a definition, with the target of the response that has its id; what has no id is not found by it. */
function asInResponse({ ruleId, unit }, group) {
  const target = ruleId === null ? undefined : group.targets.find((one) => one.ruleId === ruleId);
  return { ruleId, unit: target?.unit ?? unit, target };
}

/** How far one target is in a period: a target without a row is not achieved, with 0. */
function stateOf({ ruleId, unit, target }, inPeriod) {
  const entry = inPeriod.find((one) => one.target === target);
  if (!entry) return { ruleId, unit, achieved: 0, percent: 0, isAchieved: false, isOdd: false };
  const { achieved, percent, isAchieved } = entry.progress;
  // A target with no goal counts as 0 or 100.
  return {
    ruleId: entry.cycle.ruleId,
    unit: entry.progress.unit,
    achieved: achieved ?? 0,
    percent: percent ?? (isAchieved ? 100 : 0),
    isAchieved,
    isOdd: isOdd(entry.cycle),
  };
}

function periodOf(cycle, inPeriod, states, condition, isComplete) {
  const rule = ruleOf(condition, states);
  const overall = condition.sum ? overallOf(states, condition.sum) : null;
  const isAchieved = isComplete && rule.holds && (overall === null || overall.isAchieved);
  const percent = overall === null ? rule.percent : Math.min(rule.holds ? 100 : rule.percent, overall.percent);
  return {
    periodId: cycle.periodId,
    refCode: cycle.refCode,
    isActive: inPeriod.some(({ progress }) => progress.phase === "active"),
    targetsAchieved: states.filter((state) => state.isAchieved).length,
    targetsNeeded: rule.needed,
    targetsTotal: states.length,
    isComplete,
    percent: isAchieved ? 100 : percent,
    displayPercent: displayPercentOf(percent, percent > 0, isAchieved),
    isAchieved,
    overall,
    [IS_KNOWN]: isKnown(states, rule, overall),
  };
}

/** Nothing that cannot be read, or enough targets that are achieved without it, or too few with it. */
function isKnown(states, { needed }, overall) {
  const achieved = states.filter((state) => state.isAchieved).length;
  const possible = states.filter((state) => state.isAchieved || state.isOdd).length;
  if (states.every((state) => !state.isOdd)) return true;
  return needed !== null && (possible < needed || (overall === null && achieved >= needed));
}

/** The table of section 4: whether the condition holds, its percent, and how many targets it needs. */
function ruleOf({ rule, count, expression }, states) {
  const achieved = states.filter((state) => state.isAchieved).length;
  const percents = states.map((state) => state.percent).sort((a, b) => b - a);
  switch (rule) {
    case "any":
      return { holds: achieved >= 1, percent: percents[0], needed: 1 };
    case "count":
      return { holds: achieved >= count, percent: mean(percents.slice(0, count)), needed: count };
    case "expression": {
      const isAchieved = (ruleId) => states.some((state) => state.ruleId === ruleId && state.isAchieved);
      return { holds: isTrue(expression, isAchieved), percent: mean(percents), needed: null };
    }
    default:
      return { holds: achieved === states.length, percent: mean(percents), needed: states.length };
  }
}

/** The overall target: the sum of achieved values that must be reached besides. */
function overallOf(states, goal) {
  const achieved = sum(states.map((state) => state.achieved));
  const isAchieved = achieved >= goal;
  const percent = percentOf(achieved, goal, isAchieved);
  return {
    achieved,
    target: goal,
    unit: new Set(states.map((state) => state.unit)).size === 1 ? states[0].unit : "value",
    percent,
    displayPercent: displayPercentOf(percent, achieved > 0, isAchieved),
    remaining: remainingOf(achieved, goal, isAchieved),
    isAchieved,
  };
}

// The condition of a definition

/**
 * What a unified definition asks for: `{ targets, rule, count, expression, sum }`; null when it has no targets.
 * `note(field)` hears of what cannot be used; ALL stands in its place.
 */
export function conditionOf(definition, note) {
  const condition = readCondition(definition, note);
  return definition.targets.length === 0 ? null : condition;
}

function readCondition({ targets, combinationType, aggregation, thresholdValue, ruleExpression }, note) {
  const active = targets.filter((target) => target.isActive);
  const counted = active.length > 0 ? active : targets;
  const ids = counted.map(({ ruleId }) => ruleId);
  const base = baseOf(ruleExpression, combinationType, ids, note);
  const all = { targets: counted, rule: "all" };
  switch (aggregation) {
    case null:
      return { targets: counted, ...base };
    case "COUNT":
      if (Number.isInteger(thresholdValue) && thresholdValue >= 1 && thresholdValue <= counted.length)
        return { targets: counted, rule: "count", count: thresholdValue };
      break;
    case "SUM":
      if (thresholdValue > 0) return { targets: counted, ...base, sum: thresholdValue };
      break;
  }
  note("aggregation");
  return all;
}

/** The expression decides, `combinationType` only where there is none. */
function baseOf(ruleExpression, combinationType, ids, note) {
  if (ruleExpression === null) return { rule: combinationType === "ANY" ? "any" : "all" };
  const expression = parseExpression(ruleExpression);
  if (expression === null) {
    note("ruleExpression");
    return { rule: "all" };
  }
  const named = idsOf(expression);
  if (named.some((id) => !ids.includes(id))) {
    note("ruleExpression");
    return { rule: "all" };
  }
  const namesAll = ids.every((id) => named.includes(id));
  if (namesAll && isPlain(expression, "&")) return { rule: "all" };
  if (namesAll && isPlain(expression, "|")) return { rule: "any" };
  return { rule: "expression", expression };
}

// Expressions: `!` before `&` before `|`, parentheses, ids

/** A tree of `{ id }` and `{ operator, operands }`; null when the text is no expression. */
export function parseExpression(text) {
  const tokens = text.match(/\d+|\S/g) ?? [];
  let next = 0;
  const takes = (token) => tokens[next] === token && ++next > 0;
  const fail = () => {
    throw new SyntaxError(`no expression: ${text}`);
  };
  const chain = (operator, operand) => () => {
    const operands = [operand()];
    while (takes(operator)) operands.push(operand());
    return operands.length === 1 ? operands[0] : { operator, operands };
  };
  const not = () => (takes("!") ? { operator: "!", operands: [not()] } : primary());
  const and = chain("&", not);
  const or = chain("|", and);
  const primary = () => {
    if (takes("(")) {
      const inner = or();
      return takes(")") ? inner : fail();
    }
    return /^\d+$/.test(tokens[next] ?? "") ? { id: Number(tokens[next++]) } : fail();
  };
  try {
    const tree = or();
    return next === tokens.length ? tree : null;
  } catch {
    return null;
  }
}

const idsOf = (tree) => (tree.operator ? tree.operands.flatMap(idsOf) : [tree.id]);

/** Whether only this operator stands between ids. */
const isPlain = (tree, operator) =>
  !tree.operator || (tree.operator === operator && tree.operands.every((operand) => isPlain(operand, operator)));

function isTrue(tree, isAchieved) {
  switch (tree.operator) {
    case "!":
      return !isTrue(tree.operands[0], isAchieved);
    case "&":
      return tree.operands.every((operand) => isTrue(operand, isAchieved));
    case "|":
      return tree.operands.some((operand) => isTrue(operand, isAchieved));
    default:
      return isAchieved(tree.id);
  }
}
