import { failure } from "../generated/readers.js";
import instantiate from "../wasm/instantiate.js";
import type { RawCatalog, RawSnapshot } from "../wasm/milestreak.js";
import { invalidOption, MilestreakError } from "./error.js";
import { readFrom, unpack } from "./packed.js";

/** Where the engine comes from. One of the three; see {@link init}. */
export interface InitOptions {
  /** Where `milestreak.wasm` is served. Needs `application/wasm` to be compiled while it loads. */
  url?: string | URL;
  /** The module, compiled already: by a bundler, or to share one between workers. */
  module?: WebAssembly.Module;
  /** The bytes of `milestreak.wasm`. */
  bytes?: BufferSource;
}

type Engine = ReturnType<typeof instantiate>;

/** The engine that runs. */
let running: Engine | undefined;
let starting: Promise<void> | undefined;

/** Starts the engine from wherever `source` says. @internal */
export function startEngine(source: () => InitOptions | Promise<InitOptions>): Promise<void> {
  starting ??= load(source).then(
    (engine) => {
      running = engine;
    },
    (error: unknown) => {
      // Not kept: the next call may find the network back.
      starting = undefined;
      throw error;
    },
  );
  return starting;
}

async function load(source: () => InitOptions | Promise<InitOptions>): Promise<Engine> {
  const { url, module, bytes } = await source();
  const given = [url, module, bytes].filter((one) => one !== undefined && one !== null);
  if (given.length !== 1) {
    throw invalidOption("init", "init() needs to be told where milestreak.wasm is: pass one of url, module and bytes");
  }
  const from = url === undefined || url === null ? given[0] : await download(url);
  const engine = instantiate();
  try {
    const { memory } = await engine.default({ module_or_path: from as BufferSource });
    readFrom(memory);
    return engine;
  } catch (cause) {
    throw new MilestreakError({
      code: "not-initialized",
      message:
        "the engine did not start: is this milestreak.wasm, of the same version, and does the content security policy allow 'wasm-unsafe-eval'?",
      cause,
    });
  }
}

async function download(url: string | URL): Promise<Response> {
  let response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new MilestreakError({ code: "network", retryable: true, message: `milestreak.wasm could not be fetched from ${url}`, cause });
  }
  if (!response.ok) {
    const message = `milestreak.wasm could not be fetched from ${url}: HTTP ${response.status}; copy the file there or pass init({ url })`;
    throw new MilestreakError({ code: "http", status: response.status, message });
  }
  return response;
}

/** Calls the engine; before it started there is an error that says so. @internal */
export function call<T>(ask: (engine: Engine) => T): T {
  const engine = running;
  if (!engine) {
    throw new MilestreakError({
      code: "not-initialized",
      message: "the engine has not started: await init() once before anything else",
    });
  }
  try {
    return ask(engine);
  } catch (thrown) {
    if (thrown instanceof MilestreakError) throw thrown;
    // It was cut off in the middle of something: by a mistake of ours, by a stack or a memory that is full. What it holds
    // may be half done. The next init() starts another.
    if (running === engine) running = starting = undefined;
    throw new MilestreakError({
      code: "not-initialized",
      message: "the engine broke down and was stopped: await init() again and parse again, and please report what led to it",
      cause: thrown,
    });
  }
}

/** The failure at an address, as an error. @internal */
export const failed = (address: number): MilestreakError => new MilestreakError(unpack(address, failure));

/** What the engine makes of something; an error that says why, where it makes nothing. @internal */
export function make<T>(ask: (engine: Engine) => T | undefined): T {
  return call((engine) => {
    const made = ask(engine);
    if (made === undefined) throw failed(engine.latest());
    return made;
  });
}

/** What an engine holds for us. */
type Raw = RawSnapshot | RawCatalog;

/** Whether the engine that runs holds something, and not one that broke down. @internal */
export function holds(raw: Raw): boolean {
  try {
    return running !== undefined && (raw instanceof running.RawSnapshot || raw instanceof running.RawCatalog);
  } catch {
    // A page's own proxy, that does not let itself be asked.
    return false;
  }
}

/** Lets go of something, if it is still held. @internal */
export function release(raw: Raw): void {
  if (holds(raw)) call(() => raw.free());
}
