// The declarations have `Symbol.dispose`, which no `lib` of a year's name has yet.
/// <reference lib="esnext.disposable" preserve="true" />

import * as readers from "../generated/readers.js";
import type {
  ApiMessage,
  AvailableGroup,
  CycleProgress,
  Event,
  Issue,
  SnapshotHead,
  StreakSummary,
  Summary,
  TargetGroup,
} from "../generated/types.js";
import { at, AT, type AtOptions } from "./at.js";
import { Catalog } from "./catalog.js";
import { call, type Engine, Handle, write } from "./engine.js";
import { invalidOption } from "./error.js";
import { type ResponseInput, toBytes } from "./input.js";
import { writeObject } from "./object.js";
import { argument, checks, readOptions, type Check } from "./options.js";
import { zoneOf, type Zone } from "./zone.js";

/** Options of {@link Snapshot.progress}. */
export interface ProgressOptions extends AtOptions {
  /** Only the cycles that run now. */
  activeOnly?: boolean;
}

/** Options of everything that looks at streaks. */
export interface StreakOptions extends AtOptions {
  /** How long before its deadline a streak is at risk, in milliseconds: 24 hours unless it is given. */
  atRiskWithinMs?: number;
}

/** Options of {@link parse}: what is known of how the response was obtained. */
export interface ParseOptions {
  /** When it was received: a Date or epoch milliseconds. */
  receivedAt?: Date | number;
  /** Whether it was asked for with all cycles (`includeInactive=true`). Streaks only tell what is out of reach if so. */
  allCycles?: boolean;
  /**
   * The time zone of the server's clock, as an IANA name. Unless it is given, the response shows how far that clock is from
   * UTC: by the offsets that it writes when something was made, changed and joined.
   */
  serverTimeZone?: string;
  /** The largest body that is read, in bytes: 256 MiB unless it is given. */
  maxBytes?: number;
}

/** Options of {@link Snapshot.available}. */
export interface AvailableOptions extends AtOptions {
  /**
   * What to offer besides what is open to everybody: `"invited"` adds what an audience filter or an import lets one into,
   * `"user-created"` what customers made for themselves.
   */
  include?: readonly ("invited" | "user-created")[];
}

/** Where a snapshot comes from. */
interface Origin {
  readonly isStale: boolean;
  /** The clock that counts. */
  readonly now: () => number;
}

/** The clock is looked up each time: tests replace it after this module was loaded. */
const PARSED: Origin = { isStale: false, now: () => Date.now() };

const DAY = 86_400_000;

const PROGRESS = { ...AT, activeOnly: checks.boolean } satisfies Record<keyof ProgressOptions, Check<unknown>>;
const STREAKS = { ...AT, atRiskWithinMs: checks.duration } satisfies Record<keyof StreakOptions, Check<unknown>>;
const AVAILABLE = { ...AT, include: checks.listOf("invited", "user-created") } satisfies Record<
  keyof AvailableOptions,
  Check<unknown>
>;
const PARSE = {
  receivedAt: checks.instant,
  allCycles: checks.boolean,
  serverTimeZone: zoneOf("serverTimeZone"),
  maxBytes: checks.count,
} satisfies Record<keyof ParseOptions, Check<unknown>>;

/**
 * A user's target groups at one moment, as the server told them. It is held by the engine; ask it as often as you
 * like, each answer is one plain object.
 *
 * It is freed when it is collected; {@link Snapshot.free} or `using` does it at once.
 *
 * @example
 * const snapshot = parse(bytes);
 * for (const cycle of snapshot.activeCycles()) {
 *   console.log(`${cycle.targetName}: ${cycle.displayPercent} %, ${cycle.daysLeft} days left`);
 * }
 */
export class Snapshot {
  readonly #handle: Handle;
  #cachedHead: SnapshotHead | undefined;
  #origin: Origin;

  /** @internal */
  constructor(handle: Handle, origin: Origin = PARSED) {
    if (!Handle.is(handle)) throw invalidOption("snapshot", "only parse() and a client make snapshots");
    this.#handle = handle;
    this.#origin = origin;
  }

  /**
   * Vue, and what is built on its proxies (Alpine, Pinia), leaves objects with this alone. Behind a proxy private members are
   * out of reach.
   *
   * @internal
   */
  get __v_skip(): true {
    return true;
  }

