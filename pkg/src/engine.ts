import { failure } from "../generated/readers.js";
import instantiate from "../wasm/instantiate.js";
import { invalidOption, MilestreakError } from "./error.js";
import { load, type Locate } from "./load.js";
import { unpack, useMemory, writeAt } from "./packed.js";
import type { Zone } from "./zone.js";

/** Where the engine comes from. One of the three; see {@link init}. */
export interface InitOptions {
  /** Where `milestreak.wasm` is served. Needs `application/wasm` to be compiled while it loads. */
  url?: string | URL;
  /** The module, compiled already: by a bundler, or to share one between workers. */
  module?: WebAssembly.Module;
  /** The bytes of `milestreak.wasm`. */
  bytes?: BufferSource;
}

/** What can be asked of what is held, as `src/js/mod.rs` numbers it. @internal */
export const enum Question {
  Head = 0,
  Issues = 1,
  /** Of a snapshot its groups, of a catalogue its definitions. */
  Groups = 2,
  ActiveCycles = 3,
  Progress = 4,
  /** Only what is active, of a catalogue too. */
  ProgressOfActive = 5,
  Streaks = 6,
  Summary = 7,
  Available = 8,
}

interface Engine extends ReturnType<typeof instantiate> {
  /** Releases what nobody can ask about any more. */
  readonly forgotten: FinalizationRegistry<number>;
}

/** The engine that runs. */
let running: Engine | undefined;
let starting: Promise<void> | undefined;

/** Where to look when the start that is under way fails: {@link init} was told an address meanwhile. */
let instead: Locate | undefined;

/** Starts the engine from wherever `locate` says; `isGiven` if that is what a caller said and not a guess. @internal */
export function startEngine(locate: Locate, isGiven = true): Promise<void> {
  if (starting && !running && isGiven) instead = locate;
  starting ??= start(locate)
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
  const bindings = instantiate();
  const { exports } = await load(locate, { "./milestreak_bg.js": bindings } as unknown as WebAssembly.Imports);
  bindings.__wbg_set_wasm(exports);
  (exports["__wbindgen_start"] as () => void)();
  useMemory(exports["memory"] as WebAssembly.Memory);
  const forgotten = new FinalizationRegistry((number: number) => {
    if (running === engine) call(() => engine.release(number));
  });
  const engine = { ...bindings, forgotten };
  return engine;
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
      message:
        "the engine broke down and was stopped: await init() again and parse again, and please report what led to it",
      cause: thrown,
    });
  }
}

/** Writes bytes into the engine, for what is called next; how many. @internal */
export function write(engine: Engine, bytes: Uint8Array): number {
  writeAt(engine.room(bytes.length), bytes);
  return bytes.length;
}

const encoder = new TextEncoder();

/** Writes texts into the engine, likewise. @internal */
export const writeTexts = (engine: Engine, ...texts: readonly string[]): number =>
  write(engine, encoder.encode(JSON.stringify(texts)));

/** The failure at an address, as an error. @internal */
export const failed = (address: number): MilestreakError => new MilestreakError(unpack(address, failure));

/** The number or the address of what the engine makes of something; an error that says why, where it makes nothing. */
function made(engine: Engine, make: (engine: Engine) => number): number {
  const result = make(engine);
  if (!result) throw failed(engine.latest());
  return result;
}

/** What the engine makes of something, read. @internal */
export const answer = <T>(ask: (engine: Engine) => number, read: () => T): T =>
  call((engine) => unpack(made(engine, ask), read));

/** What an engine holds for us. @internal */
export class Held {
  readonly #what: "snapshot" | "catalog";
  #engine!: Engine;
  /** 0 once it was released. */
  #number = 0;

  /** Has the engine make something and hold it, until it is released or this is collected; an error where it makes nothing. */
  constructor(what: "snapshot" | "catalog", make: (engine: Engine) => number) {
    this.#what = what;
    call((engine) => {
      this.#engine = engine;
      this.#number = made(engine, make);
      engine.forgotten.register(this, this.#number, this);
    });
  }

  /** Whether something is held, whatever it says of itself. */
  static is(value: unknown): value is Held {
    return typeof value === "object" && value !== null && #number in value;
  }

  /** Whether the engine that runs holds it still. */
  get isUsable(): boolean {
    return this.#number !== 0 && this.#engine === running;
  }

  /** Asks the engine about it. */
  ask<T>(ask: (engine: Engine, number: number) => T): T {
    return call((engine) => {
      if (this.isUsable) return ask(engine, this.#number);
      const why = this.#number ? "went with an engine that broke down" : "was freed";
      throw invalidOption(this.#what, `the ${this.#what} ${why}; parse the response again`);
    });
  }

  /** Asks a question, and reads the answer. */
  answer<T>(question: Question, read: () => T, now = 0, timeZone?: Zone, within = 0): T {
    return this.ask((engine, number) => unpack(engine.ask(number, question, now, timeZone, within), read));
  }

  /** The same, to be released on its own: received at another time, unless that is NaN. */
  share(receivedAt = NaN): Held {
    return this.ask((engine, number) => new Held(this.#what, () => engine.share(number, receivedAt)));
  }

  /** Lets go of it, if it is still held. */
  release(): void {
    if (!this.isUsable) return;
    const number = this.#number;
    this.#number = 0;
    call((engine) => {
      engine.forgotten.unregister(this);
      engine.release(number);
    });
  }
}
