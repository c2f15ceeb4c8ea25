/**
 * What there is to show, from whatever the data came as: a snapshot, or plain results that a server worked out.
 *
 * @module
 */

import type {
  AvailableGroup,
  CycleProgress,
  Event,
  GroupSummary,
  Issue,
  StreakSummary,
  Summary,
  UnifiedPeriod,
} from "../../generated/types.js";

/** What the elements ask a `Snapshot`. */
export interface SnapshotLike {
  /** Whose it is. */
  readonly userId?: number | null;
  /** When the response was received, epoch milliseconds; null where nobody knows. */
  readonly receivedAt: number | null;
  /** The whole dashboard. */
  summary(options?: Questions): Summary;
  /** Every cycle. */
  progress(options?: Questions): CycleProgress[];
  /** Lets it go; called for snapshots that a watch gave. */
  free?(): void;
}

/** What figures depend on besides the response. */
export interface Questions {
  /** The instant they are for, epoch milliseconds; the clock's without it. */
  now?: number;
  /** The time zone of the programme, an IANA name; that of the server's clock without it. */
  timeZone?: string;
  /** How long before its end a streak is at risk, milliseconds; 24 hours without it. */
  atRiskWithinMs?: number;
}

/** Plain results, of this library on a server or anywhere else: JSON is enough. */
export type Data = Summary | GroupSummary | CycleProgress | StreakSummary;

/** A group, and which of its cycles are worth looking at. */
export interface Group {
  id: number | null;
  name: string | null;
  description: string | null;
  kind: "goal" | "cap";
  achievedCycles: number;
  totalCycles: number;
  /** Those that run; when none does, the next one of each target, or else the last one. */
  cycles: CycleProgress[];
  isRunning: boolean;
  /** The period of a unified group that runs. */
  unified: UnifiedPeriod | null;
  streak: StreakSummary | null;
}

export interface View {
  groups: Group[];
  available: AvailableGroup[];
  /** What could not be read. */
  issues: readonly Issue[];
  receivedAt: number | null;
  /** How far the server's clock is ahead of UTC, milliseconds. */
  serverOffset: number;
  /** What to add to this machine's clock: snapshots may know the server's. */
  skew: number;
  /** From when and until when it is right, by this machine's clock. */
  from: number;
  until: number;
}

/** How long a view is good for at most: the pace of a cycle changes all the time. */
const HOUR = 3_600_000;

const views = new WeakMap<object, { asked: string; view: View }>();

/** The view of a snapshot or of results. All elements that show the same share it. */
export function viewOf(source: SnapshotLike | Data, questions: Questions): View {
  const asked = JSON.stringify(questions);
  const known = views.get(source);
  const now = Date.now();
  // A clock may go back as well.
  if (known?.asked === asked && known.view.from <= now && now < known.view.until) return known.view;
  const view = "summary" in source ? ofSnapshot(source, questions) : ofData(source);
  views.set(source, { asked, view });
  return view;
}

function ofSnapshot(snapshot: SnapshotLike, questions: Questions): View {
  const asked = Date.now();
  const summary = snapshot.summary(questions);
  const { atRiskWithinMs: _, ...when } = questions;
  const cycles = snapshot.progress({ ...when, now: summary.now });
  const isPinned = questions.now !== undefined;
  const skew = isPinned ? 0 : summary.now - asked;
  return {
    groups: summary.groups.map((group) =>
      ofGroup(
        group,
        cycles.filter(({ groupId, groupName }) => groupId === group.id && groupName === group.name),
      ),
    ),
    available: summary.available ?? [],
    issues: summary.issues,
    receivedAt: summary.receivedAt,
    serverOffset: summary.serverOffset ?? 0,
    skew,
    from: isPinned ? -Infinity : asked,
    until: isPinned ? Infinity : Math.min((summary.nextChangeAt ?? Infinity) - skew, asked + HOUR),
  };
}

