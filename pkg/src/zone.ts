import { invalidOption } from "./error.js";
import type { Check } from "./options.js";
import { askTemporal } from "./temporal.js";

/**
 * How wide the steps are between which an offset is taken for constant when it is the same at both ends. No zone has
 * ever left an offset and come back to it in less (`tests/zones.rs` checks all zones there are).
 */
const STEP = 2 * 86_400_000;

/** The instants that a Date can hold. */
const MAX_TIME = 8.64e15;

/** A zone remembers this many offsets before it starts over. */
const REMEMBERED = 10_000;

/** A time zone, as the platform knows it. */
class Zone {
  readonly id: number;
  /** The offset at an instant that a Date can hold. */
  readonly #ask: (instant: number) => number;
  readonly #offsets = new Map<number, number>();

  constructor(id: number, timeZone: string) {
    this.id = id;
    this.#ask = askTemporal(timeZone) ?? askIntl(timeZone);
  }

  /** Local time minus UTC at an instant, in milliseconds. */
  offsetAt(instant: number): number {
    const start = Math.floor(instant / STEP) * STEP;
    const offset = this.#exact(start);
    return offset === this.#exact(start + STEP) ? offset : this.#exact(instant);
  }

  #exact(instant: number): number {
    let offset = this.#offsets.get(instant);
    if (offset === undefined) {
      if (this.#offsets.size >= REMEMBERED) this.#offsets.clear();
      offset = this.#ask(Math.min(Math.max(instant, -MAX_TIME), MAX_TIME));
      this.#offsets.set(instant, offset);
    }
    return offset;
  }
}

/** Asks `Intl`. Throws what it throws for a name that it does not know. */
function askIntl(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instant) => {
    // "8/30/2024 A, 14:51:43": six numbers, and whether the year counts backwards.
    const text = format.format(instant);
    const [month, day, year, hour, minute, second] = text.match(/\d+/g)!.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const civil = new Date(0);
    civil.setUTCFullYear(/\dB|\sB/.test(text) ? 1 - year : year, month - 1, day);
    civil.setUTCHours(hour, minute, second);
    return civil.getTime() - Math.floor(instant / 1000) * 1000;
  };
}

const zones = new Map<string, Zone>();

/** The zone of a name; throws what `Intl` throws for a name that it does not know. */
function named(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = new Zone(zones.size + 1, name);
    zones.set(name, zone);
  }
  return zone;
}

/** Checks an option that names a zone. */
export const zoneOf =
  (option: string): Check<Zone> =>
  (name) => {
    if (typeof name !== "string") throw invalidOption(option, `${option} must be a name like "Asia/Kolkata"`);
    try {
      return named(name);
    } catch (cause) {
      throw invalidOption(
        option,
        `${option}: this browser knows no time zone ${JSON.stringify(name.slice(0, 40))}; a name is like "Asia/Kolkata"`,
        cause,
      );
    }
  };

/** The zones that a list may name, for the engine: undefined for one that the browser does not know. */
export const knownZones = {
  byName(name: string): Zone | undefined {
    try {
      return named(name);
    } catch {
      return undefined;
    }
  },
};

export type { Zone };
