/**
 * The loyalty widget's engine for the web.
 *
 * @module
 */

import { initFrom, type InitOptions } from "./slim.js";

export * from "./slim.js";

/**
 * Starts the engine. A `Client` and the elements do that by themselves; await it before anything else that needs it, such as
 * `parse()`. Again is free, and a failed start can be tried again.
 *
 * @param options where `milestreak.wasm` is, unless it lies beside this module, as every bundler arranges it
 * @throws {MilestreakError} `network` or `http` when it cannot be fetched, `not-initialized` when it does not start,
 *   `invalid-option`
 * @example
 * import { init, parse } from "milestreak";
 *
 * await init();
 * const snapshot = parse(bytes);
 */
export const init: (options?: InitOptions) => Promise<void> = initFrom(() => ({
  url: new URL("./milestreak.wasm", import.meta.url),
}));
