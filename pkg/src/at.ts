import { checks, readOptions, type Check, type Spec } from "./options.js";
import { zoneOf, type Zone } from "./zone.js";

/** When, and for which calendar, a question is asked. */
export interface AtOptions {
  /**
   * The instant that is asked about: a Date or epoch milliseconds. The clock's, unless it is given; for a snapshot that
   * a `Client` fetched, the server's clock as far as it is known (`clockSkewMs` of the client).
   */
  now?: Date | number;
  /**
   * The time zone whose calendar counts, as an IANA name like `"Asia/Kolkata"`: the one of the programme's shops,
   * usually. Civil days in the response are days of this zone, and days left are counted in it. Unless it is given, the days
   * are those of the server's clock, which is seldom what customers live by (`needsTimeZone` of a snapshot).
   */
  timeZone?: string;
}

/** @internal */
export const AT = { now: checks.instant, timeZone: zoneOf("timeZone") } satisfies Record<
  keyof AtOptions,
  Check<unknown>
>;

interface At {
  now: number;
  timeZone: Zone;
}

/** Reads options that may say when; the clock says it otherwise. @internal */
export function at<T extends At>(
  options: unknown,
  spec: Spec<T>,
  where: string,
  clock: () => number = () => Date.now(),
): Partial<T> & { now: number; timeZone: Zone | undefined } {
  const read: Partial<At> = readOptions(options, spec, where);
  // Written into the options that were read: a copy of them costs a small response a fiftieth of its time.
  read.now ??= clock();
  return read as Partial<T> & { now: number; timeZone: Zone | undefined };
}
