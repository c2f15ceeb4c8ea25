import type { Handle } from "../engine.js";
import { MilestreakError } from "../error.js";
import { forCaller, tell } from "./wait.js";

/** How far a body has come. */
export interface Progress {
  /** How many bytes of it are here. */
  receivedBytes: number;
  /** How many there will be; null when the server does not say, or says it of the compressed body. */
  totalBytes: number | null;
}

/** A caller that hears of progress. */
export type ProgressListener = (progress: Progress) => void;

/** A request on its way, shared by everybody who asks for the same. It ends when nobody waits for it any more. @internal */
export class Flight {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<ProgressListener>();
  readonly #landed: () => void;
  readonly #answer: Promise<Handle>;
  #waiting = 0;

  /** @param landed is called once, when no more callers may join */
  constructor(start: (signal: AbortSignal, progress: ProgressListener) => Promise<Handle>, landed: () => void) {
    this.#landed = landed;
    this.#answer = start(this.#controller.signal, (progress) => {
      for (const hear of this.#listeners) hear(progress);
    });
    this.#answer.then(landed, landed);
  }

  /** Waits for the answer, and takes what it needs of it: afterwards it may be freed. */
  async join<T>(take: (held: Handle) => T, signal?: AbortSignal, listener?: ProgressListener): Promise<T> {
    this.#waiting++;
    const hear: ProgressListener = (progress) => listener && tell(listener, progress);
    this.#listeners.add(hear);
    try {
      return take(await forCaller(this.#answer, signal));
    } finally {
      this.#listeners.delete(hear);
      if (--this.#waiting === 0) {
        this.end("nobody waits for the request any more");
        this.#answer.then(
          (held) => held.free(),
          () => undefined,
        );
      }
    }
  }

  /** Ends it for everybody. */
  end(why: string): void {
    this.#landed();
    this.#controller.abort(new MilestreakError({ code: "aborted", message: why }));
  }
}
