// What happens when the engine breaks down: whoever asked is told, nobody waits for ever, and the next init() gives another engine.

import { check, errorOf, failure, same } from "./check.mjs";
import { good, USER, withGlobals, withProperty } from "./client.mjs";
import { GOOD, LIST, NOW, wrath } from "./hostile.mjs";

/** Starts an engine of which one function traps. */
function initTrapping(ms, module, name) {
  const trap = () => {
    throw new WebAssembly.RuntimeError("made to trap");
  };
  const { instantiate } = WebAssembly;
  const trapping = async (...args) => {
    const made = await instantiate.apply(WebAssembly, args);
    // Node instantiates modules of its own.
    return args[0] === module ? { exports: { ...made.exports, [name]: trap } } : made;
  };
  return withProperty(WebAssembly, "instantiate", trapping, () => ms.init({ module }));
}

/** Asks for a user whose answer is there at once. */
const fetching = (ms, ask) =>
  withGlobals({ fetch: async () => new Response(GOOD) }, () => ask(new ms.Client({ baseUrl: "https://shop.example" })));

/** A call of the package by which each function of the engine is reached. */
const REACHED_BY = {
  allocateInput: (ms) => ms.parse(GOOD),
  parse: (ms) => ms.parse(GOOD),
  parseObject: (ms) => ms.parse(JSON.parse(GOOD)),
  parseCatalog: (ms) => ms.parseCatalog(LIST),
  snapshotHead: (ms) => ms.parse(GOOD).userId,
  snapshotIssues: (ms) => ms.parse(GOOD).issues,
  groups: (ms) => ms.parse(GOOD).groups,
  progress: (ms) => ms.parse(GOOD).progress(),
  activeCycles: (ms) => ms.parse(GOOD).activeCycles(),
  streaks: (ms) => ms.parse(GOOD).streaks(),
  summary: (ms) => ms.parse(GOOD).summary(),
  nextChange: (ms) => ms.parse(GOOD).nextChange(),
  averageAchieved: (ms) => ms.parse(GOOD).averageAchieved(2),
  achievedInPeriod: (ms) => ms.parse(GOOD).achievedInPeriod(2, "x"),
  achievedInCurrentPeriod: (ms) => ms.parse(GOOD).achievedInCurrentPeriod(2),
  isStreakAchieved: (ms) => ms.parse(GOOD).isStreakAchieved(4),
  streakCurrentValue: (ms) => ms.parse(GOOD).streakCurrentValue(4),
  targetsAchieved: (ms) => ms.parse(GOOD).targetsAchieved(1, "x"),
  targetsAchievedInCurrentPeriod: (ms) => ms.parse(GOOD).targetsAchievedInCurrentPeriod(1),
  available: (ms) => ms.parse(GOOD).withCatalog(ms.parseCatalog(LIST)).available(),
  withCatalog: (ms) => ms.parse(GOOD).withCatalog(ms.parseCatalog(LIST)),
  catalogHead: (ms) => ms.parseCatalog(LIST).total,
  catalogIssues: (ms) => ms.parseCatalog(LIST).issues,
  definitions: (ms) => ms.parseCatalog(LIST).definitions(),
  concatCatalogs: (ms) => ms.parseCatalog(LIST).concat(ms.parseCatalog(LIST)),
  diff: (ms) => ms.diff(ms.parse(GOOD), ms.parse(GOOD)),
  freeHandle: (ms) => ms.parse(GOOD).free(),
  createClient: (ms) => fetching(ms, (client) => client.targetGroups(USER)),
  targetGroups: (ms) => fetching(ms, (client) => client.targetGroups(USER)),
  clockSkew: (ms) => fetching(ms, (client) => client.targetGroups(USER).then(() => client.clockSkewMs)),
  signOut: (ms) => fetching(ms, (client) => client.targetGroups(USER).then(() => client.signOut())),
  // A watch keeps what it has shown, to compare it with what comes.
  cloneSnapshot: (ms) =>
    fetching(ms, async (client) => {
      for await (const { error } of client.watch(USER)) if (error) throw error;
    }),
};

