/** Where a customer stands among others, as a page's backend fetched it: the leaderboard of the API cannot be asked from a page. */
export interface Rank {
  /** The place; 1 is the best. */
  readonly rank: number;
  /** Among how many; null or absent where nobody knows. */
  readonly of?: number | null | undefined;
  /** What the place was given for, in the unit of the target that the element shows; null or absent where nobody knows. */
  readonly value?: number | null | undefined;
  /** When it was fetched, epoch milliseconds or a `Date`; null or absent where nobody knows. */
  readonly at?: Date | number | null | undefined;
}

/** A rank as an element has it: checked, and null for what nobody knows. */
export interface CheckedRank extends Rank {
  readonly of: number | null;
  readonly value: number | null;
  readonly at: number | null;
}

/** Checks what a page gives; throws a `TypeError` for what is no rank. */
export function checkRank(given: Rank): CheckedRank {
  const { rank, of = null, value = null, at = null } = given;
  const time = at === null ? null : Number(at);
  const isRight =
    Number.isInteger(rank) &&
    rank >= 1 &&
    (of === null || (Number.isInteger(of) && of >= rank)) &&
    (value === null || Number.isFinite(value)) &&
    (time === null || Number.isFinite(time));
  if (!isRight) throw new TypeError("milestreak: this is no rank");
  return { rank, of, value, at: time };
}
