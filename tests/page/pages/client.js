// A client that tells what a test wants it to tell, and counts what it is asked.

import { cycle, group, streak, summary } from "./figures.js";

export function makeClient({ canRefresh = true } = {}) {
  const readers = new Set();
  const client = {
    /** How often it was asked to watch. */
    watches: 0,
    /** How often a watch was asked to ask again. */
    refreshes: 0,
    /** How many watches have not ended. */
    open: 0,
    /** How often a snapshot was asked for a summary. */
    questions: 0,
    /** How many snapshots were freed. */
    freed: 0,

    /** What the last watch was told. */
    told: null,

    watch(_userId, { signal, ...told }) {
      client.watches++;
      client.told = told;
      client.open++;
      const unread = [];
      let wake = () => {};
      const reader = (update) => {
        unread.push(update);
        wake();
      };
      readers.add(reader);
      signal.addEventListener("abort", () => wake());
      const refresh = canRefresh ? { refresh: () => client.refreshes++ } : {};
      return Object.assign(
        (async function* () {
          try {
            while (!signal.aborted) {
              if (unread.length) yield unread.shift();
              else await new Promise((resolve) => (wake = resolve));
            }
          } finally {
            readers.delete(reader);
            client.open--;
          }
        })(),
        refresh,
      );
    },

    /** An update for everybody who watches; figures of a cycle that ends in so many minutes, by this machine's clock. */
    tell({ minutes = 90, events = [], error = null, stale = false, ...rest }) {
      const now = Date.now();
      const endsAt = now + minutes * 60_000 + 500;
      const figures = {
        ...summary({
          groups: [
            group({ active: [cycle({ endsAt })] }),
            group({ id: 2, name: "Daily visits", active: [], streak: streak() }),
          ],
        }),
        now,
        receivedAt: now - 5 * 60_000,
        nextChangeAt: endsAt,
      };
      const made = {
        receivedAt: figures.receivedAt,
        summary: () => {
          client.questions++;
          return figures;
        },
        progress: () => figures.groups.flatMap(({ active }) => active),
        free: () => client.freed++,
      };
      for (const reader of readers) reader({ snapshot: made, events, error, stale, ...rest });
    },
  };
  return client;
}
