import type { ApiMessage, Failure, FailureCode } from "../generated/types.js";

/** What an error is made of. */
interface Facts extends Partial<Failure> {
  readonly code: FailureCode;
  readonly message: string;
  readonly cause?: unknown;
}

/**
 * The one error of this package. Branch on {@link MilestreakError.code}; the message is for developers.
 *
 * It never holds credentials, nor anything of the customer's profile.
 *
 * @example
 * try {
 *   snapshot = parse(body);
 * } catch (error) {
 *   if (isMilestreakError(error) && error.code === "invalid-json") console.warn(error.line, error.column);
 *   else throw error;
 * }
 */
export class MilestreakError extends Error implements Failure {
  /** What kind of failure it is. */
  readonly code: FailureCode;
  /** The HTTP status, when there was an answer; null otherwise. */
  readonly status: number | null;
  /** Whether the same call may succeed later without any change. */
  readonly retryable: boolean;
  /** How long to wait before trying again, in milliseconds, when the server said so; null otherwise. */
  readonly retryAfterMs: number | null;
  /** How many requests were sent; null for what sends none. */
  readonly attempts: number | null;
  /** The JSON path, or the name of the option, that is wrong; null where there is none. */
  readonly path: string | null;
  /** The line of the text, from 1; null where there is none. */
  readonly line: number | null;
  /** The character in the line, from 1; null where there is none. */
  readonly column: number | null;
  /** What the API itself said. */
  readonly apiErrors: ApiMessage[];

  constructor(facts: Facts) {
    super(facts.message, "cause" in facts ? { cause: facts.cause } : undefined);
    this.code = facts.code;
    this.status = facts.status ?? null;
    this.retryable = facts.retryable ?? false;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.attempts = facts.attempts ?? null;
    this.path = facts.path ?? null;
    this.line = facts.line ?? null;
    this.column = facts.column ?? null;
    this.apiErrors = facts.apiErrors ?? [];
  }
}

// On the prototype, as with the errors of the language: not a property of every one.
Object.defineProperty(MilestreakError.prototype, "name", {
  value: "MilestreakError",
  configurable: true,
  writable: true,
});

/** Whether something caught is an error of this package, whichever copy of the package threw it. */
export function isMilestreakError(error: unknown): error is MilestreakError {
  try {
    return (
      error instanceof MilestreakError ||
      (error instanceof Error && error.name === "MilestreakError" && "code" in error)
    );
  } catch {
    // Anything can be thrown, a proxy too that does not let itself be asked.
    return false;
  }
}

/** An option or an argument that cannot be used. @internal */
export function invalidOption(path: string, message: string, ...cause: [unknown?]): MilestreakError {
  const facts = { code: "invalid-option", path, message } as const;
  return new MilestreakError(cause.length ? { ...facts, cause: cause[0] } : facts);
}
