/**
 * Finds the WebAssembly module and instantiates it. Most of it is saying why that failed: where a page is bundled and served
 * decides whether the file is there, and the browser's own errors name neither the cause nor the cure.
 *
 * @module
 */

import { builtin } from "./builtin.js";
import { invalidOption, MilestreakError } from "./error.js";
import type { InitOptions } from "./engine.js";
import { isBuffer, tagOf, viewOf } from "./input.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Says where the module is. May throw: what it throws is explained by {@link load}. @internal */
export type Locate = () => InitOptions | Promise<InitOptions>;

/** What a module imports, made while the module is on its way. */
type MakeImports = () => WebAssembly.Imports;

/**
 * Instantiates the module that `locate` names. Where that is known at once, it is asked for before this returns.
 *
 * @internal
 */
export async function load(locate: Locate, imports: MakeImports): Promise<WebAssembly.Instance> {
  let located: InitOptions;
  try {
    const known = locate();
    located = known instanceof Promise ? await known : known;
  } catch (cause) {
    throw unlocated(cause);
  }
  const { url, response, module, bytes } = located;
  const given = [url, response, module, bytes].filter((one) => one !== undefined && one !== null);
  if (given.length !== 1)
    throw invalidOption(
      "init",
      "init() needs to be told where milestreak.wasm is: pass one of url, response, module and bytes",
    );
  if (typeof WebAssembly !== "object")
    throw notStarted("this browser has no WebAssembly: it is too old, or has it switched off (as in Lockdown Mode)");
  if (given[0] === url) return instantiate(await download(url!), imports, `what came from ${url}`);
  if (given[0] === response) {
    const came = await checkResponse(response!);
    return instantiate(await moduleIn(came, came.url || "the response"), imports, "the response");
  }
  if (given[0] === module) return instantiate(checkModule(module), imports, "module");
  return instantiate(checkBytes(bytes), imports, "bytes");
}

/** Explains why it is not known where the module is. */
function unlocated(cause: unknown): MilestreakError {
  const { name, path } = cause as FileError;
  if (cause instanceof MilestreakError) return cause;
  if (name !== "TypeError") return unreadable(path ?? "milestreak.wasm", cause);
  // It was `new URL("./milestreak.wasm", import.meta.url)`: code that was made CommonJS, a blob or a part of some worker has no
  // address to go by.
  return notStarted(`this code was bundled into a form that does not know its own address; ${REMEDIES}`, cause);
}

async function instantiate(
  source: Response | Bytes | WebAssembly.Module,
  makeImports: MakeImports,
  name: string,
): Promise<WebAssembly.Instance> {
  const imports = makeImports();
  const isModule = tagOf(source) === "[object WebAssembly.Module]";
  if (!isModule && !isResponse(source)) {
    const other = otherThanWasm(source as Bytes);
    if (other) throw notStarted(`${name} is ${other}`);
  }
  try {
    const made = await (isResponse(source)
      ? WebAssembly.instantiateStreaming(source, imports)
      : WebAssembly.instantiate(source as Bytes, imports));
    return "instance" in made ? made.instance : (made as unknown as WebAssembly.Instance);
  } catch (cause) {
    throw notStarted(reasonOf(cause, name), cause);
  }
}

/** What the file is fetched as: a response that can be compiled while it loads, else its bytes. */
async function download(url: string | URL): Promise<Response | Bytes> {
  const file = String(url).startsWith("file:") ? await readFile(url) : undefined;
  if (file) return file;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw unreachable(url, cause);
  }
  return moduleIn(response, url);
}

/** What can be compiled of a response: itself while it loads, where it is called by the right name, else its bytes. */
async function moduleIn(response: Response, url: string | URL): Promise<Response | Bytes> {
  if (!response.ok) {
    const message = `milestreak.wasm could not be fetched from ${url}: HTTP ${response.status}; copy the file there or pass init({ url })`;
    throw new MilestreakError({ code: "http", status: response.status, message });
  }
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/wasm$/i.test(type)) return response;
  let bytes: Bytes;
  try {
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw unreachable(url, cause);
  }
  // A server that answers unknown addresses with the page: Vite in development, hosts of single-page apps.
  if (/html/i.test(type) || otherThanWasm(bytes) === HTML)
    throw notStarted(
      `HTML came from ${url}, the file is not there: with Vite add optimizeDeps: { exclude: ["milestreak"] }, else ${REMEDIES}`,
    );
  return bytes;
}

/**
 * The bytes of a `file:` address, where there is a file system: test runners that play a browser inside Node load the
 * browser's entry, and `fetch` reads no files.
 */
