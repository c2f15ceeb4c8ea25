/**
 * Reads the packed results of the engine out of its memory, before anything else is asked of it, and writes into it.
 * `src/shape/packer.rs` has the layout; the readers for each kind of result are generated.
 *
 * Reading is synchronous and never calls out, so one cursor serves everybody.
 */

import { encoding } from "./builtin.js";

let memory: WebAssembly.Memory;
/** All of the memory: of no length any more, once it grows. */
let bytes = new Uint8Array();
let values = new Float64Array();
let texts: string[];
let at = 0;

let decoder: TextDecoder | undefined;
let decoded = 0;

/** Safari up to 18.4 lets a decoder read two gigabytes in all, and fail from then on. */
const ENOUGH = 2 ** 30;

function decode(start: number, length: number): string {
  decoded += length;
  if (!decoder || decoded > ENOUGH) {
    const { TextDecoder } = encoding();
    // A byte-order mark that a name begins with is a letter like any other.
    decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    decoded = length;
  }
  return decoder.decode(new Uint8Array(bytes.buffer, start, length));
}

/** Uses this memory from here on: that of the engine that runs. */
export function useMemory(engines: WebAssembly.Memory): void {
  memory = engines;
  lookAgain();
}

/** The browser's answer to where the memory lies takes longer than to look whether it still lies there. */
function lookAgain(): void {
  bytes = new Uint8Array(memory.buffer);
  values = new Float64Array(memory.buffer);
}

/** Writes bytes to an address. */
export function writeAt(address: number, contents: Uint8Array): void {
  if (!bytes.length) lookAgain();
  bytes.set(contents, address);
}

/** What the result at an address begins with: how many values and texts there are, where the texts lie, and their bytes. */
function headAt(address: number): [valueCount: number, textCount: number, textsStart: number, textsLength: number] {
  if (!bytes.length) lookAgain();
  at = address / 8;
  return [number(), number(), number(), number()];
}

/** Copies the bytes of the texts of the result at an address. */
export function textsAt(address: number): Uint8Array {
  const [, , start, length] = headAt(address);
  return bytes.slice(start, start + length);
}

/** Reads the result at an address with its reader. */
export function unpack<T>(address: number, read: () => T): T {
  const [valueCount, textCount, textsStart, textsLength] = headAt(address);
  const all = textsLength ? decode(textsStart, textsLength) : "";
  texts = new Array(textCount);
  for (let text = 0, start = 0, lengths = at + valueCount; text < textCount; text++) {
    const end = start + values[lengths + text]!;
    texts[text] = all.slice(start, end);
    start = end;
  }
  return read();
}

export const number = (): number => values[at++]!;

/** Null is NaN, which no result contains. */
export const maybeNumber = (): number | null => {
  const value = values[at++]!;
  return !Number.isNaN(value) ? value : null;
};

export const flag = (): boolean => values[at++] === 1;

export const maybeFlag = (): boolean | null => {
  const value = values[at++]!;
  return !Number.isNaN(value) ? value === 1 : null;
};

export const text = (): string => texts[values[at++]!]!;

export const maybeText = (): string | null => {
  const value = values[at++]!;
  return !Number.isNaN(value) ? texts[value]! : null;
};

/** Widgets show the same few dates again and again. */
const dates = new Map<number, string>();

export const date = (): string => {
  const day = values[at++]!;
  let text = dates.get(day);
  if (text === undefined) {
    if (dates.size > 999) dates.clear();
    // A zone may be a day ahead of the first that a Date can hold.
    [text] = new Date(Math.max(day, -1e8) * 86_400_000).toISOString().split("T") as [string];
    dates.set(day, text);
  }
  return text;
};

export const maybeDate = (): string | null => {
  const day = values[at]!;
  if (!Number.isNaN(day)) return date();
  at++;
  return null;
};

export const one = <T>(choices: readonly T[]): T => choices[values[at++]!]!;

export const maybeOne = <T>(choices: readonly T[]): T | null => {
  const value = values[at++]!;
  return !Number.isNaN(value) ? choices[value]! : null;
};

export const array = <T>(read: () => T): T[] => {
  const length = values[at++]!;
  const items: T[] = [];
  for (let item = 0; item < length; item++) items.push(read());
  return items;
};

export const maybe = <T>(read: () => T): T | null => {
  const value = values[at++]!;
  return !Number.isNaN(value) ? read() : null;
};
