// The questions of the interface, answered by the rules.

import { availableAt, concatDefinitions, cyclesEndOf } from "./catalog.mjs";
import { averageOf, groupFigures, unifiedPeriods } from "./groups.mjs";
import { zoneClock } from "./instants.mjs";
import { readResponse } from "./model.mjs";
import { nextChange } from "./next-change.mjs";
import { notEnrolledOf, phasesOf } from "./phase.mjs";
import { progressOf } from "./progress.mjs";
import { by } from "./read.mjs";
import { streakOf } from "./streaks.mjs";

const DAY = 86_400_000;

/** A user's response, and what a catalogue adds to it. */
export class Snapshot {
  #hasCatalog;

  constructor(model, definitions) {
    this.model = model;
    this.definitions = definitions ?? [];
    this.#hasCatalog = definitions !== undefined;
  }

  static read(response, options) {
    return new Snapshot(readResponse(response, options));
  }

  /** A second catalogue adds to the first. */
  withDefinitions(definitions) {
    if (definitions === undefined) return this;
    return new Snapshot(this.model, concatDefinitions(this.definitions, definitions));
  }

  get answeredAt() {
    return this.model.answeredAt;
  }
  get serverOffset() {
    return this.model.serverOffset;
  }

  /** True when some `startsAt` or `endsAt` would move with `timeZone`. */
  get needsTimeZone() {
    const windows = (timeZone) =>
      this.ask({ now: 0, timeZone }).flatMap(({ entries }) =>
        entries.map(({ progress: { startsAt, endsAt } }) => `${startsAt} ${endsAt}`),
      );
    const without = windows(undefined);
    return ["Etc/GMT+12", "UTC", "Etc/GMT-14"].some((zone) =>
      windows(zone).some((window, index) => window !== without[index]),
    );
  }

  #last = null;

  /** For each group: its definition, and an entry for each cycle, in the order of the model. The last answer is kept. */
  ask({ now, timeZone }) {
    const key = `${now} ${timeZone}`;
    if (this.#last?.key !== key) this.#last = { key, groups: this.#ask({ now, timeZone }) };
    return this.#last.groups;
  }

  #ask(options) {
    const at = this.moment(options);
    return this.model.groups.map((group) => {
      const definition = this.definitions.find(({ id }) => id !== null && id === group.id);
      const entries = group.targets.flatMap((target) => {
        const phases = phasesOf(target, group.evaluation, at);
        const notEnrolled = notEnrolledOf(target, phases);
        const targetDefinition = definition?.targets.find(({ ruleId }) => ruleId !== null && ruleId === target.ruleId);
        return target.cycles.map((cycle) => {
          const moment = { ...phases.get(cycle), isNotEnrolled: notEnrolled.has(cycle) };
          const progress = progressOf(cycle, { group, definition, targetDefinition }, moment, at);
          return { target, cycle, progress, window: moment.window };
        });
      });
      return { group, definition, entries };
    });
  }

  /** `now`, the moment up to which the answer speaks, and the clocks. */
  moment({ now, timeZone, atRiskWithinMs = DAY }) {
    const { server, answeredAt } = this.model;
    const zone = timeZone === undefined ? undefined : zoneClock(timeZone);
    const asOf = Math.min(answeredAt ?? now, now);
    return { now, asOf, timeZone, atRiskWithinMs, clocks: { server, zone }, days: zone ?? server };
  }

  progress(options) {
    const progresses = this.ask(options).flatMap(({ entries }) => entries.map(({ progress }) => progress));
    return options.activeOnly ? progresses.filter(isActive) : progresses;
  }

  /** The cycles that run now, soonest end first. */
  activeCycles(options) {
    return activeOf(this.progress(options));
  }

  streaks(options) {
    return this.groups(options)
      .map(({ streak }) => streak)
      .filter((streak) => streak !== null);
  }

  summary(options) {
    return {
      userId: this.model.userId,
      receivedAt: this.model.receivedAt,
      answeredAt: this.model.answeredAt,
      serverOffset: this.model.serverOffset,
      needsTimeZone: this.needsTimeZone,
      now: options.now,
      groups: this.groups(options),
    };
  }

  groups(options) {
    const at = this.moment(options);
    return this.ask(options).map((asked) => this.groupSummary(asked, at));
  }

  groupSummary({ group, definition, entries }, at) {
    const cyclesEndAt = definition ? cyclesEndOf(definition, at.timeZone) : null;
    return {
      id: group.id,
      name: group.name ?? definition?.name ?? null,
      description: definition?.description ?? null,
      evaluation: group.evaluation,
      tracking: group.tracking,
      kind: group.kind,
      ...groupFigures(group, entries),
      active: activeOf(entries.map(({ progress }) => progress)),
      unified:
        group.tracking === "unified"
          ? unifiedPeriods(group, entries, definition?.condition ?? null, this.model.allCycles)
          : null,
      streak: streakOf(group, definition && { ...definition, cyclesEndAt }, entries, this.model, at),
    };
  }

  available(options) {
    // Nobody knows without a catalogue.
    return this.#hasCatalog ? availableAt(this.definitions, this.model, options) : null;
  }

  nextChange(options) {
    return nextChange(this, options);
  }

  // The vendor's attribute functions. Targets, streaks and groups are named by id or by name.

  cyclesOf(called, options) {
    const targets = this.model.groups.flatMap((group) => group.targets);
    // The first that fits is meant.
    const target = targets.find(({ ruleId, name }) => ruleId === called || name === called);
    const entries = this.ask(options).flatMap((asked) => asked.entries);
    return entries.filter((entry) => entry.target === target).map(({ progress }) => progress);
  }

  averageAchieved(target, options) {
    return averageOf(this.cyclesOf(target, options).filter(counts));
  }

  achievedInPeriod(target, refCode, options) {
    const counting = this.cyclesOf(target, options).filter(({ status }) => status !== "unenrolled");
    return counting.find((cycle) => cycle.refCode === refCode)?.achieved ?? null;
  }

  /** 0 when no cycle is active. */
  achievedInCurrentPeriod(target, options) {
    const cycles = this.cyclesOf(target, options);
    const active = cycles.find(isActive);
    return cycles.length === 0 ? null : active ? active.achieved : 0;
  }

  levelOf(streak, options) {
    return this.streaks(options)
      .flatMap(({ levels }) => levels)
      .find(({ streakId, name }) => streakId === streak || name === streak);
  }

  isStreakAchieved(streak, options) {
    const level = this.levelOf(streak, options);
    return level ? level.status === "achieved" : null;
  }

  streakCurrentValue(streak, options) {
    return this.levelOf(streak, options)?.current ?? null;
  }

  periodsOf(group, options) {
    return this.groups(options).find(({ id, name }) => id === group || name === group)?.unified ?? null;
  }

  targetsAchieved(group, refCode, options) {
    return this.periodsOf(group, options)?.find((period) => period.refCode === refCode)?.targetsAchieved ?? null;
  }

  targetsAchievedInCurrentPeriod(group, options) {
    const periods = this.periodsOf(group, options);
    return periods && (periods.find(({ isActive }) => isActive)?.targetsAchieved ?? 0);
  }
}

const isActive = ({ phase, status }) => phase === "active" && status !== "unenrolled";
const activeOf = (progresses) => progresses.filter(isActive).sort(by(({ endsAt }) => endsAt));
const counts = ({ status }) => status !== "unenrolled" && status !== "not-enrolled";
