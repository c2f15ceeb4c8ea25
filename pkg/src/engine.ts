import instantiate from "../wasm/instantiate.js";
import { encoding } from "./builtin.js";
import { invalidOption, MilestreakError } from "./error.js";
import type { Failure } from "../generated/types.js";
import { load, type Locate } from "./load.js";
import { unpack, useMemory, writeAt } from "./packed.js";

/** Where the engine comes from. One of the four; see {@link init}. */
export interface InitOptions {
  /** Where `milestreak.wasm` is served. Needs `application/wasm` to be compiled while it loads. */
  url?: string | URL;
  /** The answer to a request for `milestreak.wasm` that the page has sent already, or a promise of it. */
  response?: Response | PromiseLike<Response>;
  /** The module, compiled already: by a bundler, or to share one between workers. */
  module?: WebAssembly.Module;
  /** The bytes of `milestreak.wasm`. */
  bytes?: BufferSource;
}

/** An instance of the WebAssembly module: its exports as functions, and what is known about it. @internal */
export interface Engine extends ReturnType<typeof instantiate> {
  /** Frees handles whose owners were collected; some runtimes of servers have no such thing, and `free()` is all there is. */
  readonly collected: FinalizationRegistry<number> | undefined;
  /** Rejects what was promised and has not settled. */
  readonly pending: Set<(error: unknown) => void>;
  /** Why it stopped; undefined while it works. */
  stopped: MilestreakError | undefined;
}

/** The engine that runs. */
let running: Engine | undefined;
let starting: Promise<void> | undefined;

/** Whether the engine can be called without waiting for it. @internal */
export const isRunning = (): boolean => running !== undefined;

/** Where the start that is under way, or was the last, looks for the module. */
let begun: Locate | undefined;

/** Where to look when the start that is under way fails: {@link init} was told of another place meanwhile. */
let instead: Locate | undefined;

/** Where the module is as far as the entry knows. `milestreak/slim` is told nothing. */
let ownModule: Locate = () => {
  throw new MilestreakError({
    code: "not-initialized",
    message:
      "milestreak/slim does not know where milestreak.wasm is: await init({ url }), or with response, module or bytes, once before anything else",
  });
};

/** Tells where the module is unless a caller says otherwise. @internal */
export function setOwnModule(locate: Locate): void {
  ownModule = locate;
}

/**
 * Starts the engine, unless it runs or is being started: from where a caller says, else from where the entry knows it to be.
 *
 * @internal
 */
export function startEngine(given?: Locate): Promise<void> {
  if (!starting) begun = given ?? ownModule;
  else if (!running && given !== begun) instead = given ?? instead;
  starting ??= start(begun!)
    .catch((error: unknown) => {
      if (!instead) throw error;
      return start(instead);
    })
    .then(
      (engine) => {
        running = engine;
      },
      (error: unknown) => {
        // Not kept: the next call may find the network back.
        starting = undefined;
        throw error;
      },
    )
    .finally(() => {
      instead = undefined;
    });
  return starting;
}

async function start(locate: Locate): Promise<Engine> {
  let bindings!: ReturnType<typeof instantiate>;
  const { exports } = await load(locate, () => {
    const { TextDecoder, TextEncoder } = encoding();
    bindings = instantiate(TextDecoder, TextEncoder);
    return { "./milestreak_bg.js": bindings } as unknown as WebAssembly.Imports;
  });
  const { FinalizationRegistry: Registry } = globalThis as Partial<typeof globalThis>;
  const collected =
    Registry && new Registry((handle: number) => callGuarded(engine, (engine) => engine.freeHandle(handle)));
  const engine: Engine = { ...bindings, collected, pending: new Set(), stopped: undefined };
  bindings.__wbg_set_wasm(guard(exports, bindings, engine));
  (exports["__wbindgen_start"] as () => void)();
  useMemory(exports["memory"] as WebAssembly.Memory);
  return engine;
}

/** What a stopped engine returns from any of its functions: nothing, in whatever form the bindings look at it. */
const NOTHING = Object.freeze([]);

/**
 * Wraps the functions of an instance that the bindings call from callbacks of promises and timers, where nobody would catch an
 * error. What one of them throws is a trap, or comes from code of the page that it called; either way the instance was cut off
 * in the middle of something and must not be entered again. Those that have the name of a binding are called by {@link call},
 * which does the same without a wrapper on the way.
 */