  /** What is said of the response as a whole. Most pages never ask, and asking takes as long as reading two rows. */
  get #head(): SnapshotHead {
    this.#cachedHead ??= this.#handle.ask((engine, handle): SnapshotHead => engine.snapshotHead(handle));
    return this.#cachedHead;
  }

  /** Whose it is; null when the response does not say. */
  get userId(): number | null {
    return this.#head.userId;
  }

  /** When the response was received, in epoch milliseconds; null when that was not said. */
  get receivedAt(): number | null {
    return this.#head.receivedAt;
  }

  /**
   * The moment the response speaks of, in epoch milliseconds: when it was received, or when the server made rows up for it,
   * whichever is earlier; null when neither is known.
   */
  get answeredAt(): number | null {
    return this.#head.answeredAt;
  }

  /**
   * How far the server's clocks are ahead of UTC, in milliseconds, by what the response shows; null when `serverTimeZone` was
   * given.
   */
  get serverOffset(): number | null {
    return this.#head.serverOffset;
  }

  /**
   * Whether some `startsAt` or `endsAt` is a day's edge on the programme's calendar, and so moves with `timeZone`. A page that
   * gives no `timeZone` shows the server's midnight then.
   */
  get needsTimeZone(): boolean {
    return this.#head.needsTimeZone;
  }

  /** Whether a client gave it from its cache although it is older than `maxAgeMs`. A newer one is on its way then. */
  get stale(): boolean {
    return this.#origin.isStale;
  }

  /** What the API reported beside its data. */
  get apiErrors(): ApiMessage[] {
    return this.#head.apiErrors;
  }

  /** What the API warned of. */
  get apiWarnings(): ApiMessage[] {
    return this.#head.apiWarnings;
  }

  /** The model itself: groups, targets and cycles as the response has them, before any rule. */
  get groups(): TargetGroup[] {
    return this.#handle.ask((engine, handle) => engine.groups(handle));
  }

  /** What could not be read or had to be left out, each with its JSON path. Everything around it is there. */
  get issues(): Issue[] {
    return this.#handle.ask((engine, handle) => engine.snapshotIssues(handle));
  }

  /**
   * The progress of every cycle: one entry for each, groups and targets in order of arrival, cycles in order of time.
   *
   * @throws {MilestreakError} `invalid-option`
   * @example
   * const [cycle] = snapshot.progress({ now: new Date("2024-05-28T12:00:00Z"), timeZone: "Asia/Kolkata" });
   * bar.value = cycle.displayPercent ?? 0;
   */
  progress(options?: ProgressOptions): CycleProgress[] {
    const { now, timeZone, activeOnly } = at(options, PROGRESS, "progress()", this.#origin.now);
    return this.#handle.unpack(
      (engine, handle) => engine.progress(handle, now, timeZone, activeOnly ?? false),
      readers.cycles,
    );
  }

  /**
   * The cycles that run now, the soonest end first; those whose end is not known come last.
   *
   * @throws {MilestreakError} `invalid-option`
   * @example
   * const [next] = snapshot.activeCycles();
   * if (next) label.textContent = `${next.achieved} of ${next.target}`;
   */
  activeCycles(options?: AtOptions): CycleProgress[] {
    const { now, timeZone } = at(options, AT, "activeCycles()", this.#origin.now);
    return this.#handle.unpack((engine, handle) => engine.activeCycles(handle, now, timeZone), readers.cycles);
  }

  /**
   * The streaks: one entry for each group that has streak levels.
   *
   * @throws {MilestreakError} `invalid-option`
   * @example
   * for (const streak of snapshot.streaks({ atRiskWithinMs: 6 * 3600_000 })) {
   *   if (streak.atRisk) remind(streak.groupName, streak.deadline);
   * }
   */
  streaks(options?: StreakOptions): StreakSummary[] {
    const { now, timeZone, atRiskWithinMs } = at(options, STREAKS, "streaks()", this.#origin.now);
    return this.#handle.unpack(
      (engine, handle) => engine.streaks(handle, now, timeZone, atRiskWithinMs ?? DAY),
      readers.streaks,
    );
  }

  /**
   * Everything a dashboard shows, in one crossing of the boundary.
   *
   * @throws {MilestreakError} `invalid-option`
   * @example
   * const { groups, nextChangeAt } = snapshot.summary({ timeZone: "Asia/Kolkata" });
   * render(groups);
   * if (nextChangeAt !== null) setTimeout(refresh, Math.min(nextChangeAt - Date.now(), 2 ** 31 - 1));
   */
  summary(options?: StreakOptions): Summary {
    const { now, timeZone, atRiskWithinMs } = at(options, STREAKS, "summary()", this.#origin.now);
    return this.#handle.unpack(
      (engine, handle) => engine.summary(handle, now, timeZone, atRiskWithinMs ?? DAY),
      readers.summary,
    );
  }

  /**
   * The earliest instant, in epoch milliseconds, at which any answer changes although nothing is received: a cycle
   * starts or ends, a day turns, a streak enters its risk window. What moves all the time (time left, elapsed part,
   * pace) does not count. Null when nothing will.
   *
   * @throws {MilestreakError} `invalid-option`
   */
  nextChange(options?: StreakOptions): number | null {
    const { now, timeZone, atRiskWithinMs } = at(options, STREAKS, "nextChange()", this.#origin.now);
    const next = this.#handle.ask((engine, handle) => engine.nextChange(handle, now, timeZone, atRiskWithinMs ?? DAY));
    return next ?? null;
  }

  /**
   * The same response, joined with the definitions of the organisation: names, descriptions, trigger types, the rules
   * of unified groups, streak levels not yet begun, and what is {@link Snapshot.available}. It adds to a catalogue that was
   * joined before; this snapshot stays as it is.
   *
   * @throws {MilestreakError} `invalid-option`
   */
  withCatalog(catalog: Catalog): Snapshot {
    const other = Catalog.handleOf(catalog, "withCatalog()");
    const joined = this.#handle.ask((engine, snapshot) =>
      other.ask((_, catalog) => new Handle("snapshot", () => engine.withCatalog(snapshot, catalog))),
    );
    return new Snapshot(joined, this.#origin);
  }

  /**
   * What this customer could still join: active definitions that are open to everybody and that they take no part in. Null
   * unless the snapshot is joined with a catalogue and was asked for with all cycles: otherwise nobody knows.
   *
   * @throws {MilestreakError} `invalid-option`
   */
  available(options?: AvailableOptions): AvailableGroup[] | null {
    const { now, timeZone, include = [] } = at(options, AVAILABLE, "available()", this.#origin.now);
    const [invited, userCreated] = [include.includes("invited"), include.includes("user-created")];
    return this.#handle.ask((engine, handle) => engine.available(handle, now, timeZone, invited, userCreated));
  }

  /**
   * The mean of what was achieved in the cycles of a target that have started (the vendor's `avgTargetAchieved`).
   *
   * @param target the id of its rule, or its name; the first that fits is meant
   * @returns the mean, in the target's unit; null when there is no such target or none of its cycles has started
   * @throws {MilestreakError} `invalid-option`
   */
  averageAchieved(target: number | string, options?: AtOptions): number | null {
    return this.#attribute("averageAchieved()", "target", target, options, (engine, ...of) =>
      engine.averageAchieved(...of),
    );
  }

  /**
   * What was achieved in a period of a target (the vendor's `targetAchievedInPeriod`).
   *
   * @param target the id of its rule, or its name; the first that fits is meant
   * @param refCode the name of the period, as in `Cycle_5`
   * @returns the value, in the target's unit; null when there is no such target or period
   * @throws {MilestreakError} `invalid-option`
   */
  achievedInPeriod(target: number | string, refCode: string, options?: AtOptions): number | null {
    const period = argument(refCode, checks.string, "refCode", "achievedInPeriod()");
    return this.#attribute("achievedInPeriod()", "target", target, options, (engine, ...of) =>
      engine.achievedInPeriod(...of, period),
    );
  }

  /**
   * What was achieved in the cycle of a target that runs now (the vendor's `targetAchievedInCurrentPeriod`).
   *
   * @param target the id of its rule, or its name; the first that fits is meant
   * @returns the value, in the target's unit; 0 when no cycle runs, null when there is no such target
   * @throws {MilestreakError} `invalid-option`
   */
  achievedInCurrentPeriod(target: number | string, options?: AtOptions): number | null {
    return this.#attribute("achievedInCurrentPeriod()", "target", target, options, (engine, ...of) =>
      engine.achievedInCurrentPeriod(...of),
    );
  }

  /**
   * Whether a level of a streak is reached (the vendor's `isStreakAchieved`).
   *
   * @param streak the id of the level, or its name; the first that fits is meant
   * @returns null when there is no such level
   * @throws {MilestreakError} `invalid-option`
   */
  isStreakAchieved(streak: number | string, options?: AtOptions): boolean | null {
    return this.#attribute("isStreakAchieved()", "streak", streak, options, (engine, ...of) =>
      engine.isStreakAchieved(...of),
    );
  }

  /**
   * How many the server counts for a level of a streak (the vendor's `streakCurrentValue`).
   *
   * @param streak the id of the level, or its name; the first that fits is meant
   * @returns null when there is no such level
   * @throws {MilestreakError} `invalid-option`
   */
  streakCurrentValue(streak: number | string, options?: AtOptions): number | null {
    return this.#attribute("streakCurrentValue()", "streak", streak, options, (engine, ...of) =>
      engine.streakCurrentValue(...of),
    );
  }

  /**
   * How many targets of a unified group are achieved in a period (the vendor's `targetsAchievedForUnified`).
   *
   * @param group its id, or its name; the first that fits is meant
   * @param refCode the name of the period, as in `Cycle_5`
   * @returns null when there is no such group or period
   * @throws {MilestreakError} `invalid-option`
   */
  targetsAchieved(group: number | string, refCode: string, options?: AtOptions): number | null {
    const period = argument(refCode, checks.string, "refCode", "targetsAchieved()");
    return this.#attribute("targetsAchieved()", "group", group, options, (engine, ...of) =>
      engine.targetsAchieved(...of, period),
    );
  }

  /**
   * How many targets of a unified group are achieved in the period that runs now (the vendor's
   * `targetsAchievedForUnifiedInCurrentPeriod`).
   *
   * @param group its id, or its name; the first that fits is meant
   * @returns 0 when no period runs, null when there is no such group
   * @throws {MilestreakError} `invalid-option`
   */
  targetsAchievedInCurrentPeriod(group: number | string, options?: AtOptions): number | null {
    return this.#attribute("targetsAchievedInCurrentPeriod()", "group", group, options, (engine, ...of) =>
      engine.targetsAchievedInCurrentPeriod(...of),
    );
  }

  /** Frees what the engine holds. Afterwards only {@link Snapshot.free} may be called, and does nothing. */
  free(): void {
    this.#handle.free();
  }

  /** {@link Snapshot.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** Whether it can be asked: it was not freed, and its engine runs. @internal */
  get isUsable(): boolean {
    return this.#handle.isUsable;
  }

  /** The same snapshot, to be freed on its own. @internal */
  share(): Snapshot {
    return new Snapshot(this.#handle.clone(), this.#origin);
  }

  /** The clock that counts for a snapshot. @internal */
  static clockOf(snapshot: unknown): () => number {
    return (Snapshot.is(snapshot) ? snapshot.#origin : PARSED).now;
  }

  /** The handle of a snapshot. @internal */
  static handleOf(snapshot: unknown, where: string): Handle {
    if (!Snapshot.is(snapshot)) throw invalidOption("snapshot", `${where}: this is no Snapshot; parse() makes one`);
    return snapshot.#handle;
  }

  /** Whether something is a snapshot, whatever it says of itself. @internal */
  static is(value: unknown): value is Snapshot {
    return typeof value === "object" && value !== null && #handle in value;
  }

  /** A single figure; `called` is the id or the name of what it is about. */
  #attribute<T>(
    where: string,
    what: string,
    called: unknown,
    options: unknown,
    ask: (
      engine: Engine,
      handle: number,
      now: number,
      timeZone: Zone | undefined,
      key: string | number,
    ) => T | undefined,
  ): T | null {
    const { now, timeZone } = at(options, AT, where, this.#origin.now);
    const key = typeof called === "string" ? called : argument(called, checks.id, what, where);
    return this.#handle.ask((engine, handle) => ask(engine, handle, now, timeZone, key)) ?? null;
  }
}

/**
 * Reads the response of *Get Associated Target Groups of a User*.
 *
 * @param input bytes (the fast path), a string, or the parsed object
 * @throws {MilestreakError} `invalid-json` for what is not JSON, with line and column; `unexpected-shape` for JSON of
 *   another kind; `api` for a response with errors and without data; `too-large`; `invalid-option`; `not-initialized`.
 *   What is wrong with a single field or row is no error but one of {@link Snapshot.issues}.
 * @example
 * const response = await fetch("/loyalty/target-groups");
 * const snapshot = parse(new Uint8Array(await response.arrayBuffer()), { receivedAt: Date.now() });
 */
export function parse(input: ResponseInput, options?: ParseOptions): Snapshot {
  const { receivedAt, allCycles, serverTimeZone, maxBytes } = readOptions(options, PARSE, "parse()");
  const known = [receivedAt, allCycles, serverTimeZone] as const;
  return new Snapshot(parseObject(input, maxBytes, ...known) ?? read(toBytes(input, maxBytes), ...known));
}

/** Has the engine parse an object without writing its JSON; undefined where that is no use. */
function parseObject(
  input: unknown,
  maxBytes = Infinity,
  receivedAt?: number,
  allCycles?: boolean,
  serverTimeZone?: Zone,
): Handle | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const bytes = writeObject(input);
  if (!bytes || bytes.length > maxBytes) return undefined;
  const number = call((engine) => engine.parseObject(write(engine, bytes), receivedAt, allCycles, serverTimeZone));
  return number ? new Handle("snapshot", () => number) : undefined;
}

