// The engine starts by itself, for whatever waits anyway; what keeps it from starting comes out of the call that needed it.

import { check, failure, same } from "./check.mjs";
import { faulty, good, requestsOf, USER } from "./client.mjs";

const ONCE = { retry: { attempts: 1 } };

/** Runs something while instances are counted, and while each of them fails if one is given to fail with. */
async function counting(run, fault) {
  const real = { instantiate: WebAssembly.instantiate, instantiateStreaming: WebAssembly.instantiateStreaming };
  let count = 0;
  for (const [name, make] of Object.entries(real)) {
    WebAssembly[name] = async (...args) => {
      // Node instantiates modules of its own.
      if (args[1]?.["./milestreak_bg.js"]) count++;
      if (fault) throw fault;
      return make.apply(WebAssembly, args);
    };
  }
  try {
    await run();
  } finally {
    Object.assign(WebAssembly, real);
  }
  return count;
}

export const start = {
  async "a client starts the engine, once for all who need it"({ freshEntry, origin }) {
    const ms = await freshEntry();
    const count = await counting(async () => {
      const client = new ms.Client(good(origin));
      const [one, other] = await Promise.all([client.targetGroups(USER), client.targetGroups(USER), ms.init()]);
      same([one.userId, other.userId], [USER, USER]);
    });
    same(count, 1);
    same(
      ms.parse('{ "data": { "userId": 7, "targetGroups": [] } }').userId,
      7,
      "and everything else works from then on",
    );
  },

  async "a watch starts the engine"({ freshEntry, origin }) {
    const ms = await freshEntry();
    for await (const { snapshot, error } of new ms.Client(good(origin)).watch(USER)) {
      same(error, null);
      same(snapshot.userId, USER);
      break;
    }
  },

  async "what keeps it from starting comes out of the call, and the next call tries again"({ freshEntry, origin }) {
    const ms = await freshEntry();
    const client = new ms.Client(good(origin, ONCE));
    const fault = new WebAssembly.CompileError("made to fail");
    await counting(async () => {
      const error = await failure(() => client.targetGroups(USER), "not-initialized", { message: /did not start/ });
      check(error.cause === fault, "the cause");
      for await (const { snapshot, error } of client.watch(USER)) {
        same(snapshot, null);
        same(error.code, "not-initialized");
        break;
      }
    }, fault);
    same((await client.targetGroups(USER)).userId, USER);
  },

  async "the slim entry cannot start by itself, and says what to do"({ fresh, wasm, origin }) {
    const ms = await fresh();
    const client = new ms.Client(good(origin));
    await failure(() => client.targetGroups(USER), "not-initialized", { message: /slim .*await init\(\{ url \}\)/ });
    for await (const { error } of client.watch(USER)) {
      same(error.code, "not-initialized");
      break;
    }
    await ms.init({ bytes: await wasm() });
    same((await client.targetGroups(USER)).userId, USER);
  },

  async "an address that is given while the slim entry looks for one is used"({ fresh, wasm, origin }) {
    const ms = await fresh();
    const bytes = await wasm();
    const asked = new ms.Client(good(origin)).targetGroups(USER);
    await Promise.all([asked, ms.init({ bytes })]);
    same((await asked).userId, USER);
  },

  async "an abort and a sign-out end the wait for the engine, and nothing is asked for"({ freshEntry, origin }) {
    const ms = await freshEntry();
    const { name, baseUrl } = faulty(origin);
    const client = new ms.Client(good(baseUrl, ONCE));
    const controller = new AbortController();
    const ends = [
      failure(() => client.targetGroups(USER, { signal: controller.signal }), "aborted"),
      failure(() => client.targetGroups(1), "aborted", { message: /signed out/ }),
    ];
    const watch = client.watch(2);
    const { baseUrl: another } = faulty(origin);
    const disposed = new ms.Client(good(another)).watch(3);
    disposed.dispose();
    controller.abort("left");
    await client.signOut();
    await Promise.all(ends);
    same((await watch.next()).done, true);
    await ms.init();
    same(await requestsOf(origin, name), 0);
  },

  async "init takes the answer to a request for the module, or a promise of it"({ fresh, wasm }) {
    const bytes = await wasm();
    const answer = (headers = { "content-type": "application/wasm" }) => new Response(bytes, { headers });
    for (const response of [answer(), Promise.resolve(answer()), answer({})]) {
      const ms = await fresh();
      await ms.init({ response });
      same(ms.parse('{ "data": { "userId": 7, "targetGroups": [] } }').userId, 7);
    }
    const ms = await fresh();
    const used = answer();
    await used.arrayBuffer();
    for (const response of [used, {}, Promise.resolve("/milestreak.wasm")])
      await failure(() => ms.init({ response }), "invalid-option", { path: "response" });
    await failure(() => ms.init({ response: new Response("", { status: 404 }) }), "http", { status: 404 });
    const cause = new TypeError("made to fail");
    const error = await failure(() => ms.init({ response: Promise.reject(cause) }), "network");
    check(error.cause === cause, "the cause");
  },
};
