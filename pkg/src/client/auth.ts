import { invalidOption } from "../error.js";
import { checks, kindOf, readOptions, type Check } from "../options.js";

/** What a {@link TokenSource} is told. */
export interface TokenRequest {
  /** The server refused the last token: whatever is remembered of it is of no use, a new one is needed. */
  refresh: boolean;
}

/**
 * A token, or a function that gives it each time one is needed. When the server answers 401, the function is asked once
 * more, with `refresh: true`, however many calls are waiting for the new token.
 */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/**
 * How a request says who asks. In a browser this is nearly always `{ type: "none" }`: Basic and OAuth client
 * credentials are a server's secret, and the page talks to its own backend, which adds them.
 */
export type Auth = NoAuth | BasicAuth | BearerAuth | OAuth;

/** No header of ours: cookies say who asks, or a proxy adds what is needed. */
export interface NoAuth {
  /** The kind. */
  type: "none";
}

/** The name and password of a till, in the `authorization` header. Not for a page. */
export interface BasicAuth {
  /** The kind. */
  type: "basic";
  /** The till's name. */
  username: string;
  /** Its password. */
  password: string;
}

/** A token in the `authorization` header, as a backend of your own may want one. */
export interface BearerAuth {
  /** The kind. */
  type: "bearer";
  /** The token, or where it comes from. */
  token: TokenSource;
}

/** A token of the API's OAuth, in the header `x-cap-api-oauth-token`. */
export interface OAuth {
  /** The kind. */
  type: "oauth";
  /** The token, or where it comes from. */
  token: TokenSource;
  /** The organisation, for the header `x-cap-api-auth-org-id`; that header is left out unless it is given. */
  orgId?: string | number;
}

/** The option `auth`, as the engine reads it. */
export interface EngineAuth {
  readonly type: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** A token that does not change. */
  readonly token?: string | undefined;
  /** Gives a token. Throws nothing; rejects with what an error is made of. */
  readonly getToken?: ((refresh: boolean) => Promise<string>) | undefined;
  readonly orgId?: number | undefined;
}

const KINDS: Record<string, Record<string, Check<unknown>>> = {
  none: {},
  basic: { username: checks.string, password: checks.string },
  bearer: { token: tokenOf },
  oauth: { token: tokenOf, orgId: checks.id },
};

/** Reads the option `auth`. */
export function authOf(value: unknown): EngineAuth {
  const { type, ...rest } = readOptions<Record<string, unknown>>(
    value,
    {
      type: checks.oneOf("none", "basic", "bearer", "oauth"),
      username: checks.any,
      password: checks.any,
      token: checks.any,
      orgId: checks.any,
    },
    "auth",
  );
  if (type === undefined) throw invalidOption("auth", 'auth: type is needed: "none", "basic", "bearer" or "oauth"');
  const kind = type as string;
  const auth = readOptions<Record<string, unknown>>(rest, KINDS[kind]!, `auth of type "${kind}"`);
  const { username, password, token, orgId } = auth as Omit<EngineAuth, "type" | "token"> & { token?: TokenSource };
  if (kind === "basic" && (username === undefined || password === undefined))
    throw invalidOption("auth", "auth: basic needs username and password");
  if ((kind === "bearer" || kind === "oauth") && token === undefined)
    throw invalidOption("auth", `auth: ${kind} needs a token, or a function that gives one`);
  return typeof token === "function"
    ? { type: kind, getToken: (refresh) => tokenFrom(token, refresh), orgId }
    : { type: kind, username, password, token, orgId };
}

function tokenOf(value: unknown): TokenSource {
  return typeof value === "function" ? (value as () => string) : checks.string(value);
}

/** Asks the page's function for a token. What it throws is not seen by the engine, which only passes it on. */
async function tokenFrom(source: (request: TokenRequest) => unknown, refresh: boolean): Promise<string> {
  let token: unknown;
  try {
    token = await source({ refresh });
  } catch (cause) {
    throw { cause };
  }
  if (typeof token === "string") return token;
  throw { message: `auth: the token function must give a string, not ${kindOf(token)}` };
}
