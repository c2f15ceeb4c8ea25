// What the client does over real HTTP, against the mock API at `origin`.

import { check, errorOf, failure, same } from "./check.mjs";

export const USER = 347286146;
const TOKEN = "demo-token";

let plans = 0;

/** The base URL of a network that misbehaves: one entry for each request. */
export function faulty(origin, ...steps) {
  const name = `${Date.now()}-${Math.random().toString(36).slice(2)}-${plans++}`;
  return { name, baseUrl: `${origin}/fault/${name}/${encodeURIComponent(JSON.stringify(steps))}` };
}

export const good = (origin, options = {}) => ({
  baseUrl: origin,
  auth: { type: "bearer", token: TOKEN },
  dataScope: "SELF",
  ...options,
});

const json = async (url) => (await fetch(url)).json();

/** How many requests a plan has met. */
export const requestsOf = (origin, name) => json(`${origin}/requests?fault=${name}`);

/** The requests that a plan has met, with their headers. */
export const metBy = (origin, name) => json(`${origin}/requests?fault=${name}&whole`);

const throwing = (error) => () => {
  throw error;
};

/** Does something while a property is another one. */
export async function withProperty(target, name, value, run) {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  try {
    await run();
  } finally {
    if (before) Object.defineProperty(target, name, before);
    else delete target[name];
  }
}

/** Does something while globals are others. */
export const withGlobals = (globals, run) =>
  Object.entries(globals).reduce(
    (inner, [name, value]) =>
      () =>
        withProperty(globalThis, name, value, inner),
    run,
  )();

