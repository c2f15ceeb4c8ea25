/**
 * Writes a response that is an object already for the engine: the fields that are read, without their keys
 * (`src/wire/keyless.rs` has the form). Anything that JSON would not write as it stands ends in an error; then the JSON of the
 * object is parsed instead, which has the same figures and says where something is wrong.
 *
 * @module
 */

import { writeEnvelope } from "../generated/writers.js";
import { clear, object, written } from "./fields.js";
import { isBuffer } from "./input.js";

let isWriting = false;

/** The bytes of a response, to be used before anything else is written; undefined for what has to be parsed as JSON. */
export function writeObject(response: object): Uint8Array | undefined {
  // Bytes, as nearly all responses are, would be found out by an exception.
  if (ArrayBuffer.isView(response) || isBuffer(response)) return undefined;
  // A getter of an object that is being written may parse another one.
  if (isWriting) return undefined;
  isWriting = true;
  try {
    const length = object(response as Record<string, unknown>, writeEnvelope, 0);
    return written(length);
  } catch {
    // Also whatever a getter throws: writing the JSON will meet it again, and say so.
    return undefined;
  } finally {
    isWriting = false;
    clear();
  }
}
