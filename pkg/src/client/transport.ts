import { texts } from "../../generated/readers.js";
import { call as callEngine, write, writeTexts } from "../engine.js";
import { invalidOption, MilestreakError } from "../error.js";
import { unpack } from "../packed.js";
import type { ProgressListener } from "./flight.js";

/** What a request is made of. */
export interface Call {
  readonly baseUrl: string;
  readonly path: string;
  readonly userId: string;
  readonly includeInactive?: boolean;
  readonly includeInactiveTargets?: boolean;
  readonly targetRuleId?: number;
  readonly dataScope?: string;
  readonly dataScopeOrgs?: string | undefined;
  /** The version that is held already. */
  readonly etag?: string | undefined;
  /** The kind, then what belongs to it. */
  readonly auth: readonly string[];
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly credentials: RequestCredentials;
}

const PARAMETERS = ["includeInactive", "includeInactiveTargets", "targetRuleId"] as const;

/** A success. */
export interface Answer {
  /** The body; undefined when it is still the one that the request named by its `ETag`. */
  readonly body: Uint8Array | undefined;
  /** Its version, as the server names it. */
  readonly etag: string | undefined;
  /** What to add to this device's clock to have the server's; NaN when the answer does not tell. */
  readonly clockSkewMs: number;
}

/** How an answer is taken in. */
export interface Intake {
  /** The largest body that is read. */
  readonly maxBytes: number;
  /** Hears of each piece of the body. */
  readonly progress: ProgressListener;
}

export const NOT_A_URL =
  "baseUrl and path make no URL that can be fetched; baseUrl is like https://eu.api.capillarytech.com";

const NO_ANSWER =
  "no answer: the network, DNS, TLS, CORS or a content security policy is in the way; a page is not told which, its developer tools are";

/** The request that a call is. */
export function requestOf(call: Call, signal: AbortSignal): Request {
  const { baseUrl, path, userId, dataScope = "", dataScopeOrgs = "", etag = "", auth } = call;
  const [kind, first = "", second = ""] = auth;
  const query = PARAMETERS.map((name) => String(call[name] ?? ""));
  const told = [baseUrl, path, userId, dataScope, dataScopeOrgs, etag, kind!, first, second, ...query, ...call.headers];
  const made = callEngine((engine) => unpack(engine.requestOf(writeTexts(engine, ...told)), texts));
  const [redirect, url, ...parts] = made as [RequestRedirect, string, ...string[]];
  const headers = new Headers();
  for (let part = 0; part < parts.length; part += 2) headers.set(parts[part]!, parts[part + 1]!);
  const { credentials } = call;
  try {
    // The body holds the customer's profile, which no cache on disk may have; and the `Date` must be of now.
    return new Request(url, { headers, credentials, redirect, cache: "no-store", signal });
  } catch {
    // What the browser says of it may quote a header.
    throw invalidOption("baseUrl", NOT_A_URL);
  }
}

/** Sends a request once and takes in its answer, if it is a success and no larger than allowed. */
export async function exchange(request: Request, isConditional: boolean, intake: Intake): Promise<Answer> {
  let message = NO_ANSWER;
  try {
    const sent = Date.now();
    const response = await fetch(request);
    const heard = Date.now();
    const header = (name: string): string => response.headers.get(name) ?? "";
    const isUnchanged = isConditional && response.status === 304;
    if (!response.ok && !isUnchanged) {
      // A redirect that is not followed does not say where it leads, nor its status.
      const status = response.type === "opaqueredirect" ? 302 : response.status;
      const body = await bodyOf(response, intake).catch(() => new Uint8Array());
      throw callEngine((engine) => {
        const retryAfterMs = engine.retryAfter(writeTexts(engine, header("retry-after"), header("date")), heard);
        return new MilestreakError(engine.refusal(write(engine, body), status, retryAfterMs));
      });
    }
    message = "the connection broke off in the middle of the answer";
    return {
      body: isUnchanged ? undefined : await bodyOf(response, intake),
      etag: header("etag") || undefined,
      clockSkewMs: callEngine((engine) => engine.clockSkew(writeTexts(engine, header("date")), sent, heard)),
    };
  } catch (cause) {
    // Also when a page has replaced `fetch` by something that answers with no Response.
    throw cause instanceof MilestreakError
      ? cause
      : new MilestreakError({ code: "network", retryable: true, message, cause });
  }
}

async function bodyOf(response: Response, { maxBytes, progress }: Intake): Promise<Uint8Array> {
  const announced = parseFloat(response.headers.get("content-length") ?? "");
  if (announced > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let step = await reader?.read(); step?.value; step = await reader?.read()) {
    length += step.value.length;
    if (length > maxBytes) {
      // Whether the rest can be stopped makes no difference to the answer.
      reader?.cancel().catch(() => undefined);
      throw tooLarge(maxBytes);
    }
    chunks.push(step.value);
    // The length announced is that of the compressed body, where it is compressed: no total that is exceeded is one.
    progress({ receivedBytes: length, totalBytes: announced >= length ? announced : null });
  }
  const body = new Uint8Array(length);
  let end = 0;
  for (const chunk of chunks) {
    body.set(chunk, end);
    end += chunk.length;
  }
  return body;
}

function tooLarge(maxBytes: number): MilestreakError {
  const message = `the body is larger than maxBytes, ${maxBytes} bytes; raise it if such a response is to be expected`;
  return new MilestreakError({ code: "too-large", message });
}
