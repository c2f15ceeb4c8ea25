// Shortens the names by which the WebAssembly module and its bindings refer to each other. wasm-bindgen ends each in a hash, which
// does not compress, and builds the name of a closure out of all its types: 1.5 kB of the module and 1.2 kB of its bindings.

/** Ids of the sections that have names, and of functions in them, by the WebAssembly specification. */
const IMPORTS = 2;
const EXPORTS = 7;
const FUNCTION = 0;

/** Names that are nobody's to call but the other side's. */
const isInternal = (name) => /^(__wbg_|__wbindgen_generic_|wasm_bindgen_)/.test(name);

/** The module and its bindings with short names in place of the internal ones. */
export function shortenNames(bytes, bindings) {
  const module = new WebAssembly.Module(bytes);
  const all = [...WebAssembly.Module.imports(module), ...WebAssembly.Module.exports(module)];
  const names = [...new Set(all.map(({ name }) => name).filter(isInternal))];
  const short = new Map(names.map((name, place) => [name, `_${place.toString(36)}`]));
  // The longest first: one may begin another.
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const text = longestFirst.reduce((text, name) => text.replaceAll(name, short.get(name)), bindings);
  return { bytes: renamed(bytes, short), bindings: text };
}

/** The module with other names of imports and exports. */
function renamed(bytes, names) {
  const sections = [bytes.subarray(0, 8)];
  const reader = { at: 8 };
  while (reader.at < bytes.length) {
    const id = bytes[reader.at++];
    const end = number(bytes, reader) + reader.at;
    const content =
      id === IMPORTS || id === EXPORTS ? entries(bytes, reader, id, names) : bytes.subarray(reader.at, end);
    sections.push(Buffer.from([id]), leb(content.length), content);
    reader.at = end;
  }
  return Buffer.concat(sections);
}

function entries(bytes, reader, id, names) {
  const count = number(bytes, reader);
  const out = [leb(count)];
  for (let entry = 0; entry < count; entry++) {
    if (id === IMPORTS) out.push(text(take(bytes, reader)));
    const name = take(bytes, reader);
    const start = reader.at;
    const kind = bytes[reader.at++];
    if (id === IMPORTS && kind !== FUNCTION) throw new Error(`the module imports ${name}, which is no function`);
    number(bytes, reader);
    out.push(text(names.get(name) ?? name), bytes.subarray(start, reader.at));
  }
  return Buffer.concat(out);
}

function take(bytes, reader) {
  const length = number(bytes, reader);
  reader.at += length;
  return Buffer.from(bytes.subarray(reader.at - length, reader.at)).toString();
}

const text = (value) => Buffer.concat([leb(Buffer.byteLength(value)), Buffer.from(value)]);

/** Reads an unsigned number in LEB128. */
function number(bytes, reader) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[reader.at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
}

function leb(value) {
  const out = [];
  let rest = value;
  do {
    out.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest);
  return Buffer.from(out);
}
