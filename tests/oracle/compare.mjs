// The differential test: what the package answers, next to what the rules say.

import { definitionsAt, readCatalog } from "./rules/catalog.mjs";
import { diff as diffByRules } from "./rules/diff.mjs";
import { Snapshot } from "./rules/snapshot.mjs";

/**
 * Compares everything the package answers about a case with what the rules say, and gives the disagreements as
 * `{ question, path, rules, package }`; at most one of each question. `asksWhenItChanges`: whether to ask for `nextChange`.
 */
export function disagreementsOf(theCase, milestreak, { asksWhenItChanges = true } = {}) {
  const found = [];
  const check = (question, byRules, byPackage, normalise = (value) => value) => {
    const rules = attempt(byRules);
    const answer = attempt(byPackage);
    const difference = differenceOf(normalise(rules), normalise(answer), "");
    if (difference) found.push({ question, ...difference });
  };

  const read = (response, options) => attempt(() => Snapshot.read(response, options));
  const parse = (response, options) => attempt(() => milestreak.parse(inputOf(response, theCase.text), options));
  const rules = { next: read(theCase.response, theCase.options) };
  const answers = { next: parse(theCase.response, theCase.options) };
  if (rules.next.thrown || answers.next.thrown) {
    check(
      "parse",
      () => (rules.next.thrown ? { thrown: true } : null),
      () => (answers.next.thrown ? answers.next : null),
    );
    return found;
  }
  for (const field of ["answeredAt", "serverOffset", "needsTimeZone"])
    check(
      field,
      () => rules.next[field],
      () => answers.next[field],
    );
  check(
    "issues",
    () => rules.next.model.issues,
    () => answers.next.issues,
    issuesOf,
  );

  if (theCase.catalog) {
    const { serverTimeZone } = theCase.options;
    const given = serverTimeZone === undefined ? {} : { serverTimeZone };
    const byRules = attempt(() => readCatalog(theCase.catalog, given));
    const byPackage = attempt(() => milestreak.parseCatalog(inputOf(theCase.catalog, theCase.text), given));
    if (byRules.thrown || byPackage.thrown) {
      check(
        "parseCatalog",
        () => Boolean(byRules.thrown),
        () => Boolean(byPackage.thrown),
      );
      return found;
    }
    check(
      "catalog.issues",
      () => byRules.issues,
      () => byPackage.issues,
      issuesOf,
    );
    for (const ask of theCase.asks) {
      const options = pick(ask, "now", "timeZone");
      for (const activeOnly of [false, true])
        check(
          `definitions(${text({ ...options, activeOnly })})`,
          () => definitionsAt(byRules.definitions, { ...options, activeOnly }),
          () => byPackage.definitions({ ...options, activeOnly }),
        );
    }
    const without = answers.next;
    rules.next = rules.next.withDefinitions(byRules.definitions);
    answers.next = without.withCatalog(byPackage);
    for (const { now } of theCase.asks)
      check(
        "diff with what a catalogue adds",
        () => [],
        () => milestreak.diff(without, answers.next, { now }),
      );
  }

  for (const ask of theCase.asks) {
    const plain = pick(ask, "now", "timeZone");
    const both = (question, options) =>
      check(
        `${question}(${text(options)})`,
        () => rules.next[question](options),
        () => answers.next[question](options),
      );
    both("progress", plain);
    both("progress", { ...plain, activeOnly: true });
    both("activeCycles", plain);
    both("streaks", ask);
    both("summary", ask);
    if (asksWhenItChanges) both("nextChange", ask);
    for (const include of [undefined, ["invited"], ["user-created"], ["invited", "user-created"]])
      both("available", include ? { ...plain, include } : plain);
    for (const { question, names } of vendorQuestions(theCase))
      check(
        `${question}(${[...names, plain].map(text).join(", ")})`,
        () => rules.next[question](...names, plain),
        () => answers.next[question](...names, plain),
      );
  }

  if (theCase.previous) {
    rules.previous = read(theCase.previous, theCase.previousOptions);
    answers.previous = parse(theCase.previous, theCase.previousOptions);
    if (!rules.previous.thrown && !answers.previous.thrown)
      for (const ask of theCase.asks) {
        const options = pick(ask, "now", "timeZone");
        check(
          `diff(${text(options)})`,
          () => diffByRules(rules.previous, rules.next, options),
          () => milestreak.diff(answers.previous, answers.next, options),
        );
      }
  }
  return found;
}

