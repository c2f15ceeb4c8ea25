/** One cycle of a target. */
export interface CycleWords {
  /** How far the customer has come; 0 unless it is given. */
  achieved?: number;
  /** The goal; that of the target unless it is given. */
  target?: number;
  /** When it begins; a week before `now` unless it is given, or where the cycle before it ends. */
  starts?: Date | number;
  /** When it ends; as long after `starts` as {@link TargetWords.days} says. */
  ends?: Date | number;
  /** When the target was reached. */
  achievedAt?: Date | number;
  /** The server's flag that this is the current one; whether it holds `now` unless it is given. */
  current?: boolean;
  /** Whether the customer has a record of it; true unless it is given. */
  enrolled?: boolean;
  /** Whether the customer was taken out of it. */
  unEnrolled?: boolean;
}

/** A sub-target: what it takes, with the points it gives. */
export interface TriggerWords {
  /** What has to be achieved, in the unit of the target. */
  at: number;
  /** Its name; made of `at` unless it is given. */
  name?: string;
  /** Redeemable points that it gives. */
  points?: number;
}

/** A target of a group. */
export interface TargetWords {
  /** Its name; that of the group unless it is given. */
  name?: string;
  /** The goal of each cycle; 10 unless it is given. */
  target?: number;
  /** What was achieved in the only cycle, where there are no `cycles`. */
  achieved?: number;
  /** What is counted; `"count"` unless it is given. */
  unit?: "count" | "currency" | "visits" | "points" | "quantity";
  /** Its cycles in order of time, each as words or as what was achieved. The last one runs unless their times say otherwise. */
  cycles?: readonly (CycleWords | number)[];
  /** How long each cycle is, in days; 14 unless it is given, in groups with levels 1. */
  days?: number;
  /** Sub-targets: what they take, or words. */
  triggers?: readonly (TriggerWords | number)[];
}

/** A level of a streak. */
export interface LevelWords {
  /** How many cycles in a row. */
  goal: number;
  /** How many the server counts; those achieved at the end of the cycles unless it is given. */
  current?: number;
  /** Its name. */
  name?: string;
}

/** A group: one target, or several. */
export interface GroupWords extends TargetWords {
  /** Its targets, where it has more than the one that the group itself describes. */
  targets?: readonly TargetWords[];
  /** How cycles follow each other; `"fixed-calendar"` unless it is given. */
  evaluation?: "fixed-calendar" | "cyclic" | "period-agnostic";
  /** What counts; `"default"` unless it is given, `"streaks"` with levels, `"unified"` with several targets. */
  tracking?: "default" | "unified" | "streaks" | "non-continuous-streaks" | "capping";
  /** Levels of a streak: their goals, or words. */
  levels?: readonly (LevelWords | number)[];
}

/** A response. */
export interface ResponseWords {
  /** Whose; 7 unless it is given. */
  userId?: number;
  /** When it is answered; the clock's time unless it is given. */
  now?: Date | number;
  /** The groups; a name is one with a target of 10. */
  groups?: readonly (GroupWords | string)[];
  /** What the API reports beside its data, as it sends it: `{ code, message }`. */
  errors?: readonly object[];
}

/** The body of an answer, as the API sends it. */
export interface TargetGroupsResponse {
  /** What was asked for: `userId`, `customer` and `targetGroups`. */
  data: Record<string, unknown>;
  /** What the API reports beside its data. */
  errors: object[];
  /** What it warns of. */
  warnings: object[];
}

const DAY = 86_400_000;
const ORG = 50363;

const EVALUATION = {
  "fixed-calendar": "FIXED_CALENDAR_WINDOW",
  cyclic: "CYCLIC_WINDOW",
  "period-agnostic": "PERIOD_AGNOSTIC_WINDOW",
} as const;

const UNIT = {
  count: ["COUNT", "TRANSACTION"],
  currency: ["SALES", "TRANSACTION"],
  visits: ["VISIT", "TRANSACTION"],
  points: ["REGULAR_POINTS", "POINTS"],
  quantity: ["QUANTITY", "LINEITEM"],
} as const;

/**
 * A response in the form in which the API sends it, from the few words in which it differs from an ordinary one. Times are
 * those of a server in UTC; ids count up.
 *
 * @example
 * import { init, parse } from "milestreak";
 * import { response } from "milestreak/testing";
 *
 * await init();
 * const now = Date.parse("2026-11-26T12:00:00Z");
 * const snapshot = parse(response({ now, groups: [{ name: "Coffee", target: 10, achieved: 4, unit: "visits" }] }));
 * console.log(snapshot.activeCycles({ now })[0].displayPercent); // 40
 */
export function response({
  userId = 7,
  now = Date.now(),
  groups = [],
  errors = [],
}: ResponseWords = {}): TargetGroupsResponse {
  const at = Number(now);
  return {
    data: {
      userId,
      // Made up, so that a test can look for it where it must not be.
      customer: { id: userId, profiles: [{ firstName: "Private", lastName: "Person", userId }], loyaltyInfo: null },
      targetGroups: groups.map((words, place) =>
        groupOf(typeof words === "string" ? { name: words } : words, 1001 + place, at),
      ),
    },
    errors: [...errors],
    warnings: [],
  };
}