function guard(exports: WebAssembly.Exports, bindings: object, engine: Engine): WebAssembly.Exports {
  const guarded =
    (run: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown =>
      callGuarded(engine, () => run(...args)) ?? NOTHING;
  const entries = Object.entries(exports).map(([name, value]) => [
    name,
    typeof value === "function" && !(name in bindings) ? guarded(value as (...args: unknown[]) => unknown) : value,
  ]);
  return Object.fromEntries(entries);
}

/** Calls an engine where nobody would catch an error. It stops when it breaks down; one that stopped is not called. */
function callGuarded<T>(engine: Engine, ask: (engine: Engine) => T): T | undefined {
  if (engine.stopped) return undefined;
  try {
    return ask(engine);
  } catch (cause) {
    stop(engine, cause);
    return undefined;
  }
}

/** Stops an engine for good, and rejects what it promised. The next init() starts another. */
function stop(engine: Engine, cause: unknown): MilestreakError {
  engine.stopped ??= new MilestreakError({
    code: "not-initialized",
    message:
      "the engine broke down and was stopped: await init() again and parse again, and please report what led to it",
    cause,
  });
  if (running === engine) running = starting = undefined;
  for (const reject of engine.pending) reject(engine.stopped);
  return engine.stopped;
}

/** Calls the engine; before it started there is an error that says so. @internal */
export function call<T>(ask: (engine: Engine) => T): T {
  const engine = running;
  if (!engine) {
    throw new MilestreakError({
      code: "not-initialized",
      message:
        "the engine has not started: await init() once before this; only a Client and the elements start it by themselves",
    });
  }
  let result: T;
  try {
    result = ask(engine);
  } catch (thrown) {
    if (engine.stopped) throw engine.stopped;
    if (thrown instanceof MilestreakError) throw thrown;
    if (isFailure(thrown)) throw new MilestreakError(thrown);
    // The stack was full on the way in or out.
    throw stop(engine, thrown);
  }
  if (engine.stopped) throw engine.stopped;
  return result;
}

/** Whether something thrown is a failure that the engine reports: a plain object, which nothing else here throws. */
const isFailure = (thrown: unknown): thrown is Failure =>
  typeof thrown === "object" && thrown !== null && Object.getPrototypeOf(thrown) === Object.prototype;

/** Writes bytes into the engine's input buffer, for what is called next; returns how many. @internal */
export function write(engine: Engine, bytes: Uint8Array): number {
  writeAt(engine.allocateInput(bytes.length), bytes);
  return bytes.length;
}

/** What the engine calls when something that takes it time is there, or failed. @internal */
export interface Settle<T extends unknown[]> {
  resolve(...result: T): void;
  /** With a failure that the engine reports. */
  fail(failure: Failure): void;
  /** With what a function of the page threw. */
  reject(reason: unknown): void;
}

/**
 * Has the engine do something that takes it time, and starts it before that unless it runs. The promise settles in any case: it
 * also rejects when the engine stops, and when the signal is aborted.
 *
 * @param start begins it and returns its handle; what the handle refers to ends when it is freed
 * @param take makes what is promised of the result
 * @internal
 */
export async function promised<T extends unknown[], R>(
  start: (engine: Engine, settle: Settle<T>) => number,
  take: (...result: T) => R,
  signal?: AbortSignal,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    let engine: Engine | undefined;
    let task = 0;
    let hasEnded = false;
    /** Settles it, the first time; before anything else, which might keep it from settling. */
    const end = (settle: () => void): void => {
      if (hasEnded) return;
      hasEnded = true;
      settle();
      signal?.removeEventListener("abort", abort);
      engine?.pending.delete(fail);
      if (engine) callGuarded(engine, (engine) => engine.freeHandle(task));
    };
    const fail = (error: unknown): void => end(() => reject(error));
    const abort = (): void =>
      fail(new MilestreakError({ code: "aborted", message: "the request was aborted", cause: signal?.reason }));
    const settle: Settle<T> = {
      resolve: (...result) =>
        end(() => {
          try {
            resolve(take(...result));
          } catch (error) {
            reject(error);
          }
        }),
      fail: (failure) => fail(new MilestreakError(failure)),
      reject: fail,
    };
    const begin = (): void => {
      if (hasEnded) return;
      try {
        call((running) => {
          engine = running;
          engine.pending.add(fail);
          task = start(engine, settle);
        });
      } catch (error) {
        fail(error);
      }
    };
    if (signal?.aborted) return abort();
    // `fetch` may refuse a signal of another realm, so it is followed by its events.
    signal?.addEventListener("abort", abort);
    if (running) begin();
    else startEngine().then(begin, fail);
  });
}

type Kind = "snapshot" | "catalog" | "client";

/** A handle of a snapshot, a catalogue or a client in the memory of an engine. @internal */
export class Handle {
  readonly #kind: Kind;
  #engine!: Engine;
  /** 0 once it was freed. */
  #number = 0;

  /** Has the engine make an object, which lives until it is freed or this is collected. */
  constructor(kind: Kind, make: (engine: Engine) => number) {
    this.#kind = kind;
    call((engine) => {
      this.#engine = engine;
      this.#number = make(engine);
      engine.collected?.register(this, this.#number, this);
    });
  }

  /** Whether something is a handle, whatever it says of itself. */
  static is(value: unknown): value is Handle {
    return typeof value === "object" && value !== null && #number in value;
  }

  /** Whether the object is there, in the engine that runs. */
  get isUsable(): boolean {
    return this.#number !== 0 && this.#engine === running;
  }

  /** Asks the engine about the object. */
  ask<T>(ask: (engine: Engine, handle: number) => T): T {
    return call((engine) => {
      if (!this.isUsable) throw this.#gone();
      return ask(engine, this.#number);
    });
  }

  /** Asks the engine for a packed result, and reads it. */
  unpack<T>(ask: (engine: Engine, handle: number) => number, read: () => T): T {
    return this.ask((engine, handle) => {
      const address = ask(engine, handle);
      if (!address) throw this.#gone();
      return unpack(address, read);
    });
  }

  #gone(): MilestreakError {
    const why = this.#number ? "went with an engine that broke down" : "was freed";
    return invalidOption(this.#kind, `the ${this.#kind} ${why}; parse the response again`);
  }

  /** A handle of the same snapshot, to be freed on its own: received at another time, if one is given. */
  clone(receivedAt?: number): Handle {
    return this.ask((engine, handle) => new Handle(this.#kind, () => engine.cloneSnapshot(handle, receivedAt)));
  }

  /** Frees the object, if it is still there. */
  free(): void {
    if (!this.isUsable) return;
    const handle = this.#number;
    this.#number = 0;
    call((engine) => {
      engine.collected?.unregister(this);
      engine.freeHandle(handle);
    });
  }
}
