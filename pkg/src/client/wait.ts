import { MilestreakError } from "../error.js";

/** The longest time that a timer can be set for, in milliseconds; beyond it, timers fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Waits for a promise, but no longer than until a signal is aborted: then it rejects with the signal's reason. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Waits some milliseconds, but no longer than until a signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const time = new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER))));
  return unlessAborted(time, signal).finally(() => clearTimeout(timer));
}

/** Waits for a promise on behalf of a caller, whose signal, if there is one, ends the wait with the error for it. */
export async function forCaller<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  try {
    return await unlessAborted(promise, signal);
  } catch (error) {
    throw signal.aborted
      ? new MilestreakError({ code: "aborted", message: "the request was aborted", cause: signal.reason })
      : error;
  }
}

/** Calls a function of the caller's. What it throws is the caller's to see, as if nobody had called it, and stops nothing here. */
export function tell<T>(listener: (news: T) => void, news: T): void {
  try {
    listener(news);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
