/** As much of `Temporal` as is used here. Not every browser has it. */
interface TemporalLike {
  Instant: {
    fromEpochMilliseconds(instant: number): {
      toZonedDateTimeISO(timeZone: string): { readonly timeZoneId: string; readonly offsetNanoseconds: number };
    };
  };
}

/**
 * What gives the offset of a time zone at an instant, in milliseconds, where there is a `Temporal` that knows the zone by this name.
 * The first use of `Intl` on a page takes Chromium 30 to 50 milliseconds, several times as much on a phone, and that of
 * `Temporal` 2.
 *
 * @internal
 */
export function askTemporal(timeZone: string): ((instant: number) => number) | undefined {
  const { Temporal } = globalThis as { Temporal?: TemporalLike };
  const at = (instant: number) => Temporal!.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  try {
    // It also takes dates for names, and finds the zone in them. Those are not known by their own name.
    if (at(0).timeZoneId.toLowerCase() !== timeZone.toLowerCase()) return undefined;
  } catch {
    return undefined;
  }
  return (instant) => at(instant).offsetNanoseconds / 1e6;
}
