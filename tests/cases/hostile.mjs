// What a page can do to the package by passing it things: every function, every kind of value, in every place. The answer is
// right or it is a MilestreakError, and the engine works afterwards.

import { check, errorOf, failure, same } from "./check.mjs";
import { good, USER, withGlobals } from "./client.mjs";

const NOW = Date.UTC(2024, 4, 15);
const GOOD =
  '{"data":{"userId":7,"targetGroups":[{"id":1,"name":"G","targetEvaluationType":"CYCLIC_WINDOW","targets":[{"targetRuleId":2,"periodId":3,"targetValue":10,"targetAchievedValue":4,' +
  '"periodStartDateWithTimeStampISO":"2024-05-01T00:00:00Z","periodEndDateWithTimeStampISO":"2024-05-31T23:59:59Z"}],"streaks":[{"id":4,"name":"S","targetsCount":2}]}]}}';
const LIST = '{"data":[{"id":1,"name":"G","targets":[{"id":2,"name":"T"}]}]}';

const wrath = () => {
  throw new Error("thrown by the page");
};

/** Starts an engine of which one function traps. */
async function initTrapping(ms, module, name) {
  const trap = () => {
    throw new WebAssembly.RuntimeError("made to trap");
  };
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate.apply(WebAssembly, args);
    // Node instantiates modules of its own.
    return args[0] === module ? { exports: { ...made.exports, [name]: trap } } : made;
  };
  try {
    await ms.init({ module });
  } finally {
    WebAssembly.instantiate = instantiate;
  }
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

/** What only some engines can make. */
const perhaps = (make) => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** One of each kind, made anew each time: some do not survive being looked at. */
function kinds(ms) {
  const snapshot = ms.parse(GOOD);
  const freed = ms.parse(GOOD);
  freed.free();
  const detached = new Uint8Array([123, 125]);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const cyclic = { data: {} };
  cyclic.data.self = cyclic;
  const gone = (target) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  };
  const raging = new Proxy({}, new Proxy({}, { get: () => wrath }));
  const dated = (getTime) => Object.assign(new Date(0), { getTime });
  const parsing = () => {
    ms.parse(GOOD).free();
    return NOW;
  };
  const rejected = Promise.reject(new Error("thrown by the page"));
  rejected.catch(() => undefined);
  const longView = perhaps(() => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 2 ** 30 })));
  longView?.buffer.resize(4);
  return [
    ...[
      undefined,
      null,
      true,
      false,
      0,
      -0,
      -1,
      1.5,
      NaN,
      Infinity,
      -Infinity,
      2 ** 53,
      1e308,
      5e-324,
      8.64e15,
      8.64e15 + 1,
      0n,
      -(10n ** 30n),
    ],
    ...[
      "",
      "x",
      "\0",
      "\ud800",
      "7",
      "9".repeat(400),
      "{".repeat(10_000),
      "a".repeat(100_000),
      GOOD,
      "Asia/Kolkata",
      "UTC",
      "../..",
      "__proto__",
    ],
    ...[Symbol("s"), Symbol.iterator, () => wrath(), async () => wrath(), class {}, wrath],
    ...[
      {},
      [],
      [[[[]]]],
      Array(5),
      Object.create(null),
      Object.freeze({ now: NaN }),
      Object.create({ now: "inherited" }),
      { __proto__: null, length: 2 ** 31 },
    ],
    ...[raging, gone({}), gone(() => undefined), gone([]), cyclic, { data: 1n }, { data: Symbol("s") }],
    ...["toJSON", "toString", "valueOf", "then", "getTime", "length", "now", "data", "baseUrl", "byteLength"].map(
      (name) => ({
        get [name]() {
          return wrath();
        },
      }),
    ),
    ...["toJSON", "toString", "valueOf", "then", "getTime"].map((name) => ({ [name]: wrath })),
    ...[
      { [Symbol.toPrimitive]: wrath },
      {
        get [Symbol.toStringTag]() {
          return wrath();
        },
      },
      { [Symbol.toStringTag]: "ArrayBuffer" },
      { [Symbol.toStringTag]: "AbortSignal" },
    ],
    ...[{ toJSON: () => undefined }, { toJSON: () => 5 }, { getTime: () => ({}) }, { getTime: () => NaN }],
    ...[new Date(NaN), new Date(8.64e15), dated(wrath), dated(() => "5"), dated(parsing)],
    ...[
      detached,
      detached.buffer,
      new Uint8Array(),
      new ArrayBuffer(0),
      new DataView(new ArrayBuffer(8)),
      new Float64Array(3),
      longView,
      longView?.buffer,
    ],
    ...[
      perhaps(() => new SharedArrayBuffer(8)),
      perhaps(() => new Uint8Array(new SharedArrayBuffer(8))),
      perhaps(() => new ArrayBuffer(2 ** 31)),
    ],
    ...[
      new Map([[1, 2]]),
      new Set([1]),
      new WeakMap(),
      /x/g,
      new Error("x"),
      rejected,
      Promise.resolve(5),
      (function* () {})(),
      new URL("https://x.example"),
    ],
    ...[globalThis, globalThis.document?.all, globalThis.document?.body, globalThis.WebAssembly, Math, Reflect, ms],
    ...[
      snapshot,
      freed,
      ms.Snapshot.prototype,
      Object.create(ms.Snapshot.prototype),
      ms.parseCatalog(LIST),
      new ms.Client({ baseUrl: "https://x.example" }),
    ],
    ...[
      AbortSignal.abort(undefined),
      AbortSignal.abort(Symbol("s")),
      new Response("{}"),
      perhaps(() => new Request("https://x.example")),
      new Blob(["{}"]),
    ],
    ...[
      {
        get now() {
          return ms.parse(GOOD).activeCycles().length;
        },
      },
      {
        get now() {
          snapshot.free();
          return NOW;
        },
      },
    ],
  ];
}