async function readFile(url: string | URL): Promise<Bytes | undefined> {
  const files = builtin<Files>("node:fs/promises");
  try {
    return await files?.readFile(new URL(url));
  } catch (cause) {
    throw unreadable(String(url), cause);
  }
}

interface Files {
  readFile(url: URL): Promise<Bytes>;
}

/** What Node, Bun and Deno say of a file that they do not read. */
interface FileError extends Error {
  readonly code?: string;
  readonly path?: string;
}

/** Explains why a file beside the code could not be read. */
function unreadable(where: string, cause: unknown): MilestreakError {
  const { code, name } = cause as FileError;
  if (name === "NotCapable" || name === "PermissionDenied")
    return notStarted(`${where} may not be read; run Deno with --allow-read, or import milestreak/inline`, cause);
  const what =
    code === "ENOENT"
      ? `there is no file ${where}: a bundler moved the code without it. Keep the package out of the bundle (external)`
      : `${where} could not be read (${code ?? name})`;
  return notStarted(`${what}, ${REMEDIES}`, cause);
}

function unreachable(url: string | URL, cause: unknown): MilestreakError {
  const hint = String(url).startsWith("file:")
    ? globalThis.location?.protocol === "file:"
      ? "; a page opened from the disk cannot fetch: serve it over http"
      : "; the bundler left an address of the disk: pass init({ url }) or import milestreak/inline"
    : /^https?:/i.test(String(url)) || globalThis.location
      ? ""
      : "; without a page an address needs its scheme and host, or pass bytes";
  const message = `milestreak.wasm could not be fetched from ${url}${hint}`;
  return new MilestreakError({ code: "network", retryable: hint === "", message, cause });
}

/** What bytes are that are no WebAssembly; undefined for those that are. */
function otherThanWasm(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 64));
  if (text.startsWith("\0asm")) return undefined;
  if (!text) return "empty";
  if (/^(\xef\xbb\xbf)?\s*</.test(text)) return HTML;
  if (text.startsWith("\x1f\x8b"))
    return "still compressed: the server has to send Content-Encoding: gzip with such a file";
  return "not WebAssembly";
}

function reasonOf(cause: unknown, name: string): string {
  const { name: kind, message } = cause as Error;
  if (/unsafe-eval|\bcsp\b|content security policy/i.test(message))
    return "the content security policy forbids WebAssembly; add 'wasm-unsafe-eval' to its script-src";
  if (/embedder|code generation/i.test(message))
    return `this runtime compiles no WebAssembly while it runs; pass init({ module }), the module imported from "milestreak/milestreak.wasm"`;
  // An import that is another kind of thing, or that is not there at all.
  if (kind === "LinkError" || kind === "TypeError")
    return `${name} is the module of another version; take both from the same version of the package`;
  if (kind === "RangeError") return "there is not enough memory left";
  return `${name} could not be compiled: it is damaged, or this browser is older than Safari 16.4 and its contemporaries`;
}

async function checkResponse(response: unknown): Promise<Response> {
  let came: unknown;
  try {
    came = await response;
  } catch (cause) {
    throw unreachable("the address of the response", cause);
  }
  if (isResponse(came) && !came.bodyUsed) return came;
  throw invalidOption(
    "response",
    "init(): response must be a Response whose body nobody has read, or a promise of one",
  );
}

function checkModule(module: unknown): WebAssembly.Module {
  if (tagOf(module) === "[object WebAssembly.Module]") return module as WebAssembly.Module;
  throw invalidOption(
    "module",
    typeof module === "string"
      ? "init(): module must be a WebAssembly.Module; an address is passed as url"
      : "init(): module must be a WebAssembly.Module",
  );
}

function checkBytes(bytes: unknown): Bytes {
  if (ArrayBuffer.isView(bytes))
    return viewOf(() => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as Bytes;
  if (isBuffer(bytes)) return viewOf(() => new Uint8Array(bytes)) as Bytes;
  throw invalidOption("bytes", "init(): bytes must be an ArrayBuffer or a view of one");
}

const isResponse = (value: unknown): value is Response => tagOf(value) === "[object Response]";

const HTML = "a page of HTML";
const REMEDIES =
  "copy milestreak/milestreak.wasm there, pass init({ url }) or init({ bytes }), or import milestreak/inline";

function notStarted(reason: string, ...cause: [unknown?]): MilestreakError {
  const facts = { code: "not-initialized", message: `the engine did not start: ${reason}` } as const;
  return new MilestreakError(cause.length ? { ...facts, cause: cause[0] } : facts);
}
