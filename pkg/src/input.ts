import { invalidOption, MilestreakError } from "./error.js";
import { kindOf } from "./options.js";

/**
 * A response, in whatever form it is at hand. Bytes are the fast path: what `fetch` gives is read as it is. A string is
 * turned into bytes first, an object (a response that somebody parsed already) into a string before that.
 */
export type ResponseInput = ArrayBuffer | ArrayBufferView | string | object;

const encoder = new TextEncoder();

const MAX_BYTES = 256 * 1024 * 1024;

/** Bytes that are no more than allowed. @internal */
export function limited(bytes: Uint8Array, maxBytes = MAX_BYTES): Uint8Array {
  if (bytes.length > maxBytes) {
    const message = `the body has ${bytes.length} bytes, and maxBytes is ${maxBytes}; raise it if such a response is to be expected`;
    throw new MilestreakError({ code: "too-large", message });
  }
  return bytes;
}

/** The bytes of a response. @internal */
export function toBytes(input: unknown): Uint8Array {
  if (typeof input === "string") return encoder.encode(input);
  if (ArrayBuffer.isView(input)) return bytesOf(input.buffer, input.byteOffset, input.byteLength);
  if (isBuffer(input)) return bytesOf(input);
  if (typeof input !== "object" || input === null) {
    throw unusable(`a response is bytes, a string or an object, not ${kindOf(input)}`);
  }
  const mistake = MISTAKES[Object.prototype.toString.call(input)];
  if (mistake) throw unusable(mistake);
  let json: string | undefined;
  try {
    json = JSON.stringify(input);
  } catch (cause) {
    throw unusable("the object cannot be written as JSON: it is cyclic, or holds a BigInt, or something in it throws", cause);
  }
  if (json === undefined) throw unusable("the object is nothing in JSON; pass the response as the API sent it");
  return encoder.encode(json);
}

/** Objects that are a step away from what is needed, and the step. */
const MISTAKES: Record<string, string | undefined> = {
  "[object Response]": "this is a Response; pass new Uint8Array(await response.arrayBuffer())",
  "[object Promise]": "this is a Promise; await it first",
  "[object Blob]": "this is a Blob; pass new Uint8Array(await blob.arrayBuffer())",
  "[object File]": "this is a File; pass new Uint8Array(await file.arrayBuffer())",
};

const isBuffer = (input: unknown): input is ArrayBuffer | SharedArrayBuffer =>
  /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(input));

function bytesOf(...place: [ArrayBufferLike, number?, number?]): Uint8Array {
  try {
    return new Uint8Array(...place);
  } catch (cause) {
    // A detached buffer: its bytes were transferred to somebody else.
    throw unusable("the buffer is detached: its bytes were transferred elsewhere", cause);
  }
}

function unusable(message: string, ...cause: [unknown?]): MilestreakError {
  return invalidOption("input", message, ...cause);
}
