// What the client does over real HTTP, against the mock API at `origin`.

import { check, failure, same } from "./check.mjs";

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
    await json(`${origin}/requests`);
    const client = new ms.Client({
      ...good(origin),
      auth: { type: "oauth", token: async () => TOKEN, orgId: 50363 },
      dataScopeOrgs: [50363, "7"],
      headers: { "x-cap-api-auth-key": "demo-key" },
    });
    await client.targetGroups(USER, { includeInactive: false, includeInactiveTargets: true, targetRuleId: 113762 });
    const requests = (await json(`${origin}/requests`)).filter(({ method }) => method === "GET");
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
    await failure(make({ baseUrl: "https://" }), "invalid-option", { path: "baseUrl", message: /no URL/ });
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
    await failure(() => failing.targetGroups(USER), "invalid-option", { path: "auth" });
  },
};
