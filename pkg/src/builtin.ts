/**
 * What Node has and a page has not: test runners that play a page inside Node lack some of a page's own. Asked of the process
 * and not imported, which bundlers for pages would follow; undefined in a page.
 */
export function builtin<T>(name: string): T | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): T } };
  return process?.getBuiltinModule?.(name);
}

/** How text becomes bytes, and bytes text. */
interface Encoding {
  readonly TextDecoder: typeof TextDecoder;
  readonly TextEncoder: typeof TextEncoder;
}

/** The encodings of the page, else of Node: jsdom has none. */
export const encoding = (): Encoding =>
  typeof globalThis.TextDecoder === "function" ? globalThis : (builtin<Encoding>("node:util") ?? globalThis);

let encoder: TextEncoder | undefined;

/** Made when it is first used: importing needs nothing of a page. */
export function textEncoder(): TextEncoder {
  if (!encoder) {
    const { TextEncoder } = encoding();
    encoder = new TextEncoder();
  }
  return encoder;
}