export const client = {
  async "fetches and reads"({ ms, origin }) {
    const before = Date.now();
    const snapshot = await new ms.Client(good(origin)).targetGroups(USER, {
      includeInactive: true,
      includeInactiveTargets: true,
    });
    same(snapshot.userId, USER);
    same(snapshot.groups.length, 9);
    check(snapshot.receivedAt >= before && snapshot.receivedAt <= Date.now(), "receivedAt");
    same(snapshot.streaks()[0].historyComplete, true, "all cycles were asked for");
  },

  async "sends the parameters and headers asked for, and no others"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, {});
    const client = new ms.Client({
      ...good(baseUrl),
      auth: { type: "oauth", token: async () => TOKEN, orgId: 50363 },
      dataScopeOrgs: [50363, "7"],
      headers: { "x-cap-api-auth-key": "demo-key" },
    });
    await client.targetGroups(USER, { includeInactive: false, includeInactiveTargets: true, targetRuleId: 113762 });
    const requests = await metBy(origin, name);
    same(requests.length, 1);
    const [{ url, headers }] = requests;
    same(
      url,
      `/api_gateway/intouch-api-v3/v3.1/users/${USER}/targetGroups?includeInactive=false&includeInactiveTargets=true&targetRuleId=113762`,
    );
    const sent = [
      "data-scope",
      "data-scope-org",
      "x-cap-api-oauth-token",
      "x-cap-api-auth-org-id",
      "x-cap-api-auth-key",
      "authorization",
    ];
    same(
      sent.map((name) => headers[name] ?? null),
      ["SELF", "50363,7", TOKEN, "50363", "demo-key", null],
    );
  },

  async "asks only for what the options say"({ ms, origin }) {
    const client = new ms.Client(good(origin));
    const current = await client.targetGroups(USER);
    same(
      current.groups.map((group) => group.name),
      ["t1PA"],
    );
    same(current.streaks(), []);
    const one = await client.targetGroups(String(USER), { includeInactive: true, targetRuleId: 113753 });
    same(
      one.groups.map((group) => [group.name, group.targets[0].cycles.length]),
      [["t1Fixed", 5]],
    );
  },

  async "the older path works as well"({ ms, origin }) {
    const client = new ms.Client({ ...good(origin), dataScope: undefined, path: "/v3/users/{userId}/targetGroups" });
    same((await client.targetGroups(USER)).userId, USER);
  },

  async "each kind of credentials opens the door"({ ms, origin }) {
    const kinds = [
      { type: "basic", username: "demo", password: "demo" },
      { type: "bearer", token: TOKEN },
      { type: "bearer", token: () => TOKEN },
      { type: "oauth", token: async () => TOKEN, orgId: "50363" },
    ];
    for (const auth of kinds)
      same((await new ms.Client(good(origin, { auth })).targetGroups(USER)).userId, USER, auth.type);
    for (const auth of [undefined, { type: "none" }, { type: "bearer", token: "s3cret" }]) {
      const client = new ms.Client(good(origin, { auth }));
      const error = await failure(() => client.targetGroups(USER), "unauthorized", { status: 401, retryable: false });
      same(error.apiErrors, [{ code: "401", message: "Invalid or missing credentials" }]);
      check(!JSON.stringify([error.message, { ...error }]).includes("s3cret"), "the token is in no error");
    }
  },

  async "each status has its code"({ ms, origin }) {
    const expected = [
      [400, "http", false],
      [401, "unauthorized", false],
      [403, "forbidden", false],
      [404, "not-found", false],
      [418, "http", false],
      [429, "rate-limited", true],
      [500, "http", true],
      [503, "http", true],
    ];
    for (const [status, code, retryable] of expected) {
      const { baseUrl } = faulty(origin, { status, json: {} });
      await failure(() => new ms.Client(good(baseUrl)).targetGroups(USER), code, { status, retryable, apiErrors: [] });
    }
  },

  async "a user that is not there is not found"({ ms, origin }) {
    const error = await failure(() => new ms.Client(good(origin)).targetGroups(5), "not-found", { status: 404 });
    same(error.apiErrors, [{ code: "8015", message: "Customer not found for the given id" }]);
  },

  async "credentials go where they were meant to go and nowhere else"({ ms, origin }) {
    // The same server by another name is another origin.
    for (const elsewhere of [origin, origin.replace("127.0.0.1", "localhost")]) {
      for (const status of [301, 302, 303, 307, 308]) {
        const thief = faulty(elsewhere, {});
        const location = `${thief.baseUrl}/api_gateway/intouch-api-v3/v3.1/users/${USER}/targetGroups`;
        const { name, baseUrl } = faulty(origin, { status, headers: { location } });
        for (const secret of [{}, { auth: { type: "none" }, headers: { "x-cap-api-auth-key": "s3cret" } }]) {
          await failure(() => new ms.Client(good(baseUrl, secret)).targetGroups(USER), "http", {
            attempts: 1,
            message: /redirects/,
          });
        }
        same(
          [await requestsOf(origin, name), await requestsOf(origin, thief.name)],
          [2, 0],
          `${status} to ${elsewhere}`,
        );
      }
    }
  },

  async "no connection is a network failure"({ ms }) {
    const client = new ms.Client({ baseUrl: "http://127.0.0.1:1" });
    await failure(() => client.targetGroups(USER), "network", { retryable: true, status: null });
  },

  async "an abort with any reason ends it and keeps the reason"({ ms, origin }) {
    const reasons = [
      "left",
      undefined,
      null,
      0,
      new Error("gone"),
      { why: "navigation" },
      new DOMException("x", "AbortError"),
    ];
    for (const reason of reasons) {
      const { baseUrl } = faulty(origin, { delayMs: 5_000 });
      const controller = new AbortController();
      const asked = new ms.Client(good(baseUrl)).targetGroups(USER, { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 20);
      const error = await failure(() => asked, "aborted", { retryable: false });
      check(error.cause === controller.signal.reason, `the cause is the reason: ${reason}`);
    }
    same((await new ms.Client(good(origin)).targetGroups(USER)).userId, USER, "and the client works on");
  },

  async "an abort before, and one in the middle of the body"({ ms, origin }) {
    const aborted = AbortSignal.abort("early");
    await failure(() => new ms.Client(good(origin)).targetGroups(USER, { signal: aborted }), "aborted", {
      cause: "early",
    });
    const { baseUrl } = faulty(origin, { trickle: [50, 50] });
    const controller = new AbortController();
    const asked = new ms.Client(good(baseUrl)).targetGroups(USER, { signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 150);
    await failure(() => asked, "aborted", { cause: "enough" });
  },

  async "a body that comes too slowly is timed out"({ ms, origin }) {
    const { baseUrl } = faulty(origin, { trickle: [10, 50] });
    const client = new ms.Client(good(baseUrl, { timeoutMs: 200 }));
    await failure(() => client.targetGroups(USER), "timeout", { retryable: true, message: /200 ms/ });
  },

  async "a body that is too large is refused"({ ms, origin }) {
    const announced = faulty(origin, { bytes: 5_000 });
    const unannounced = faulty(origin, { bytes: 5_000, chunked: true });
    for (const { baseUrl } of [announced, unannounced]) {
      const client = new ms.Client(good(baseUrl, { maxBytes: 4_000 }));
      await failure(() => client.targetGroups(USER), "too-large", { message: /4000 bytes/ });
    }
  },

  async "what is no JSON is told as such"({ ms, origin }) {
    const html = faulty(origin, { body: "<html>Gateway</html>", headers: { "content-type": "text/html" } });
    await failure(() => new ms.Client(good(html.baseUrl)).targetGroups(USER), "invalid-json", { message: /HTML/ });
    const empty = faulty(origin, { json: {} });
    await failure(() => new ms.Client(good(empty.baseUrl)).targetGroups(USER), "unexpected-shape");
  },

  async "options are checked before anything is sent"({ ms, origin }) {
    const make = (options) => () => new ms.Client(options);
    await failure(make(undefined), "invalid-option", { path: "baseUrl" });
    await failure(make({ baseURL: origin }), "invalid-option", { message: /did you mean baseUrl\?/ });
    await failure(make({ baseUrl: 5 }), "invalid-option", { path: "baseUrl" });
    await failure(make({ baseUrl: origin, dataScope: "MINE" }), "invalid-option", {
      message: /"SELF" or "OTHER" or "ALL"/,
    });
    await failure(make({ baseUrl: origin, timeoutMs: 0 }), "invalid-option", { path: "timeoutMs" });
    await failure(make({ baseUrl: origin, auth: { type: "basic", username: "u" } }), "invalid-option", {
      path: "auth",
    });
    await failure(make({ baseUrl: origin, auth: { type: "digest" } }), "invalid-option");
    await failure(make({ baseUrl: origin, auth: { token: "t" } }), "invalid-option", { path: "auth" });
    await failure(make({ baseUrl: origin, auth: { type: "bearer", password: "t" } }), "invalid-option", {
      path: "password",
    });
    const client = new ms.Client(good(origin));
    for (const user of ["", -1, 1.5, null, undefined, {}, NaN])
      await failure(() => client.targetGroups(user), "invalid-option", { path: "userId" });
    await failure(() => client.targetGroups(USER, { includeinactive: true }), "invalid-option", {
      message: /includeInactive\?/,
    });
    await failure(() => client.targetGroups(USER, { signal: {} }), "invalid-option", { path: "signal" });
    await failure(() => new ms.Client({ baseUrl: origin, path: "/x" }).targetGroups(USER), "invalid-option", {
      path: "path",
    });
    for (const baseUrl of [
      "https://",
      "localhost:3000",
      "https://anna:secret@shop.example",
      "ftp://x",
      `${origin}?shop=1`,
      `${origin}/#top`,
      `${origin}/?`,
    ])
      await failure(make({ baseUrl }), "invalid-option", { path: "baseUrl", message: /baseUrl makes no URL.*https:/ });
    for (const dots of [".", ".."])
      await failure(() => client.targetGroups(dots), "invalid-option", { path: "userId" });
    // All of them are what the first one is, to a browser.
    for (const baseUrl of [
      "http://shop.example",
      " HTTP:\\\\shop.example",
      "ht\ttp://shop.example/",
      "http://shop.example\\@localhost",
    ]) {
      const plain = new ms.Client({ baseUrl, auth: { type: "bearer", token: "s3cret" } });
      const error = await failure(() => plain.targetGroups(USER), "invalid-option", {
        path: "baseUrl",
        message: /plain http/,
      });
      check(!error.message.includes("s3cret"), "the token is in no error");
    }
    const failing = new ms.Client(
      good(origin, { auth: { type: "bearer", token: () => Promise.reject(new Error("no token")) } }),
    );
    const { cause } = await failure(() => failing.targetGroups(USER), "invalid-option", {
      path: "auth",
      message: /failed/,
    });
    same(cause.message, "no token");
    const wrong = new ms.Client(good(origin, { auth: { type: "bearer", token: () => 5 } }));
    const error = await failure(() => wrong.targetGroups(USER), "invalid-option", {
      message: /a string, not a number/,
    });
    check(!("cause" in error), "nothing was thrown");
  },

  async "a failure of the network says what the browser said"({ ms, origin }) {
    const broken = new TypeError("something of the page broke");
    await withGlobals({ fetch: () => Promise.reject(broken) }, async () => {
      const retry = { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
      const client = new ms.Client({ baseUrl: origin, retry });
      const asked = [client.targetGroups(USER), client.targetGroups(USER)];
      for (const call of asked) {
        const error = await failure(() => call, "network", { attempts: 2, retryable: true });
        check(error.cause === broken, `the cause is ${error.cause}`);
      }
    });
    for (const thrown of ["text", undefined, null, { why: "none" }]) {
      const fetches = [() => Promise.reject(thrown), throwing(thrown)];
      for (const fetch of fetches) {
        await withGlobals({ fetch }, async () => {
          const client = new ms.Client({ baseUrl: origin, retry: { attempts: 1 } });
          const error = await failure(() => client.targetGroups(USER), "network");
          check("cause" in error && error.cause === thrown, `the cause is ${thrown}`);
        });
      }
    }
    const cut = new ms.Client(good(faulty(origin, { cutAt: 100 }).baseUrl, { retry: { attempts: 1 } }));
    const error = await failure(() => cut.targetGroups(USER), "network", { message: /broke off/ });
    check(error.cause instanceof Error, "a body that broke off has a cause");
  },

  async "answers without a stream are read, and so are those of mocks"({ ms, origin }) {
    const body = { data: { userId: 7, targetGroups: [] } };
    const text = JSON.stringify(body);
    const bytes = new TextEncoder().encode(text);
    const headers = new Headers();
    const whole = {
      arrayBuffer: async () => bytes.buffer,
      text: async () => text,
      json: async () => body,
    };
    const answers = [
      new Response(text),
      Response.json(body),
      Object.defineProperty(new Response(text), "body", { value: undefined }),
      { ok: true, status: 200, headers, ...whole },
      { ok: true, status: 200, headers: new Map(), text: whole.text },
      { ok: true, status: 200, arrayBuffer: () => bytes },
      { ok: true, json: whole.json },
      { status: 200, headers, body: text, text: whole.text },
      new Proxy(new Response(text), {
        get: (target, name) => {
          const value = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }),
    ];
    for (const [place, answer] of answers.entries()) {
      await withGlobals({ fetch: async () => answer }, async () => {
        const client = new ms.Client({ baseUrl: origin, retry: { attempts: 1 } });
        same((await client.targetGroups(USER)).userId, 7, `answer ${place}`);
      });
    }
    await withGlobals({ fetch: async () => ({ ok: true, status: 200, text: async () => text }) }, async () => {
      const client = new ms.Client({ baseUrl: origin, maxBytes: 5 });
      await failure(() => client.targetGroups(USER), "too-large");
    });
  },

  async "what is no answer at all is told as such"({ ms, origin }) {
    const read = new Response("{}");
    await read.text();
    const rage = throwing(new Error("thrown by the page"));
    const raging = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : rage()) });
    const answers = [
      ...[undefined, null, 5, "x", {}, [], { ok: true }, { status: 200 }, { status: "200" }],
      ...[
        { status: 200, text: 5 },
        { status: 200, json: async () => undefined },
        { status: 200, arrayBuffer: async () => 5 },
      ],
      ...[raging],
    ];
    // What the browser says of malformed JSON quotes it, and a profile may be what it quotes.
    const quoting = { status: 200, json: async () => JSON.parse('{"data":{"customer":{"mobile":NaN}}}') };
    for (const [place, answer] of [...answers, quoting].entries()) {
      await withGlobals({ fetch: async () => answer }, async () => {
        const client = new ms.Client({ baseUrl: origin, retry: { attempts: 1 } });
        const error = await errorOf(() => client.targetGroups(USER));
        check(!`${error.message} ${error.cause}`.includes("mobile"), "an error quotes the body");
        same(error.code, "network", `answer ${place}`);
        check(/`fetch` gave no Response/.test(error.message), `answer ${place}: ${error.message}`);
      });
    }
    // A browser's getters refuse a proxy; Node's do not.
    await withGlobals({ fetch: async () => new Proxy(new Response("{}"), {}) }, async () => {
      const error = await errorOf(() => new ms.Client({ baseUrl: origin, retry: { attempts: 1 } }).targetGroups(USER));
      check(["network", "unexpected-shape"].includes(error.code), String(error.stack));
    });
    await withGlobals({ fetch: async () => read }, async () => {
      const client = new ms.Client({ baseUrl: origin, retry: { attempts: 1 } });
      await failure(() => client.targetGroups(USER), "network", { message: /read already/ });
    });
    same((await new ms.Client(good(origin)).targetGroups(USER)).userId, USER, "and it works on");
  },

  async "a request that refuses signals is sent without one"({ ms, origin }) {
    // As where a test runner plays a page inside Node: the signal is the page's, the request is Node's.
    const { Request } = globalThis;
    class Foreign extends Request {
      constructor(input, init) {
        if (init?.signal) throw new TypeError("Expected signal to be an instance of AbortSignal");
        super(input, init);
      }
    }
    await withGlobals({ Request: Foreign }, async () => {
      const { name, baseUrl } = faulty(origin, { delayMs: 100 });
      const client = new ms.Client(good(baseUrl));
      const controller = new AbortController();
      same((await client.targetGroups(USER, { signal: controller.signal })).userId, USER);
      const asked = client.targetGroups(USER, { signal: controller.signal });
      controller.abort("left");
      await failure(() => asked, "aborted", { cause: "left" });
      same((await client.targetGroups(USER)).userId, USER);
      check((await requestsOf(origin, name)) >= 2, "requests were sent");
    });
  },

  async "a library that gives arrays a toJSON changes nothing of a client"({ ms, origin }) {
    const refusing = good(faulty(origin, { status: 403, json: { errors: [{ code: 4000, message: "no" }] } }).baseUrl);
    const found = [];
    await withProperty(
      Array.prototype,
      "toJSON",
      () => "spoiled",
      async () => {
        const error = await errorOf(() => new ms.Client(refusing).targetGroups(USER));
        found.push(error.code, error.apiErrors[0]?.message);
        const client = new ms.Client(good(origin, { dataScopeOrgs: [7] }));
        found.push((await client.targetGroups(USER)).userId);
      },
    );
    same(found, ["forbidden", "no", USER]);
  },

  async "an answer from a cache says how old it is, and a Date far off is not believed at once"({ ms, origin }) {
    const ago = (ms) => new Date(Date.now() - ms).toUTCString();
    const hour = 3_600_000;
    const skews = [
      [{ date: ago(hour), age: "3600" }, 0],
      [{ date: ago(hour) }, -hour],
      [{ date: "Thu, 01 Jan 1970 00:00:00 GMT" }, 0],
      [{ date: ago(8 * 24 * hour) }, 0],
    ];
    for (const [headers, expected] of skews) {
      const client = new ms.Client(good(faulty(origin, { headers }).baseUrl));
      const snapshot = await client.targetGroups(USER);
      check(Math.abs(client.clockSkewMs - expected) < 2_000, `${JSON.stringify(headers)}: ${client.clockSkewMs}`);
      check(Math.abs(snapshot.receivedAt - Date.now() - expected) < 3_000, "receivedAt is by that clock");
    }
  },

  async "the server's time zone is an option of the client"({ ms, origin }) {
    const targets = [
      {
        targetRuleId: 2,
        periodId: 3,
        periodStartDateWithTimeStamp: "2024-05-01T10:00:00.000Z",
        periodEndDateWithTimeStamp: "2024-05-02T10:00:00.000Z",
      },
    ];
    const json = { data: { userId: 7, targetGroups: [{ id: 1, targetEvaluationType: "CYCLIC_WINDOW", targets }] } };
    const { baseUrl } = faulty(origin, { json });
    const startsAt = async (serverTimeZone) =>
      (await new ms.Client(good(baseUrl, { serverTimeZone })).targetGroups(USER)).progress()[0].startsAt;
    same(await startsAt(undefined), Date.parse("2024-05-01T10:00:00Z"));
    same(await startsAt("Asia/Kolkata"), Date.parse("2024-05-01T04:30:00Z"));
    await failure(async () => new ms.Client(good(baseUrl, { serverTimeZone: "Mars" })), "invalid-option", {
      path: "serverTimeZone",
    });
  },
};
