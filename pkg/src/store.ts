/**
 * A store for the cache of a `Client` that outlives the page: in IndexedDB.
 *
 * @module
 */

import type { SnapshotStore } from "./client/cache.js";

export type { SnapshotStore, StoredSnapshot } from "./client/cache.js";

const TABLE = "snapshots";

/**
 * A store in the browser's IndexedDB. It keeps figures and nothing of the customer's profile; call
 * `signOut()` of the client when the customer leaves.
 *
 * @param name the name of the database
 * @example
 * import { Client } from "milestreak";
 * import { indexedDbStore } from "milestreak/store";
 *
 * const client = new Client({ baseUrl: "/loyalty", cache: { maxAgeMs: 60_000, store: indexedDbStore() } });
 */
export function indexedDbStore(name = "milestreak"): SnapshotStore {
  let opening: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        // Whoever deletes the database, or the browser that clears it, need not wait for this page.
        const forget = (): void => {
          database.close();
          opening = undefined;
        };
        database.onversionchange = forget;
        database.onclose = forget;
        resolve(database);
      };
    }).catch((error: unknown) => {
      // Not kept: there may be room the next time.
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function run<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await open()).transaction(TABLE, mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction.objectStore(TABLE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  return {
    get: (key) => run("readonly", (table) => table.get(key)),
    set: (key, value) => run("readwrite", (table) => table.put(value, key)),
    delete: (prefix) => run("readwrite", (table) => table.delete(IDBKeyRange.bound(prefix, `${prefix}\uffff`))),
  };
}