function groupOf(words: GroupWords, id: number, now: number): object {
  const { targets = [words], levels = [], evaluation = "fixed-calendar" } = words;
  const tracking = words.tracking ?? (levels.length ? "streaks" : targets.length > 1 ? "unified" : "default");
  const name = words.name ?? `Group ${id}`;
  const days = levels.length ? 1 : 14;
  const rows = targets.map((target, place) =>
    rowsOf({ name, days, ...words, ...target }, { group: id, rule: id * 10 + place + 1, evaluation, now }),
  );
  return {
    id,
    attribution: attribution(now),
    name,
    orgId: ORG,
    preferredTillId: 50697469,
    targets: rows.flat(),
    ...(levels.length && { streaks: levels.map((level, place) => streakOf(level, id * 10 + place + 1, rows[0]!)) }),
    targetEvaluationType: EVALUATION[evaluation],
    trackingType: tracking.toUpperCase().replaceAll("-", "_"),
  };
}

interface Place {
  readonly group: number;
  readonly rule: number;
  readonly evaluation: keyof typeof EVALUATION;
  readonly now: number;
}

interface Row {
  readonly targetValue: number;
  readonly targetAchievedValue: number;
  readonly [field: string]: unknown;
}

function rowsOf(words: TargetWords, { group, rule, evaluation, now }: Place): Row[] {
  const {
    name,
    target = 10,
    unit = "count",
    days = 14,
    triggers,
    cycles = [{ achieved: words.achieved ?? 0 }],
  } = words;
  const [targetType, targetEntity] = UNIT[unit];
  const isCyclic = evaluation === "cyclic";
  const midnight = Math.floor(now / DAY) * DAY;
  // The last one holds now: it is in its middle, or, where a cycle is a day, today.
  let next = midnight - Math.floor(days / 2) * DAY - (cycles.length - 1) * days * DAY;
  return cycles.map((cycle, place) => {
    const {
      achieved = 0,
      enrolled = true,
      unEnrolled = false,
      ...own
    } = typeof cycle === "number" ? { achieved: cycle } : cycle;
    const starts = Number(own.starts ?? next);
    const ends = Number(own.ends ?? starts + days * DAY);
    next = ends;
    const goal = own.target ?? target;
    const period = place + 1;
    return {
      targetId: enrolled ? rule * 1000 + period : null,
      orgId: ORG,
      periodId: group * 100 + period,
      programId: null,
      alternateCurrencyIdentifier: null,
      alternateCurrencyName: null,
      periodRefCode: isCyclic ? `PERIOD_G_${group}_${period}` : `Cycle_${period}`,
      periodStartDate: stamp(starts).slice(0, 10),
      periodEndDate: stamp(ends - 1).slice(0, 10),
      targetValue: goal,
      targetAchievedValue: achieved,
      targetName: name,
      targetType,
      targetEntity,
      targetRuleId: rule,
      enrolledOn: offsetStamp(enrolled ? Math.min(starts, now) : now),
      eventName: "TransactionAdd",
      periodStartDateWithTimeStamp: stamp(starts),
      // A cycle of the calendar ends with its last second, another where the next one begins.
      periodEndDateWithTimeStamp: stamp(isCyclic ? ends : ends - 1000),
      lastUpdatedOn: offsetStamp(now),
      targetAchievedDateTime: own.achievedAt === undefined ? null : stamp(Number(own.achievedAt)),
      targetAchievedEventLogId: null,
      streakAchievedDateTime: null,
      currentPeriod: own.current ?? (!isCyclic && starts <= now && now < ends),
      unEnrolled,
      milestones: triggers?.map((trigger, index) => triggerOf(trigger, rule * 10 + index, achieved)) ?? null,
    };
  });
}

function triggerOf(words: TriggerWords | number, id: number, achieved: number): object {
  const { at, name = `at ${at}`, points = null } = typeof words === "number" ? { at: words } : (words as TriggerWords);
  return {
    id,
    triggerName: name,
    triggerValue: at,
    isAchieved: achieved >= at,
    ...(points !== null && { redeemablePoints: points, delayedPoints: 0, externalTriggeredPoints: 0 }),
  };
}

function streakOf(words: LevelWords | number, id: number, rows: readonly Row[]): object {
  const level: LevelWords = typeof words === "number" ? { goal: words } : words;
  const { goal, name = `${goal} in a row`, current = Math.min(runOf(rows), goal) } = level;
  return {
    userStreakId: current ? id * 100 : null,
    streakId: id,
    streakName: name,
    status: current >= goal ? "ACHIEVED" : current ? "INPROGRESS" : "NOT_STARTED",
    currentCount: current,
    totalTargetCountOfSequence: goal,
    streakAchievedDateTime: null,
  };
}

/** How many cycles in a row are achieved at the end; the last one, which runs, may yet be. */
function runOf(rows: readonly Row[]): number {
  const isAchieved = ({ targetValue, targetAchievedValue }: Row): boolean => targetAchievedValue >= targetValue;
  const decided = rows.length && !isAchieved(rows.at(-1)!) ? rows.slice(0, -1) : rows;
  return decided.reduce((run, row) => (isAchieved(row) ? run + 1 : 0), 0);
}

function attribution(now: number): object {
  const nobody = { id: 50150886, code: null, description: null, name: null, type: null };
  const on = offsetStamp(now);
  return { createdOn: on, lastUpdatedOn: on, lastUpdatedBy: nobody, createdBy: nobody };
}

const stamp = (instant: number): string => new Date(instant).toISOString();
const offsetStamp = (instant: number): string => stamp(instant).replace("Z", "+0000");
