/**
 * Reads the packed results of the engine: one buffer of doubles, with all texts behind them as one.
 * `src/shape/packer.rs` has the layout; the readers for each kind of result are generated.
 *
 * Reading is synchronous and never calls out, so one cursor serves everybody.
 */

let values: Float64Array;
let texts: string[];
let at = 0;

const decoder = new TextDecoder();

/** Reads a packed result with its reader. */
export function unpack<T>(packed: Uint8Array, read: () => T): T {
  const { buffer } = packed;
  const head = new Float64Array(buffer, 0, 2);
  const textCount = head[0]!;
  const valueCount = head[1]!;
  values = new Float64Array(buffer, 0, 2 + textCount + valueCount);
  const all = decoder.decode(packed.subarray(values.byteLength));
  texts = new Array(textCount);
  at = 2;
  for (let text = 0, start = 0; text < textCount; text++) {
    const end = start + values[at++]!;
    texts[text] = all.slice(start, end);
    start = end;
  }
  return read();
}

export const number = (): number => values[at++]!;

/** Null is NaN, which no result contains. */
export const maybeNumber = (): number | null => {
  const value = values[at++]!;
  return value === value ? value : null;
};

export const flag = (): boolean => values[at++] === 1;

export const maybeFlag = (): boolean | null => {
  const value = values[at++]!;
  return value === value ? value === 1 : null;
};

export const text = (): string => texts[values[at++]!]!;

export const maybeText = (): string | null => {
  const value = values[at++]!;
  return value === value ? texts[value]! : null;
};

export const one = <T>(choices: readonly T[]): T => choices[values[at++]!]!;

export const maybeOne = <T>(choices: readonly T[]): T | null => {
  const value = values[at++]!;
  return value === value ? choices[value]! : null;
};

export const array = <T>(read: () => T): T[] => {
  const length = values[at++]!;
  const items: T[] = [];
  for (let item = 0; item < length; item++) items.push(read());
  return items;
};

export const maybe = <T>(read: () => T): T | null => {
  const value = values[at++]!;
  return value === value ? read() : null;
};
