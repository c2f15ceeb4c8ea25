/**
 * The loyalty widget's engine, for runtimes that compile nothing while they run (Cloudflare Workers, edge functions of Vercel
 * and Next.js): the build hands the WebAssembly module over, compiled.
 *
 * @module
 */

import module from "./milestreak.wasm?module";
import { initFrom, type InitOptions } from "./index.js";

export * from "./index.js";

/** Starts the engine. Await it once before anything else; again is free, and a failed start can be tried again. */
export const init: (options?: InitOptions) => Promise<void> = initFrom(() => ({ module }));
