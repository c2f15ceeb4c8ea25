import { textEncoder } from "./builtin.js";
import { invalidOption, MilestreakError } from "./error.js";
import { kindOf } from "./options.js";

/**
 * A response, in whatever form it is at hand. Bytes are the fast path: what `fetch` gives is read as it is. A string is
 * turned into bytes first. Of an object (a response that somebody parsed already) the fields that are needed are read; if there
 * is anything odd about them, it is turned into a string before that.
 */
export type ResponseInput = ArrayBuffer | ArrayBufferView | string | object;

const MAX_BYTES = 256 * 1024 * 1024;

/** The bytes of a response, if they are no more than allowed. @internal */
export function toBytes(input: unknown, maxBytes = MAX_BYTES): Uint8Array {
  const contents = contentsOf(input);
  limit(contents.length, maxBytes);
  if (typeof contents !== "string") return contents;
  // A text that has too many letters has not come here: it has no fewer bytes than letters.
  const bytes = textEncoder().encode(contents);
  limit(bytes.length, maxBytes);
  return bytes;
}

function limit(length: number, maxBytes: number): void {
  if (length <= maxBytes) return;
  const message = `the body has ${length} bytes or more, and maxBytes is ${maxBytes}; raise it if such a response is to be expected`;
  throw new MilestreakError({ code: "too-large", message });
}

/** The bytes or the text of a response. */
function contentsOf(input: unknown): Uint8Array | string {
  if (typeof input === "string") return input;
  if (ArrayBuffer.isView(input)) return viewOf(() => new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
  if (typeof input !== "object" || input === null)
    throw unusable(`a response is bytes, a string or an object, not ${kindOf(input)}`);
  let json: string | undefined;
  try {
    if (isBuffer(input)) return viewOf(() => new Uint8Array(input));
    const mistake = MISTAKES[tagOf(input)];
    if (mistake) throw unusable(mistake);
    json = JSON.stringify(input);
  } catch (cause) {
    if (cause instanceof MilestreakError) throw cause;
    throw unusable(
      "the object cannot be written as JSON: it is cyclic, or holds a BigInt, or something in it throws",
      cause,
    );
  }
  if (json === undefined) throw unusable("the object is nothing in JSON; pass the response as the API sent it");
  return json;
}

/** Objects that are a step away from what is needed, and the step. */
const MISTAKES: Record<string, string | undefined> = {
  "[object Response]": "this is a Response; pass new Uint8Array(await response.arrayBuffer())",
  "[object Promise]": "this is a Promise; await it first",
  "[object Blob]": "this is a Blob; pass new Uint8Array(await blob.arrayBuffer())",
  "[object File]": "this is a File; pass new Uint8Array(await file.arrayBuffer())",
};

/**
 * What kind of object something is, as `[object Response]`: the same in every realm, where a test runner has its own copies of
 * these classes. Nothing for what does not let itself be asked. @internal
 */
export function tagOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    // A proxy.
    return "";
  }
}

/** Whether something is a buffer of bytes. @internal */
export const isBuffer = (value: unknown): value is ArrayBuffer =>
  /^\[object (Shared)?ArrayBuffer\]$/.test(tagOf(value));

/** A view of bytes; an error that says so where they are not there any more. @internal */
export function viewOf(look: () => Uint8Array): Uint8Array {
  try {
    return look();
  } catch (cause) {
    // A detached buffer: its bytes were transferred to somebody else.
    throw unusable("the buffer is detached: its bytes were transferred elsewhere", cause);
  }
}

function unusable(message: string, ...cause: [unknown?]): MilestreakError {
  return invalidOption("input", message, ...cause);
}
