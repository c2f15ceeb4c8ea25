/**
 * Everything of `milestreak`, with the WebAssembly module inside: for where no file can lie beside the code, as in builds of
 * Angular, single-file bundles and browser extensions.
 *
 * @module
 */

// Hexadecimal: longer than base64 before it is compressed, and a fifth shorter after.
import hexadecimal from "../dist/milestreak.wasm";
import { initFrom, type InitOptions } from "./index.js";

export * from "./index.js";

/**
 * Starts the engine. Await it once before anything else; again is free, and a failed start can be tried again.
 *
 * @throws {MilestreakError} `not-initialized` when it does not start, `invalid-option`
 */
export const init: (options?: InitOptions) => Promise<void> = initFrom(() => ({ bytes: bytesOf(hexadecimal) }));

function bytesOf(digits: string): Uint8Array<ArrayBuffer> {
  // Of 0 to 9 the last four bits are the value, of a to f they are 9 less.
  const valueAt = (at: number): number => {
    const code = digits.charCodeAt(at);
    return (code & 15) + (code >> 6) * 9;
  };
  return new Uint8Array(digits.length / 2).map((_, index) => valueAt(2 * index) * 16 + valueAt(2 * index + 1));
}