const text = (value) => JSON.stringify(value);
const pick = (object, ...keys) =>
  Object.fromEntries(keys.filter((key) => key in object).map((key) => [key, object[key]]));

function attempt(work) {
  try {
    return work();
  } catch (error) {
    return { thrown: String(error?.stack ?? error) };
  }
}

/** The response as bytes, as text, or as an object. Digits of numbers written as text may be escaped. */
function inputOf(response, { input = "string", escapeDigits = false } = {}) {
  if (input === "object") return structuredClone(response);
  const plain = JSON.stringify(response);
  const escaped = (match) => match.replace(/\d/, (digit) => `\\u003${digit}`);
  const written = escapeDigits ? plain.replace(/:"-?\d+(\.\d+)?"/g, escaped) : plain;
  return input === "bytes" ? new TextEncoder().encode(written) : written;
}

/** The vendor's attribute functions, each with what it may be asked about. */
function vendorQuestions({ response }) {
  const groups = response.data.targetGroups ?? [];
  const rows = groups.flatMap((group) => group.targets ?? []).filter((row) => typeof row === "object" && row !== null);
  const targets = [...new Set(rows.map((row) => row.targetRuleId).filter((id) => typeof id === "number"))].slice(0, 2);
  const [refCode] = rows.map((row) => row.periodRefCode).filter(Boolean);
  const streaks = groups
    .flatMap((group) => group.streaks ?? [])
    .map((level) => level.streakId)
    .slice(0, 2);
  const unified = groups
    .filter((group) => group.trackingType === "UNIFIED" && group.id !== undefined)
    .map((group) => group.id);
  const ask = (question, ...names) => ({ question, names });
  return [
    ...[...targets, rows[0]?.targetName, 424242]
      .filter(Boolean)
      .flatMap((target) => [
        ask("averageAchieved", target),
        ask("achievedInCurrentPeriod", target),
        ...(refCode ? [ask("achievedInPeriod", target, refCode)] : []),
      ]),
    ...[...streaks, 424242].flatMap((streak) => [ask("isStreakAchieved", streak), ask("streakCurrentValue", streak)]),
    ...[...unified, 424242].flatMap((group) => [
      ask("targetsAchievedInCurrentPeriod", group),
      ...(refCode ? [ask("targetsAchieved", group, refCode)] : []),
    ]),
  ];
}

// Issues: by path and code where the rules name the code, else by path alone

const NAMED = ["duplicate-cycle", "trigger-disagrees", "server-offset-varies"];

function issuesOf(issues) {
  if (!Array.isArray(issues)) return issues;
  const texts = issues.map(({ path, code }) => {
    if (code === "server-offset-varies") return code;
    return NAMED.includes(code) ? `${code} ${path}` : `cannot be read ${path}`;
  });
  return texts.sort();
}

// Differences

/** The first difference, as `{ path, rules, package }`; null when there is none. What the rules do not name may be there. */
function differenceOf(rules, answer, path) {
  if (isSame(rules, answer)) return null;
  if (Array.isArray(rules) && Array.isArray(answer)) {
    for (let index = 0; index < Math.max(rules.length, answer.length); index++) {
      const difference = differenceOf(rules[index], answer[index], `${path}[${index}]`);
      if (difference) return difference;
    }
    return null;
  }
  if (isPlain(rules) && isPlain(answer)) {
    for (const key of Object.keys(rules)) {
      const difference = differenceOf(rules[key], answer[key], path ? `${path}.${key}` : key);
      if (difference) return difference;
    }
    return null;
  }
  return { path, rules: rules ?? String(rules), package: answer ?? String(answer) };
}

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Equal, or numbers that only differ by how they were added up. */
function isSame(a, b) {
  if (a === b) return true;
  if (typeof a !== "number" || typeof b !== "number") return false;
  return Math.abs(a - b) <= 1e-9 * Math.max(1e-9, Math.abs(a), Math.abs(b));
}
