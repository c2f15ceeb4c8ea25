// Joins what a client tells of a user with the organisation's list, as a page does that has groups with several targets: what such a
// group asks for is only in the list.

import { diff, parseCatalog } from "../pkg/index.js";

/** The organisation's list. Each page of a shop would get it once, from its own cache. */
export async function fetchCatalog(baseUrl) {
  const response = await fetch(`${baseUrl}/v3/targetGroups`);
  return parseCatalog(new Uint8Array(await response.arrayBuffer()));
}

/**
 * What the elements need of a client: its `watch`, with the list joined to every snapshot. `onUpdate` is called after an element took an
 * update.
 */
export const withCatalog = (client, catalog, onUpdate) => ({
  watch(...question) {
    const watched = client.watch(...question);
    return {
      refresh: watched.refresh,
      async *[Symbol.asyncIterator]() {
        let last = null;
        for await (const { snapshot, ...update } of watched) {
          const joined = snapshot?.withCatalog(catalog) ?? null;
          snapshot?.free();
          // Compared anew: without the list nobody knows when such a group is achieved.
          yield { ...update, snapshot: joined, events: last && joined ? diff(last, joined) : [] };
          last = joined;
          onUpdate();
        }
      },
    };
  },
});