function ofData(data: Data): View {
  const all = {
    available: [] as AvailableGroup[],
    issues: [] as Issue[],
    receivedAt: null as number | null,
    serverOffset: 0,
    skew: 0,
    from: -Infinity,
    until: Infinity,
  };
  if ("groups" in data) {
    const { issues, receivedAt, serverOffset } = data;
    const groups = data.groups.map((group) => ofGroup(group, []));
    return { ...all, groups, available: data.available ?? [], issues, receivedAt, serverOffset: serverOffset ?? 0 };
  }
  if ("active" in data) return { ...all, groups: [ofGroup(data, [])] };
  const one = {
    id: data.groupId,
    name: data.groupName,
    description: null,
    kind: "goal" as const,
    achievedCycles: 0,
    totalCycles: 0,
    unified: null,
  };
  if ("levels" in data)
    return { ...all, groups: [{ ...one, cycles: [], isRunning: data.deadline !== null, streak: data }] };
  return {
    ...all,
    groups: [{ ...one, kind: data.kind, cycles: resting([data]), isRunning: data.phase === "active", streak: null }],
  };
}

function ofGroup(group: GroupSummary, cycles: CycleProgress[]): Group {
  const enrolled = group.active.filter(({ status }) => status !== "unenrolled");
  return {
    ...group,
    cycles: enrolled.length ? enrolled : resting(cycles.length ? cycles : group.active),
    isRunning: enrolled.length > 0,
    unified: group.unified?.find(({ isActive }) => isActive) ?? null,
  };
}

/**
 * Of each target the next cycle, or the last one when none is to come; those the customer left only if there is nothing else,
 * and those from before they took part not at all.
 */
function resting(all: CycleProgress[]): CycleProgress[] {
  const cycles = all.filter(({ status }) => status !== "not-enrolled");
  const enrolled = cycles.filter(({ status }) => status !== "unenrolled");
  const targets = new Map<string, CycleProgress>();
  for (const cycle of enrolled.length ? enrolled : cycles) {
    const target = String(cycle.targetRuleId ?? cycle.targetName);
    if (targets.get(target)?.phase !== "upcoming") targets.set(target, cycle);
  }
  return [...targets.values()];
}

/** Whether a group has anything to show: not where the customer took part in nothing of it. */
export const hasContent = ({ cycles, totalCycles, unified, streak }: Group): boolean =>
  cycles.length > 0 || totalCycles > 0 || unified !== null || streak !== null;

/** When the soonest of what is open in a group ends; Infinity for none. */
const endOf = ({ cycles, streak }: Group): number =>
  Math.min(
    streak?.deadline ?? Infinity,
    ...cycles.map(({ phase, isAchieved, endsAt }) => (phase === "active" && !isAchieved && endsAt) || Infinity),
  );

/**
 * Groups in the order that is asked for: the pinned ones, then the named ones, then all others as they came.
 *
 * @param order ids or names, with commas between them, or `deadline` for the soonest end first
 * @param pin ids or names of those that come first in any case
 */
export function sorted(groups: readonly Group[], order: string | null, pin: string | null): Group[] {
  const others = sortedBy(groups, order === "deadline" ? endOf : placeIn(order));
  return sortedBy(others, placeIn(pin));
}

/** Groups by a figure of each; those that have the same stay in their order. */
function sortedBy(groups: readonly Group[], figure: (group: Group) => number): Group[] {
  const figures = new Map(groups.map((group) => [group, figure(group)]));
  // Infinity less itself is no number.
  return [...groups].sort((a, b) => figures.get(a)! - figures.get(b)! || 0);
}

/** The place of a group among those that are named; Infinity for another one. */
function placeIn(list: string | null): (group: Group) => number {
  const names = (list ?? "").split(",").map((name) => name.trim());
  return ({ id, name }) => {
    const place = names.findIndex((wanted) => isMeant(wanted, id, name));
    return place < 0 ? Infinity : place;
  };
}

/** The group that an event is of; undefined where it is not among these. */
export const groupOf = (groups: readonly Group[], { groupId, groupName }: Event): Group | undefined =>
  groups.find(({ id, name }) => id === groupId && name === groupName);

/** Whether somebody who asks for an id or a name means this one. */
const isMeant = (wanted: string, id: number | null, name: string | null): boolean =>
  wanted === name || wanted === String(id);

/** The groups that hold what is asked for, each with no more than that. */
export function choose(view: View, group: string | null, target: string | null): Group[] {
  const groups = group === null ? view.groups : view.groups.filter(({ id, name }) => isMeant(group, id, name));
  if (target === null) return groups;
  return groups.flatMap((one) => {
    const cycles = one.cycles.filter(({ targetRuleId, targetName }) => isMeant(target, targetRuleId, targetName));
    return cycles.length ? [{ ...one, cycles, unified: null }] : [];
  });
}
