/**
 * The loyalty widget's engine, for Node: the WebAssembly module is read from disk.
 *
 * @module
 */

// @ts-expect-error: the package has no types of Node among its dependencies
import { readFile } from "node:fs/promises";
import { initFrom, type InitOptions } from "./index.js";

export * from "./index.js";

/** Starts the engine. Await it once before anything else; again is free, and a failed start can be tried again. */
export const init: (options?: InitOptions) => Promise<void> = initFrom(async () => ({
  bytes: await readFile(new URL("./milestreak.wasm", import.meta.url)),
}));
