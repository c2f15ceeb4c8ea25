// Where a shopper stands in the sprint. The API's own leaderboard cannot be asked from a page: this is what a shop's backend would fetch
// and hand on.

/** What the others have spent in the sprint: many a little, few a lot. */
const OTHERS = Array.from({ length: 239 }, (_, place) => Math.round(400 * ((place + 1) / 240) ** 3));

/** The rank of somebody who spent so much: 1 is the best. */
export const rankOf = (value) => ({
  rank: 1 + OTHERS.filter((other) => other > value).length,
  of: OTHERS.length + 1,
  value,
});