export const traps = {
  async "an engine that breaks down says so, and the next init gives another"({ fresh, wasm }) {
    const ms = await fresh();
    const bytes = await wasm();
    await ms.init({ bytes });
    const [before, catalog] = [ms.parse(GOOD), ms.parseCatalog(LIST)];
    const expected = before.summary({ now: NOW });
    // What the page throws flies through the engine, which is then in the middle of something.
    const ask = () => before.summary({ now: NOW, timeZone: "Asia/Tokyo" });
    const error = await spoilZones(() => failure(ask, "not-initialized", { message: /broke down.*await init\(\)/ }));
    same(error.cause.message, "thrown by the page");
    await failure(() => ms.parse(GOOD), "not-initialized");
    await failure(() => before.summary(), "not-initialized");
    await ms.init({ bytes });
    same(ms.parse(GOOD).summary({ now: NOW }), expected);
    await failure(() => before.summary(), "invalid-option", {
      path: "snapshot",
      message: /broke down; parse the response again/,
    });
    await failure(() => ms.diff(before, ms.parse(GOOD)), "invalid-option", { path: "snapshot" });
    await failure(() => ms.parse(GOOD).withCatalog(catalog), "invalid-option", { path: "catalog" });
    before.free();
    catalog.free();
    same(ms.parse(GOOD).summary({ now: NOW }), expected);
  },

  async "a stack that is full loses an answer, and not the page"({ fresh, wasm }) {
    const ms = await fresh();
    const bytes = await wasm();
    await ms.init({ bytes });
    const snapshot = ms.parse(GOOD);
    const expected = JSON.stringify(snapshot.summary({ now: NOW }));
    const errors = new Set();
    // At every depth from the last on: somewhere in between, the engine itself has too little room.
    const descend = () => {
      try {
        descend();
      } catch {
        // Nothing to say here: the way back up is what counts.
      }
      try {
        if (errors.size < 4 && tries++ < 2_000)
          check(JSON.stringify(ms.parse(GOOD).summary({ now: NOW })) === expected, "other figures");
      } catch (error) {
        errors.add(error?.name === "MilestreakError" ? error.code : error?.name);
      }
    };
    let tries = 0;
    descend();
    check(!errors.has("CheckFailed"), "other figures");
    check(errors.size > 0, "no stack was full");
    await ms.init({ bytes });
    same(JSON.stringify(ms.parse(GOOD).summary({ now: NOW })), expected);
  },

  async "a trap in any function of the engine stops it, and the next init gives another"({ fresh, wasm }) {
    const module = await WebAssembly.compile(await wasm());
    const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function");
    // Those that begin with an underscore belong to the bindings, and run within the others.
    const names = functions.map(({ name }) => name).filter((name) => !name.startsWith("_"));
    same(Object.keys(REACHED_BY).sort(), names.sort(), "every function is called below");
    const ms = await fresh();
    await ms.init({ module });
    const expected = ms.parse(GOOD).summary({ now: NOW });
    for (const [name, call] of Object.entries(REACHED_BY)) {
      const copy = await fresh();
      await initTrapping(copy, module, name);
      const error = await failure(() => call(copy), "not-initialized", { message: /broke down/ });
      check(error.cause instanceof WebAssembly.RuntimeError, `${name}: the cause is ${error.cause}`);
      await copy.init({ module });
      same(copy.parse(GOOD).summary({ now: NOW }), expected, name);
    }
  },

  async "a trap in any state of a request settles every promise, and the next init gives another engine"({
    fresh,
    wasm,
    origin,
  }) {
    const ms = await fresh();
    const bytes = await wasm();
    await ms.init({ bytes });
    const unheard = [];
    const hear = ({ reason }) => unheard.push(String(reason?.stack ?? reason));
    globalThis.addEventListener?.("unhandledrejection", hear);
    for (const [name, options, globals = {}, isTrapped = false] of trapStates()) {
      const released = [];
      const never = () => new Promise((resolve) => released.push(resolve));
      const retry = { attempts: 3, baseDelayMs: 60_000, maxDelayMs: 60_000 };
      await withGlobals(globals, async () => {
        const client = new ms.Client(good(origin, { retry, deadlineMs: 600_000, ...options(never) }));
        const watched = client.watch(USER);
        const calls = [
          client.targetGroups(USER),
          client.targetGroups(USER, { includeInactive: true, signal: new AbortController().signal }),
          watched.next().then(({ value }) => Promise.reject(value.error)),
          new ms.Client(good(origin, { cache: { store: { get: never, set: never, delete: never } } })).signOut(),
        ];
        const settled = Promise.all(calls.map((call) => errorOf(() => call)));
        await wait(20);
        if (!isTrapped)
          spoilZones(() => errorOf(() => ms.parse(GOOD).summary({ now: NOW, timeZone: `Etc/GMT+${zones++ % 12}` })));
        const errors = await Promise.race([settled, wait(5_000)]);
        check(errors, `${name}: a promise hangs`);
        for (const error of errors) {
          same([error.code, error.cause?.message], ["not-initialized", "thrown by the page"], name);
        }
        await failure(() => ms.parse(GOOD), "not-initialized");
        await ms.init({ bytes });
        for (const release of released) release(undefined);
        unspoil();
        watched.dispose();
      });
      const client = new ms.Client(good(origin));
      same((await client.targetGroups(USER)).userId, USER, name);
      same(ms.parse(GOOD).userId, 7, name);
    }
    globalThis.removeEventListener?.("unhandledrejection", hear);
    same(unheard, []);
  },

  async "a client goes on in the next engine"({ fresh, wasm, origin }) {
    const ms = await fresh();
    const bytes = await wasm();
    await ms.init({ bytes });
    const client = new ms.Client(good(origin, { cache: {} }));
    await client.targetGroups(USER);
    spoilOnce(Date, "now");
    await failure(() => client.targetGroups(USER), "not-initialized");
    await failure(() => client.targetGroups(USER), "not-initialized");
    await ms.init({ bytes });
    same((await client.targetGroups(USER)).userId, USER);
    same(client.clockSkewMs, 0);
    await client.signOut();
  },
};

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let zones = 0;