const AT = ["now", "timeZone"];
const STREAK = [...AT, "atRiskWithinMs"];
const TARGET_GROUPS = ["includeInactive", "includeInactiveTargets", "targetRuleId", "signal", "onProgress", "refresh"];
const CLIENT = {
  top: [
    "baseUrl",
    "path",
    "auth",
    "dataScope",
    "dataScopeOrgs",
    "credentials",
    "headers",
    "timeoutMs",
    "deadlineMs",
    "maxBytes",
    "retry",
    "cache",
    "serverTimeZone",
  ],
  retry: ["attempts", "baseDelayMs", "maxDelayMs"],
  cache: ["maxAgeMs", "maxStaleMs", "store", "identity"],
};

/** Each place a value can be passed in: its name, and the call that passes it. */
function* places(ms) {
  const snapshot = () => ms.parse(GOOD);
  function* withOptions(name, call, options) {
    yield [`${name} options`, (value) => call(value)];
    for (const option of options) yield [`${name} ${option}`, (value) => call({ [option]: value })];
  }
  yield ["parse", (value) => ms.parse(value)];
  yield* withOptions("parse", (options) => ms.parse(GOOD, options), ["receivedAt", "allCycles", "maxBytes"]);
  yield ["parseCatalog", (value) => ms.parseCatalog(value)];
  yield* withOptions("parseCatalog", (options) => ms.parseCatalog(LIST, options), ["maxBytes"]);
  for (const [name, options] of Object.entries({
    progress: [...AT, "activeOnly"],
    activeCycles: AT,
    streaks: STREAK,
    summary: STREAK,
  })) {
    yield [name, (value) => ms[name](value)];
    yield* withOptions(`${name}()`, (given) => ms[name](GOOD, given), options);
    yield* withOptions(`snapshot.${name}`, (given) => snapshot()[name](given), options);
  }
  yield* withOptions("nextChange", (options) => snapshot().nextChange(options), STREAK);
  yield* withOptions("available", (options) => snapshot().withCatalog(ms.parseCatalog(LIST)).available(options), AT);
  yield* withOptions("definitions", (options) => ms.parseCatalog(LIST).definitions(options), [...AT, "activeOnly"]);
  yield ["withCatalog", (value) => snapshot().withCatalog(value)];
  for (const name of [
    "averageAchieved",
    "achievedInCurrentPeriod",
    "isStreakAchieved",
    "streakCurrentValue",
    "targetsAchievedInCurrentPeriod",
  ]) {
    yield [name, (value) => snapshot()[name](value)];
    yield* withOptions(name, (options) => snapshot()[name](1, options), AT);
  }
  for (const name of ["achievedInPeriod", "targetsAchieved"]) {
    yield [name, (value) => snapshot()[name](value, "Cycle_1")];
    yield [`${name} refCode`, (value) => snapshot()[name](1, value)];
    yield* withOptions(name, (options) => snapshot()[name](1, "Cycle_1", options), AT);
  }
  yield ["diff previous", (value) => ms.diff(value, snapshot())];
  yield ["diff next", (value) => ms.diff(snapshot(), value)];
  yield* withOptions("diff", (options) => ms.diff(snapshot(), snapshot(), options), AT);
  yield ["free", (value) => snapshot().free(value)];
  yield ["new Snapshot", (value) => new ms.Snapshot(value)];
  yield ["new Catalog", (value) => new ms.Catalog(value)];
  yield ["isMilestreakError", (value) => ms.isMilestreakError(value)];
  const client = (options) => new ms.Client({ baseUrl: "https://x.example", ...options });
  yield ["new Client", (value) => new ms.Client(value)];
  for (const option of CLIENT.top) yield [`Client ${option}`, (value) => client({ [option]: value })];
  for (const option of CLIENT.retry)
    yield [`Client retry ${option}`, (value) => client({ retry: { [option]: value } })];
  for (const option of CLIENT.cache)
    yield [`Client cache ${option}`, (value) => client({ cache: { [option]: value } })];
  yield ["Client header", (value) => client({ headers: { "x-shop": value } })];
  for (const option of ["type", "username", "password", "token", "orgId"])
    yield [`Client auth ${option}`, (value) => client({ auth: { type: "bearer", token: "t", [option]: value } })];
  // Requests end before they are sent: what they do is tested with the faults.
  const ended = { signal: AbortSignal.abort() };
  yield ["targetGroups", (value) => client().targetGroups(value, ended)];
  yield ["targetGroups options", (value) => client({ retry: { attempts: 1 }, deadlineMs: 20 }).targetGroups(1, value)];
  for (const option of TARGET_GROUPS)
    yield [
      `targetGroups ${option}`,
      (value) =>
        client().targetGroups(1, { ...ended, [option]: option === "signal" && value == null ? ended.signal : value }),
    ];
  yield ["watch", (value) => client().watch(value, ended).dispose()];
  for (const option of [...TARGET_GROUPS, ...STREAK, "minAgeMs", "onUpdate"]) {
    yield [
      `watch ${option}`,
      (value) =>
        client()
          .watch(1, { ...ended, [option]: option === "signal" && value == null ? ended.signal : value })
          .dispose(),
    ];
  }
}

