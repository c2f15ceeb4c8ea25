import { call } from "../engine.js";
import { MilestreakError } from "../error.js";
import type { Credentials, Grant } from "./auth.js";
import { exchange, requestOf, type Answer, type Call, type Intake } from "./transport.js";
import { LONGEST_TIMER, pause, unlessAborted } from "./wait.js";

/** How often to ask, and how long to wait. */
export interface Patience {
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

/** What is to be sent, and how. */
export interface Sending extends Intake {
  readonly request: Omit<Call, "auth">;
  readonly credentials: Credentials;
  readonly patience: Patience;
  /** Must be aborted with an error of this package. */
  readonly signal: AbortSignal;
}

/** Sends a request until it is answered, refused for good, or not worth another attempt. Gives what `read` makes of the answer. */
export async function send<T>(
  { request, credentials, patience, signal, ...intake }: Sending,
  read: (answer: Answer) => T,
): Promise<T> {
  const { timeoutMs, deadlineMs, attempts, baseDelayMs, maxDelayMs } = patience;
  const end = performance.now() + deadlineMs;
  let sent = 0;
  let refused: Grant | undefined;
  for (let attempt = 1; ; ) {
    let grant: Grant | undefined;
    const left = end - performance.now();
    const [limit, name] = left < timeoutMs ? [left, "deadlineMs"] : [timeoutMs, "timeoutMs"];
    const attempted = new AbortController();
    const abort = (): void => attempted.abort(signal.reason);
    const timer = setTimeout(
      () => {
        const message = `no complete answer within ${patience[name as "timeoutMs"]} ms (${name})`;
        attempted.abort(new MilestreakError({ code: "timeout", retryable: true, message }));
      },
      Math.min(limit, LONGEST_TIMER),
    );
    signal.addEventListener("abort", abort);
    try {
      if (signal.aborted) throw signal.reason;
      grant = await unlessAborted(credentials.grant(refused), attempted.signal);
      sent++;
      const made = requestOf({ ...request, auth: grant.parts }, attempted.signal);
      return read(await unlessAborted(exchange(made, request.etag !== undefined, intake), attempted.signal));
    } catch (error) {
      if (signal.aborted || !(error instanceof MilestreakError) || error.code === "invalid-option") throw error;
      if (error.code === "unauthorized" && credentials.renewable && !refused) {
        refused = grant;
        continue;
      }
      let wait = NaN;
      if (error.retryable) {
        const [asked, left] = [error.retryAfterMs ?? NaN, end - performance.now()];
        wait = call((engine) =>
          engine.retryDelay(attempt++, attempts, baseDelayMs, maxDelayMs, asked, left, Math.random()),
        );
      }
      if (!(wait < Infinity)) {
        const code = wait === Infinity ? "rate-limited" : error.code;
        throw new MilestreakError({ ...error, message: error.message, code, attempts: sent });
      }
      await pause(wait, signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  }
}
