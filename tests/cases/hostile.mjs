// What a page can do to the package by passing it things: every function, every kind of value, in every place. The answer is
// right or it is a MilestreakError, and the engine works afterwards.

import { check, errorOf, same } from "./check.mjs";
import { good, USER } from "./client.mjs";

export const NOW = Date.UTC(2024, 4, 15);
export const GOOD =
  '{"data":{"userId":7,"targetGroups":[{"id":1,"name":"G","targetEvaluationType":"CYCLIC_WINDOW","targets":[{"targetRuleId":2,"periodId":3,"targetValue":10,"targetAchievedValue":4,' +
  '"periodStartDateWithTimeStampISO":"2024-05-01T00:00:00Z","periodEndDateWithTimeStampISO":"2024-05-31T23:59:59Z"}],"streaks":[{"id":4,"name":"S","targetsCount":2}]}]}}';
export const LIST = '{"data":[{"id":1,"name":"G","targets":[{"id":2,"name":"T"}]}]}';

export const wrath = () => {
  throw new Error("thrown by the page");
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
};