export const hostile = {
  async "any value in any place ends in an answer or an error, and harms nothing"({ ms }) {
    const expected = JSON.stringify(ms.summary(GOOD, { now: NOW }));
    const wrong = [];
    let calls = 0;
    for (const [place, call] of places(ms)) {
      for (const [index, value] of kinds(ms).entries()) {
        const what = `${place} ← value ${index}`;
        calls++;
        try {
          await call(value);
        } catch (error) {
          if (error?.name !== "MilestreakError" || /broke down/.test(error.message))
            wrong.push(`${what}: ${perhaps(() => String(error?.stack ?? error)) ?? "something that cannot be shown"}`);
        }
        if (JSON.stringify(ms.summary(GOOD, { now: NOW })) !== expected)
          wrong.push(`${what}: other figures afterwards`);
      }
    }
    check(calls > 5_000, `only ${calls} calls`);
    check(wrong.length === 0, `${wrong.length} of ${calls}:\n${wrong.slice(0, 10).join("\n")}`);
  },

  async "any value to start with, and it can still be started"({ ms, fresh, wasm }) {
    const count = kinds(ms).length;
    const bytes = await wasm();
    const places = [
      (value) => value,
      (bytes) => ({ bytes }),
      (module) => ({ module }),
      (response) => ({ response }),
      (url) => ({ url: typeof url === "string" ? "nowhere.wasm" : url }),
    ];
    for (const place of places) {
      const copy = await fresh();
      for (let index = 0; index < count; index++) {
        const given = perhaps(() => place(kinds(ms)[index]));
        const error = await errorOf(() => copy.init(given));
        check(error.name === "MilestreakError", `init ← value ${index}: ${error?.stack ?? error}`);
      }
      await copy.init({ bytes });
      same(copy.parse(GOOD).userId, 7);
    }
  },

  async "a token and a store may give anything"({ ms, origin }) {
    const count = kinds(ms).length;
    for (let index = 0; index < count; index++) {
      const value = kinds(ms)[index];
      const token = new ms.Client(
        good(origin, { auth: { type: "bearer", token: () => value }, retry: { attempts: 1 } }),
      );
      const error = await errorOf(() => token.targetGroups(USER));
      check(error.name === "MilestreakError", `token ← value ${index}: ${error?.stack ?? error}`);
      for (const stored of [
        value,
        { body: value, receivedAt: Date.now() },
        { body: new TextEncoder().encode(GOOD), receivedAt: value, allCycles: value, etag: value },
      ]) {
        const store = { get: async () => stored, set: async () => value, delete: async () => value };
        const client = new ms.Client(good(origin, { cache: { store } }));
        const snapshot = await client.targetGroups(USER);
        check([7, USER].includes(snapshot.userId), `store ← value ${index}: ${snapshot.userId}`);
        snapshot.free();
        // A sign-out passes on that the store failed, as it says.
        await client.signOut().catch(() => undefined);
      }
    }
  },

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