/** Has the engine parse a response. @internal */
export function read(bytes: Uint8Array, receivedAt?: number, allCycles?: boolean, serverTimeZone?: Zone): Handle {
  return new Handle("snapshot", (engine) => engine.parse(write(engine, bytes), receivedAt, allCycles, serverTimeZone));
}

/** A response in any form, or a snapshot of one. */
export type SnapshotInput = ResponseInput | Snapshot;

/** Asks a snapshot, or a response that is read for this one question. */
function once<T>(input: SnapshotInput, ask: (snapshot: Snapshot) => T): T {
  if (Snapshot.is(input)) return ask(input);
  const snapshot = parse(input);
  try {
    return ask(snapshot);
  } finally {
    snapshot.free();
  }
}

/** {@link Snapshot.progress}, for a page that asks once. */
export function progress(input: SnapshotInput, options?: ProgressOptions): CycleProgress[] {
  return once(input, (snapshot) => snapshot.progress(options));
}

/** {@link Snapshot.activeCycles}, for a page that asks once. */
export function activeCycles(input: SnapshotInput, options?: AtOptions): CycleProgress[] {
  return once(input, (snapshot) => snapshot.activeCycles(options));
}

/** {@link Snapshot.streaks}, for a page that asks once. */
export function streaks(input: SnapshotInput, options?: StreakOptions): StreakSummary[] {
  return once(input, (snapshot) => snapshot.streaks(options));
}

/** {@link Snapshot.summary}, for a page that asks once. */
export function summary(input: SnapshotInput, options?: StreakOptions): Summary {
  return once(input, (snapshot) => snapshot.summary(options));
}

/**
 * What changed from one snapshot to another: events by group, target and period. Both must have been asked for with the
 * same filters. Nothing between a response and itself, nor between two customers; and what a catalogue adds is no news. The
 * earlier one is judged at the moment it was answered, the later one at `now`.
 *
 * @throws {MilestreakError} `invalid-option`
 * @example
 * for (const event of diff(before, after)) {
 *   if (event.type === "target-achieved") celebrate(event.targetName);
 * }
 */
export function diff(previous: Snapshot, next: Snapshot, options?: AtOptions): Event[] {
  const { now, timeZone } = at(options, AT, "diff()", Snapshot.clockOf(next));
  const [before, after] = [Snapshot.handleOf(previous, "diff()"), Snapshot.handleOf(next, "diff()")];
  return before.ask((engine, before) => after.ask((_, after) => engine.diff(before, after, now, timeZone)));
}
