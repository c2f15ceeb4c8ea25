// Section 0 of the rules: what a stamp says, the server's clock, and days of a calendar.
// A civil time is written as the epoch milliseconds it would be in UTC.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const STAMP = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:(Z)|([+-])(\d\d):?(\d\d)))?$/;

/**
 * What a stamp says by itself:
 * `{ kind: "day", at }` a civil day, by its midnight;
 * `{ kind: "zulu", at }` ends in `Z`: an instant, or a civil time of the server (who reads it must know);
 * `{ kind: "instant", at, offset? }` has a numeric offset, or is a number. `seconds` when it was epoch seconds.
 * null when it cannot be read.
 */
export function readStamp(value) {
  if (typeof value === "number") {
    const inJanuary1970 = value >= 0 && value < 31 * DAY;
    return inJanuary1970 ? { kind: "instant", at: value * 1000, seconds: true } : { kind: "instant", at: value };
  }
  const parts = typeof value === "string" ? STAMP.exec(value) : null;
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction = "", zulu, sign, offsetHours, offsetMinutes] = parts;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(midnight).toISOString().slice(0, 10) !== value.slice(0, 10)) return null;
  if (hour === undefined) return { kind: "day", at: midnight };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  const at = midnight + Number(hour) * HOUR + Number(minute) * 60_000 + Number(second) * 1000 + milliseconds;
  if (zulu) return { kind: "zulu", at };
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHours) * HOUR + Number(offsetMinutes) * 60_000);
  return { kind: "instant", at: at - offset, offset };
}

// Zones, by Intl

const formats = new Map();

/** Whether Intl knows the zone. */
export function isZone(name) {
  try {
    format(name);
    return true;
  } catch {
    return false;
  }
}

function format(zone) {
  if (!formats.has(zone)) {
    const parts = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
    const options = { ...parts, second: "numeric", era: "short", hourCycle: "h23", calendar: "iso8601" };
    formats.set(zone, new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }));
  }
  return formats.get(zone);
}

const offsets = new Map();

/** The zone's offset at an instant, in milliseconds. */
function zoneOffset(zone, instant) {
  const second = Math.floor(instant / 1000) * 1000;
  const key = `${zone} ${second}`;
  if (!offsets.has(key)) {
    if (offsets.size > 500_000) offsets.clear();
    const parts = Object.fromEntries(
      format(zone)
        .formatToParts(second)
        .map(({ type, value }) => [type, value]),
    );
    const civil = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
    offsets.set(key, civil - second);
  }
  return offsets.get(key);
}

/** The instant of a civil time of a zone: a gap in its clock moves forward, a fold takes the earlier instant. */
function instantInZone(zone, civil) {
  const before = zoneOffset(zone, civil - 15 * HOUR);
  const after = zoneOffset(zone, civil + 15 * HOUR);
  const instants = [before, after].map((offset) => civil - offset).sort((a, b) => a - b);
  return instants.find((instant) => civilInZone(zone, instant) === civil) ?? civil - before;
}

const civilInZone = (zone, instant) => instant + zoneOffset(zone, instant);

// Clocks

/** The clock of a zone: `instantOf(civil)`, `civilOf(instant)`. */
export const zoneClock = (zone) => ({
  instantOf: (civil) => instantInZone(zone, civil),
  civilOf: (instant) => civilInZone(zone, instant),
});

/**
 * The clock of the server, from the numeric offsets that the response shows (`{ at, offset }`):
 * none: UTC; several: that of the stamp nearest in time, the later one on a tie.
 */
export function serverClock(shown) {
  const nearest = (distance) => {
    if (shown.length === 0) return 0;
    const least = Math.min(...shown.map((stamp) => Math.abs(distance(stamp))));
    return latest(shown.filter((stamp) => Math.abs(distance(stamp)) === least)).offset;
  };
  return {
    // A civil time is compared with the stamp as it is printed: the server's clock then.
    instantOf: (civil) => civil - nearest(({ at, offset }) => civil - (at + offset)),
    civilOf: (instant) => instant + nearest(({ at }) => instant - at),
    offset: shown.length === 0 ? 0 : latest(shown).offset,
    varies: spread(shown.map(({ offset }) => offset)) > HOUR,
    shown,
  };
}

/** Of those at one instant the one farthest ahead of UTC. */
const latest = (stamps) => stamps.reduce((a, b) => (b.at > a.at || (b.at === a.at && b.offset > a.offset) ? b : a));
const spread = (numbers) => (numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers));

/** The civil day of an instant, by its midnight. */
export const dayOf = (clock, instant) => Math.floor(clock.civilOf(instant) / DAY) * DAY;

/** A day as `YYYY-MM-DD`. */
export const dateText = (day) => new Date(day).toISOString().slice(0, 10);