/**
 * Has a function of the page throw, the next time that the engine calls it. What it throws flies through the engine, which is then
 * in the middle of something.
 */
function spoilOnce(target, name) {
  unspoil();
  const before = Object.getOwnPropertyDescriptor(target, name);
  const original = target[name];
  unspoil = () => {
    unspoil = () => {};
    if (before) Object.defineProperty(target, name, before);
    else delete target[name];
  };
  const value = (...args) => {
    // Others call it as well: Node's own `fetch`, for one.
    if (!/wasm/.test(new Error().stack)) return original.apply(target, args);
    unspoil();
    return wrath();
  };
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}

let unspoil = () => {};

/** Calls something while offsets of time zones cannot be asked for: what knows them throws. */
async function spoilZones(run) {
  const offsets = [
    [Intl.DateTimeFormat.prototype, "format"],
    ...(globalThis.Temporal ? [[Temporal.ZonedDateTime.prototype, "offsetNanoseconds"]] : []),
  ].map(([owner, name]) => [owner, name, Object.getOwnPropertyDescriptor(owner, name)]);
  for (const [owner, name] of offsets) Object.defineProperty(owner, name, { configurable: true, get: wrath });
  try {
    return await run();
  } finally {
    for (const offset of offsets) Object.defineProperty(...offset);
  }
}

/**
 * The states that a request can be in when the engine breaks down: their names, the options and globals that bring it there, and
 * whether the engine breaks down in the request itself. If not, it does in another call while the request waits.
 */
function* trapStates() {
  const answer = () => new Response(GOOD);
  const stream = (pull) => new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
  const store = (get) => ({ cache: { store: { get, set: async () => {}, delete: async () => {} } } });
  const token = (token) => ({ auth: { type: "bearer", token } });
  const spoiling =
    (target, name, value = () => undefined) =>
    async () => {
      spoilOnce(target, name);
      return value();
    };
  const none = () => ({});
  let release;
  const held = () => new Promise((resolve) => (release = resolve));
  yield ["waiting for a token", (never) => token(never)];
  yield ["waiting for a store", (never) => store(never)];
  yield ["waiting for an answer", none, { fetch: held }];
  yield ["waiting for a body", none, { fetch: async () => stream(held) }];
  yield [
    "between attempts",
    none,
    { fetch: async () => new Response("", { status: 503, headers: { "retry-after": "50" } }) },
  ];
  release?.();
  yield ["after a token", () => token(spoiling(Date, "now", () => "demo-token")), { fetch: held }, true];
  yield ["after a store", () => store(spoiling(performance, "now")), { fetch: held }, true];
  yield ["after an answer", none, { fetch: spoiling(Date, "now", answer) }, true];
  const closing = (controller) => {
    spoilOnce(Date, "now");
    controller.enqueue(new TextEncoder().encode(GOOD));
    controller.close();
  };
  yield ["after a body", none, { fetch: async () => stream(closing) }, true];
  const failing = spoiling(Math, "random", () => new Response("", { status: 503 }));
  yield ["after an attempt", none, { fetch: failing }, true];
  const sleepless = spoiling(globalThis, "setTimeout", () => new Response("", { status: 503 }));
  yield ["before a wait", none, { fetch: sleepless }, true];
}
