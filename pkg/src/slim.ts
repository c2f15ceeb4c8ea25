/**
 * Everything of `milestreak`, without a word of where the WebAssembly module is: `init` must be told.
 *
 * @module
 */

import { setOwnModule, startEngine, type InitOptions } from "./engine.js";
import type { Locate } from "./load.js";
import { checks, readOptions } from "./options.js";

export type * from "../generated/types.js";
export type { AtOptions } from "./at.js";
export { Catalog, parseCatalog, type DefinitionOptions, type ParseCatalogOptions } from "./catalog.js";
export {
  Client,
  type ClientOptions,
  type RetryOptions,
  type TargetGroupsOptions,
  type WatchOptions,
} from "./client.js";
export type { Auth, BasicAuth, BearerAuth, NoAuth, OAuth, TokenRequest, TokenSource } from "./client/auth.js";
export type { CacheOptions, SnapshotStore, StoredSnapshot } from "./client/cache.js";
export type { Progress, ProgressListener } from "./client/connection.js";
export type { Observer, Subscriber, Unsubscribe, Update } from "./client/updates.js";
export type { Watch } from "./client/watch.js";
export type { InitOptions } from "./engine.js";
export { isMilestreakError, MilestreakError } from "./error.js";
export type { ResponseInput } from "./input.js";
export {
  activeCycles,
  diff,
  parse,
  progress,
  Snapshot,
  streaks,
  summary,
  type AvailableOptions,
  type ParseOptions,
  type ProgressOptions,
  type SnapshotInput,
  type StreakOptions,
} from "./snapshot.js";

const INIT = {
  url: (url: unknown) => url && String(url),
  response: checks.any,
  module: checks.any,
  bytes: checks.any,
};

/**
 * Starts the engine. Await it once before anything else; again is free, and a failed start can be tried again.
 *
 * @param options where `milestreak.wasm` is: one of `url`, `response`, `module` and `bytes`
 * @throws {MilestreakError} `network` or `http` when it cannot be fetched, `not-initialized` when it does not start,
 *   `invalid-option`
 */
export async function init(options: InitOptions): Promise<void> {
  const given = readOptions(options, INIT, "init()") as InitOptions;
  return startEngine(() => given);
}

/**
 * The same for an entry that knows where the module is, from which the engine also starts by itself. Of several entries in one
 * program each starts it from its own place.
 *
 * @internal
 */
export function initFrom(locate: Locate): (options?: InitOptions) => Promise<void> {
  setOwnModule(locate);
  return async (options) => {
    const given = readOptions(options, INIT, "init()") as InitOptions;
    return startEngine(Object.keys(given).length ? () => given : locate);
  };
}
