/**
 * Writes the fields of objects into a buffer, for {@link writeObject} of `object.ts`: the generated functions call it.
 *
 * @module
 */

import { textEncoder } from "./builtin.js";

/** Writes the fields of an object at an offset of the buffer, and returns where the next value goes. */
export type WriteFields = (from: Record<string, unknown>, at: number) => number;

/** What is thrown where JSON would not write a value as it stands. Caught by {@link writeObject}, so it needs no stack. */
const UNUSUAL = Symbol("not plain data");

/** More than this is given back after use, in bytes. */
const KEPT = 1 << 20;

let buffer = new Uint8Array(1 << 14);

/** Room for so many bytes from an offset on. */
function reserve(at: number, length: number): void {
  if (at + length <= buffer.length) return;
  const larger = new Uint8Array(2 * (at + length));
  larger.set(buffer);
  buffer = larger;
}

const COMMA = 44;
const QUOTE = 34;
const BACKSLASH = 92;
const ZERO = 48;
/** The longest number, and a comma. */
const NUMBER_LENGTH = 32;

function byte(value: number, at: number): number {
  reserve(at, 1);
  buffer[at] = value;
  return at + 1;
}

/** Leaves a place empty. */
export const nothing = (at: number): number => byte(COMMA, at);

/** What no value equals. */
const UNWRITTEN: unknown = {};

const templates: Template[] = [];

/**
 * The last object of a kind that was written: of each of its values where it lies in the buffer. Rows differ in a few values, so
 * most are copied, in stretches, and not written again.
 */
export class Template {
  readonly #values: unknown[];
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  /** The stretch that comes next, and was not copied yet. */
  #from = 0;
  #to = 0;

  /** For objects of so many fields. */
  constructor(count: number) {
    this.#values = new Array(count).fill(UNWRITTEN);
    this.#starts = new Int32Array(count);
    this.#ends = new Int32Array(count);
    templates.push(this);
  }

  /** Writes the value of a field that holds no object. */
  scalar(place: number, value: unknown, at: number): number {
    if (value !== this.#values[place]) {
      const start = this.end(at);
      const end = scalar(value, start);
      this.#values[place] = value;
      this.#starts[place] = start;
      this.#ends[place] = end;
      return end;
    }
    const start = this.#starts[place]!;
    let end = at;
    if (start !== this.#to) {
      end = this.end(at);
      this.#from = start;
    }
    this.#to = this.#ends[place]!;
    return end;
  }

  /** Writes the value of a field that holds an object, or a list of them. */
  nested(place: number, value: unknown, write: WriteFields, at: number): number {
    if (typeof value !== "object" || value === null) return this.scalar(place, value, at);
    this.#values[place] = UNWRITTEN;
    return nested(value, write, this.end(at));
  }

  /** Copies what was to be copied. */
  end(at: number): number {
    const from = this.#from;
    const to = this.#to;
    if (from === to) return at;
    this.#from = this.#to = 0;
    reserve(at, to - from);
    const bytes = buffer;
    if (to - from > 48) bytes.copyWithin(at, from, to);
    else for (let place = from, end = at; place < to; place++) bytes[end++] = bytes[place]!;
    return at + to - from;
  }

  /** Forgets all values, which are the caller's. */
  clear(): void {
    this.#values.fill(UNWRITTEN);
    this.#from = this.#to = 0;
  }
}

/** Writes a value that is no object. */
function scalar(value: unknown, at: number): number {
  if (value === undefined) return nothing(at);
  if (typeof value === "string") return text(value, at);
  reserve(at, NUMBER_LENGTH);
  if (value === null) return ascii("null,", at);
  if (typeof value === "number") return (value | 0) === value && value >= 0 ? integer(value, at) : decimal(value, at);
  if (typeof value === "boolean") return ascii(value ? "true," : "false,", at);
  throw UNUSUAL;
}

/** For each ASCII letter, whether it must be escaped in JSON. */
const IS_ESCAPED = new Uint8Array(128);
IS_ESCAPED.fill(1, 0, 32);
IS_ESCAPED[QUOTE] = IS_ESCAPED[BACKSLASH] = 1;

/** Writes a text as if it were ASCII without escapes, which nearly all are, and again if it was not. */
function text(value: string, at: number): number {
  const { length } = value;
  reserve(at, length + 3);
  const bytes = buffer;
  let isPlain = true;
  let to = at;
  bytes[to++] = QUOTE;
  for (let place = 0; place < length; place++) {
    const unit = value.charCodeAt(place);
    bytes[to++] = unit;
    if (unit > 127 || IS_ESCAPED[unit]) isPlain = false;
  }
  if (!isPlain) return escaped(value, at);
  bytes[to++] = QUOTE;
  bytes[to++] = COMMA;
  return to;
}

function escaped(value: string, at: number): number {
  const json = `${JSON.stringify(value)},`;
  reserve(at, 3 * json.length);
  return at + textEncoder().encodeInto(json, buffer.subarray(at)).written;
}

function decimal(value: number, at: number): number {
  // JSON has null for these, and the engine would not know it from a null of the API.
  if (!Number.isFinite(value)) throw UNUSUAL;
  return ascii(`${value},`, at);
}

/** Writes an integer from 0 to 2^31 - 1. */
function integer(value: number, at: number): number {
  const bytes = buffer;
  let digits = 1;
  for (let rest = value; rest > 9; rest = (rest / 10) | 0) digits++;
  let rest = value;
  for (let to = at + digits - 1; to >= at; to--) {
    const next = (rest / 10) | 0;
    bytes[to] = ZERO + rest - 10 * next;
    rest = next;
  }
  bytes[at + digits] = COMMA;
  return at + digits + 1;
}

/** Writes what is known to be ASCII and short. */
function ascii(value: string, at: number): number {
  const bytes = buffer;
  for (let place = 0; place < value.length; place++) bytes[at + place] = value.charCodeAt(place);
  return at + value.length;
}

/** Writes an object, a list of objects, or what stands in place of either. */
function nested(value: unknown, write: WriteFields, at: number): number {
  if (typeof value !== "object" || value === null) return scalar(value, at);
  const end = Array.isArray(value) ? list(value, write, at) : object(value as Record<string, unknown>, write, at);
  return nothing(end);
}

function list(items: unknown[], write: WriteFields, at: number): number {
  let end = byte(0x5b, at);
  for (let place = 0; place < items.length; place++) {
    const item = items[place];
    if (item === undefined) throw UNUSUAL;
    end = nested(item, write, end);
  }
  // In place of the last comma.
  return byte(0x5d, items.length ? end - 1 : end);
}

/** Writes a plain object. */
export function object(from: Record<string, unknown>, write: WriteFields, at: number): number {
  // Dates, boxed texts and objects of other classes may be something else in JSON.
  const prototype = Object.getPrototypeOf(from);
  if ((prototype !== Object.prototype && prototype !== null) || from["toJSON"] !== undefined) throw UNUSUAL;
  return byte(0x7d, write(from, byte(0x7b, at)));
}

/** The first bytes of the buffer, to be used before anything else is written. */
export const written = (length: number): Uint8Array => buffer.subarray(0, length);

/** Gives back what is too much to keep, and forgets the caller's values. */
export function clear(): void {
  for (const template of templates) template.clear();
  if (buffer.length > KEPT) buffer = new Uint8Array(1 << 14);
}
