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

/** Credentials for one request. */
export interface Grant {
  /** As the engine takes them: the kind, then what belongs to it. */
  readonly parts: readonly string[];
  /** How many times the token had been renewed before. */
  readonly generation: number;
}

/** Credentials, as a client holds them. */
export interface Credentials {
  /** Their kind and the organisation, which are no secrets. */
  readonly label: readonly unknown[];
  /** Whether there is a function that can be asked for new ones. */
  readonly renewable: boolean;
  /** Gives credentials; others than those that the server refused, when some are given. */
  grant(refused?: Grant): Promise<Grant>;
}

const fixed = (...parts: string[]): Credentials => ({
  label: [parts[0]],
  renewable: false,
  grant: async () => ({ parts, generation: 0 }),
});

/** Without any. */
export const nobody = fixed("none");

const KINDS: Record<string, Record<string, Check<unknown>>> = {
  none: {},
  basic: { username: checks.string, password: checks.string },
  bearer: { token: tokenOf },
  oauth: { token: tokenOf, orgId: (id) => String(checks.id(id)) },
};

/** Reads the option `auth`. */
export function credentialsOf(value: unknown): Credentials {
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
  const auth = readOptions<Record<string, unknown>>(rest, KINDS[type as string]!, `auth of type "${type}"`);
  const { username, password, token, orgId } = auth as Record<string, string | undefined>;
  if (type === "none") return nobody;
  if (type === "basic") {
    if (username === undefined || password === undefined)
      throw invalidOption("auth", "auth: basic needs username and password");
    return fixed("basic", username, password);
  }
  if (token === undefined) throw invalidOption("auth", `auth: ${type} needs a token, or a function that gives one`);
  return tokens(type as string, token, orgId === undefined ? [] : [orgId]);
}

function tokens(type: string, source: TokenSource, more: readonly string[]): Credentials {
  const parts = (token: string): string[] => [type, token, ...more];
  const ask = async (refresh: boolean): Promise<readonly string[]> =>
    parts(typeof source === "string" ? source : await tokenFrom(source, refresh));
  let renewing: Promise<Grant> | undefined;
  let renewed: Grant | undefined;
  return {
    label: [type, ...more],
    renewable: typeof source === "function",
    async grant(refused) {
      const generation = renewed?.generation ?? 0;
      // Only the first of those that were refused the same token asks; the others wait for it, or have come too late to.
      if (refused?.generation === generation) {
        renewing ??= ask(true)
          .then((parts) => (renewed = { parts, generation: generation + 1 }))
          .finally(() => (renewing = undefined));
      }
      if (renewing) return renewing;
      return refused && renewed ? renewed : { parts: await ask(false), generation };
    },
  };
}

function tokenOf(value: unknown): TokenSource {
  return typeof value === "function" ? (value as () => string) : checks.string(value);
}

async function tokenFrom(source: (request: TokenRequest) => unknown, refresh: boolean): Promise<string> {
  let token: unknown;
  try {
    token = await source({ refresh });
  } catch (cause) {
    throw invalidOption("auth", "auth: the token function failed", cause);
  }
  if (typeof token !== "string")
    throw invalidOption("auth", `auth: the token function must give a string, not ${kindOf(token)}`);
  return token;
}
