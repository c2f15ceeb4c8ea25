// Requests that leave while the engine starts, and answers that a page hands over: the engine takes one if it is to the very request
// that it would have sent.

import { check, failure, same } from "./check.mjs";
import { faulty, requestsOf, USER } from "./client.mjs";

const QUICK = { attempts: 2, baseDelayMs: 1, maxDelayMs: 1 };
const BASE = "https://shop.example";

const body = (userId) => JSON.stringify({ data: { userId: Number(userId), targetGroups: [] } });

/** An answer for whoever is asked for. */
const answerTo = (request, headers) => new Response(body(/users\/(\d+)\//.exec(request.url)[1]), { headers });

/**
 * Runs something with an engine that has not started, and a network of its own. The module is instantiated once `start` is
 * called; `order` says what happened, and `requests` are those to the API.
 */
async function starting(freshEntry, run, answer = (request) => answerTo(request)) {
  const ms = await freshEntry();
  const real = { fetch: globalThis.fetch, ...pick(WebAssembly) };
  const order = [];
  const requests = [];
  let start;
  const started = new Promise((resolve) => (start = resolve));
  for (const [name, make] of Object.entries(pick(WebAssembly))) {
    WebAssembly[name] = async (...args) => {
      await started;
      // Node instantiates modules of its own.
      if (args[1]?.["./milestreak_bg.js"]) order.push("engine");
      return make.apply(WebAssembly, args);
    };
  }
  let hear;
  const heard = new Promise((resolve) => (hear = resolve));
  globalThis.fetch = (request, ...rest) => {
    if (!request.url?.includes("/users/")) return real.fetch.call(globalThis, request, ...rest);
    order.push("request");
    requests.push(request);
    hear();
    return answer(request, requests.length);
  };
  try {
    await run({ ms, start, order, requests, heard });
  } finally {
    start();
    globalThis.fetch = real.fetch;
    Object.assign(WebAssembly, pick(real));
  }
}

const pick = ({ instantiate, instantiateStreaming }) => ({ instantiate, instantiateStreaming });

/** What `fetch` does with a request that is never answered: it rejects when the request is aborted. */
const never = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

export const early = {
  async "a request leaves while the engine starts, and there is no second one"({ freshEntry, origin }) {
    for (const [options, query] of [
      [{}, undefined],
      [{ dataScope: "SELF" }, { includeInactive: true }],
      [
        { dataScope: "ALL", dataScopeOrgs: [50363, "7"], credentials: "include", cache: {} },
        { includeInactive: false, includeInactiveTargets: true, targetRuleId: 5 },
      ],
      [{ path: "v3/users/{userId}/targetGroups?a=b", credentials: "omit" }, { targetRuleId: 5 }],
      [{ path: "/users/7/{userId}" }, { includeInactive: true }],
    ]) {
      await starting(
        freshEntry,
        async ({ ms, start, order, heard }) => {
          const client = new ms.Client({ baseUrl: `${BASE}//`, ...options });
          const both = [client.targetGroups(7, query), client.targetGroups(7, query)];
          await heard;
          same(order, ["request"], JSON.stringify(options));
          start();
          same(
            (await Promise.all(both)).map(({ userId }) => userId),
            [7, 7],
          );
          same(order, ["request", "engine"], JSON.stringify(options));
        },
        () => new Response(body(7)),
      );
    }
    // The engine writes a user as this does.
    await starting(
      freshEntry,
      async ({ ms, start, requests }) => {
        const asked = new ms.Client({ baseUrl: BASE }).targetGroups("o'neil (1)!*~-_.é");
        start();
        same([(await asked).userId, requests.length], [7, 1]);
      },
      () => new Response(body(7)),
    );
    // Over real HTTP, with an engine that starts as it does.
    const ms = await freshEntry();
    const { name, baseUrl } = faulty(origin, { status: 200, json: JSON.parse(body(USER)) });
    const client = new ms.Client({ baseUrl, credentials: "omit" });
    const watch = client.watch(USER);
    const [{ userId }, { value }] = await Promise.all([client.targetGroups(USER), watch.next()]);
    same([userId, value.snapshot.userId, await requestsOf(origin, name)], [USER, USER, 1]);
    watch.dispose();
  },

  async "each user has a request of their own, and the next call asks anew"({ freshEntry }) {
    await starting(freshEntry, async ({ ms, start, requests }) => {
      const client = new ms.Client({ baseUrl: BASE });
      const both = [client.targetGroups(1), client.targetGroups(2), new ms.Client({ baseUrl: BASE }).targetGroups(2)];
      start();
      same(
        (await Promise.all(both)).map(({ userId }) => userId),
        [1, 2, 2],
      );
      same(requests.length, 3);
      same((await client.targetGroups(1)).userId, 1);
      same(requests.length, 4);
    });
  },

  async "what the engine refuses is not sent before it is there"({ freshEntry }) {
    for (const [options, userId] of [
      [{}, ".."],
      [{}, "."],
      [{ path: "/loyalty/" }, 7],
    ]) {
      await starting(freshEntry, async ({ ms, start, order }) => {
        const asked = failure(
          () => new ms.Client({ baseUrl: BASE, ...options }).targetGroups(userId),
          "invalid-option",
        );
        start();
        await asked;
        same(order, ["engine"], JSON.stringify([options, userId]));
      });
    }
  },

  async "what has secrets, headers of the caller's or a store waits for the engine"({ freshEntry }) {
    const store = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
    for (const options of [
      { auth: { type: "bearer", token: () => "t" } },
      { auth: { type: "basic", username: "a", password: "b" } },
      { headers: { "x-shop": "1" } },
      { cache: { store } },
    ]) {
      await starting(freshEntry, async ({ ms, start, order }) => {
        const asked = new ms.Client({ baseUrl: BASE, ...options }).targetGroups(7);
        start();
        same((await asked).userId, 7);
        same(order, ["engine", "request"], Object.keys(options).join());
      });
    }
    await starting(freshEntry, async ({ ms, start, order }) => {
      const asked = new ms.Client({ baseUrl: BASE, auth: { type: "none" }, headers: {} }).targetGroups(7);
      same(order, ["request"]);
      start();
      await asked;
    });
  },

  async "it ends when nobody waits for it any more"({ freshEntry }) {
    await starting(
      freshEntry,
      async ({ ms, start, requests }) => {
        const controller = new AbortController();
        const { signal } = controller;
        const asked = failure(() => new ms.Client({ baseUrl: BASE }).targetGroups(7, { signal }), "aborted");
        controller.abort("left");
        await asked;
        check(requests[0].signal.aborted, "the caller has left, and the request has not ended");
        start();
        await ms.init();
        same(requests.length, 1);
      },
      never,
    );
    await starting(
      freshEntry,
      async ({ ms, start, requests }) => {
        const client = new ms.Client({ baseUrl: BASE });
        const asked = failure(() => client.targetGroups(7), "aborted");
        await client.signOut();
        check(requests[0].signal.aborted, "the client was signed out, and the request has not ended");
        start();
        await asked;
        same(requests.length, 1);
      },
      never,
    );
    await starting(
      freshEntry,
      async ({ ms, start, requests }) => {
        const controllers = [new AbortController(), new AbortController()];
        const client = new ms.Client({ baseUrl: BASE });
        const calls = controllers.map(({ signal }) => failure(() => client.targetGroups(7, { signal }), "aborted"));
        controllers[0].abort();
        await calls[0];
        check(!requests[0].signal.aborted, "somebody still waits");
        start();
        await ms.init();
        controllers[1].abort();
        await calls[1];
        check(requests[0].signal.aborted, "the engine's request has ended, and this one has not");
      },
      never,
    );
  },

  async "it ends when the engine does not start"({ freshEntry }) {
    await starting(
      freshEntry,
      async ({ ms, start, requests }) => {
        const asked = failure(() => new ms.Client({ baseUrl: BASE }).targetGroups(7), "not-initialized");
        const fault = new WebAssembly.CompileError("made to fail");
        for (const name of Object.keys(pick(WebAssembly))) WebAssembly[name] = () => Promise.reject(fault);
        start();
        await asked;
        check(requests[0].signal.aborted, "the request was not aborted");
      },
      never,
    );
  },

  async "its failure is that of a first attempt"({ freshEntry }) {
    const faults = [() => Promise.reject(new TypeError("made to fail")), () => new Response("", { status: 503 })];
    for (const fault of [...faults, () => undefined]) {
      await starting(
        freshEntry,
        async ({ ms, start, requests }) => {
          const asked = new ms.Client({ baseUrl: BASE, retry: QUICK }).targetGroups(7);
          start();
          same((await asked).userId, 7);
          same(requests.length, 2);
        },
        (request, count) => (count === 1 ? fault() : answerTo(request)),
      );
    }
    await starting(
      freshEntry,
      async ({ ms, start, requests }) => {
        const asked = failure(() => new ms.Client({ baseUrl: BASE, retry: QUICK }).targetGroups(7), "http", {
          attempts: 2,
        });
        start();
        await asked;
        same(requests.length, 2);
      },
      faults[1],
    );
  },

  async "an answer that waited for the engine does not put the clock back"({ freshEntry }) {
    const now = performance.now.bind(performance);
    try {
      await starting(
        freshEntry,
        async ({ ms, start, heard }) => {
          const client = new ms.Client({ baseUrl: BASE });
          const asked = client.targetGroups(7);
          await heard;
          // The answer has come; the module takes ten minutes, which a clock that nobody set shows.
          await new Promise((resolve) => setTimeout(resolve));
          performance.now = () => now() + 600_000;
          start();
          await asked;
          check(Math.abs(client.clockSkewMs - 600_000) < 5_000, `${client.clockSkewMs}`);
        },
        (request) => answerTo(request, { date: new Date().toUTCString() }),
      );
    } finally {
      performance.now = now;
    }
  },

  async "an answer that the page hands over is read in place of a request, once"({ freshEntry, ms }) {
    for (const isStarted of [false, true]) {
      const entry = isStarted ? async () => ms : freshEntry;
      for (const wrap of [(response) => response, (response) => Promise.resolve(response)]) {
        await starting(entry, async ({ ms, start, requests }) => {
          start();
          const client = new ms.Client({ baseUrl: BASE, auth: { type: "bearer", token: "t" }, cache: {} });
          const response = new Response(body(9));
          same((await client.targetGroups(7, { response: wrap(response) })).userId, 9);
          same(requests.length, 0);
          same((await client.targetGroups(7)).userId, 9, "the cache has it");
          same(
            (await client.targetGroups(7, { response: wrap(new Response(body(8))) })).userId,
            8,
            "and gives way to it",
          );
          same((await client.targetGroups(7, { refresh: true })).userId, 7);
          same(requests.length, 1);
        });
      }
    }
  },

  async "one that fails is asked for as ever, and nobody else's question is answered by it"({ ms }) {
    await starting(
      async () => ms,
      async ({ requests }) => {
        const client = new ms.Client({ baseUrl: BASE, retry: QUICK });
        for (const response of [Promise.reject(new TypeError("made to fail")), new Response("", { status: 500 }), {}]) {
          same((await client.targetGroups(7, { response })).userId, 7);
        }
        same(requests.length, 3);
        const late = new Promise(() => undefined);
        const controller = new AbortController();
        const { signal } = controller;
        const waits = failure(() => client.targetGroups(7, { response: late, signal }), "aborted");
        same((await client.targetGroups(6)).userId, 6);
        same((await new ms.Client({ baseUrl: BASE }).targetGroups(7)).userId, 7, "another client is somebody else's");
        controller.abort();
        await waits;
        await failure(() => client.targetGroups(7, { response: "text" }), "invalid-option", { path: "response" });
      },
    );
  },
};
