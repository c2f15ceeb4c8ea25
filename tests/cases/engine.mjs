// What the package does with responses, options and mistakes. Each case gets the package, started, as `ms`; `fixture` reads a
// recorded response, `fresh` gives another copy of the package that was never started.

import { check, errorOf, failure, same } from "./check.mjs";
import { answer, wrongVectors } from "./vectors.mjs";

const NOW = Date.parse("2024-08-30T09:21:43.744Z");
const GOOD =
  '{"data":{"userId":7,"targetGroups":[{"id":1,"name":"G","targets":[{"targetValue":10,"targetAchievedValue":4}]}]}}';

export const engine = {
  async "all vectors hold"({ ms, vectors }) {
    const files = await vectors();
    const count = Object.values(files).flat().length;
    check(count >= 150, `only ${count} vectors`);
    const wrong = wrongVectors(ms, files);
    check(wrong.length === 0, `${wrong.length} of ${count} vectors:\n${wrong.join("\n")}`);
  },

  async "the published response says what it must"({ ms, fixture }) {
    const snapshot = ms.parse(await fixture("docs-user-all-cycles.json"));
    same(snapshot.userId, 347286146);
    const active = snapshot.activeCycles({ now: NOW });
    same(
      active.map(({ refCode, phaseBy, displayPercent }) => [refCode, phaseBy, displayPercent]),
      [
        ["PERIOD_G_53235_3", "window", 0],
        ["Cycle_5", "flag", 0],
        ["PERIOD_G_53236_2", "sequence", 20],
      ],
    );
    same(snapshot.issues, []);
  },

  async "every result has exactly the declared fields and types"({ ms, vectors, schema, fixture }) {
    const { roots, records, choices } = await schema();
    const seen = new Set();
    const wrong = [];
    const look = (type, value, path) => {
      if (type.endsWith("?")) {
        if (value !== null) look(type.slice(0, -1), value, path);
        else seen.add(`${type} null`);
      } else if (type.endsWith("[]")) {
        if (!Array.isArray(value)) wrong.push(`${path} is no array`);
        else for (const [index, item] of value.entries()) look(type.slice(0, -2), item, `${path}[${index}]`);
      } else if (records[type]) {
        seen.add(type);
        if (Object.getPrototypeOf(value) !== Object.prototype) wrong.push(`${path} is no plain object`);
        if (Object.keys(value).join() !== Object.keys(records[type]).join())
          wrong.push(`${path} has other fields than ${type}`);
        for (const [name, field] of Object.entries(records[type])) look(field, value[name], `${path}.${name}`);
      } else if (choices[type]) {
        if (!choices[type].includes(value)) wrong.push(`${path} is ${value}, which is no ${type}`);
      } else if (typeof value !== type || (type === "number" && !Number.isFinite(value))) {
        wrong.push(`${path} is ${value}, which is no ${type}`);
      }
    };
    const kinds = {
      progress: roots.cycles,
      activeCycles: roots.cycles,
      streaks: roots.streaks,
      summary: roots.summary,
      groups: roots.groups,
      issues: roots.issues,
      catalogIssues: roots.issues,
      diff: roots.events,
      available: roots.available,
      definitions: roots.definitions,
    };
    for (const vector of Object.values(await vectors()).flat()) {
      if (kinds[vector.ask]) look(kinds[vector.ask], answer(ms, vector), vector.name);
      if (vector.response) look(roots.groups, ms.parse(vector.response).groups, vector.name);
    }
    const snapshot = ms.parse(await fixture("docs-user-all-cycles.json"));
    look(roots.summary, snapshot.summary({ now: NOW }), "summary");
    same(wrong, []);
    const unseen = Object.keys(records).filter(
      (name) => !seen.has(name) && !["Failure", "SnapshotHead", "CatalogHead"].includes(name),
    );
    same(unseen, [], "no answer has one of these");
  },

  "results survive JSON and structuredClone"({ ms }) {
    const summary = ms.summary(GOOD, { now: NOW });
    same(JSON.parse(JSON.stringify(summary)), summary);
    same(structuredClone(summary), summary);
  },

  "every form of input gives the same"({ ms }) {
    const bytes = new TextEncoder().encode(GOOD);
    const shifted = new Uint8Array(bytes.length + 8);
    shifted.set(bytes, 5);
    const forms = {
      bytes,
      buffer: bytes.buffer,
      view: new DataView(shifted.buffer, 5, bytes.length),
      subarray: shifted.subarray(5, 5 + bytes.length),
      string: GOOD,
      object: JSON.parse(GOOD),
    };
    if (typeof SharedArrayBuffer === "function") {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      forms.shared = shared;
    }
    const expected = ms.progress(GOOD, { now: NOW });
    for (const [name, form] of Object.entries(forms)) same(ms.progress(form, { now: NOW }), expected, name);
  },

  "the one-shot functions are those of a snapshot"({ ms }) {
    const snapshot = ms.parse(GOOD);
    const now = NOW;
    same(ms.progress(GOOD, { now }), snapshot.progress({ now }));
    same(ms.activeCycles(GOOD, { now }), snapshot.activeCycles({ now }));
    same(ms.streaks(GOOD, { now }), snapshot.streaks({ now }));
    same(ms.summary(GOOD, { now }), snapshot.summary({ now }));
    same(ms.progress(snapshot, { now }), snapshot.progress({ now }), "a snapshot is an input too");
  },

  async "before init everything says so"({ fresh }) {
    const ms = await fresh();
    await failure(() => ms.parse(GOOD), "not-initialized", { message: /await init\(\)/ });
    await failure(() => ms.parseCatalog(GOOD), "not-initialized");
    await failure(() => ms.progress(GOOD), "not-initialized");
    await failure(() => new ms.Client({ baseUrl: "https://x.example" }).targetGroups(1), "not-initialized");
  },

  async "init again is free"({ fresh, wasm }) {
    const ms = await fresh();
    const module = await WebAssembly.compile(await wasm());
    await Promise.all([ms.init({ module }), ms.init({ module })]);
    const snapshot = ms.parse(GOOD);
    await ms.init({ module });
    same(snapshot.groups.length, 1, "the engine is still the same");
  },

  async "init takes bytes"({ fresh, wasm }) {
    const ms = await fresh();
    await ms.init({ bytes: await wasm() });
    same(ms.parse(GOOD).userId, 7);
  },

  async "a failed init is not kept"({ fresh, wasm }) {
    const ms = await fresh();
    await failure(() => ms.init(), "invalid-option", { message: /url, response, module and bytes/ });
    await failure(() => ms.init({ bytes: new Uint8Array([1, 2, 3]) }), "not-initialized");
    await failure(() => ms.init({ uri: "x" }), "invalid-option", { message: /did you mean url\?/ });
    await failure(() => ms.parse(GOOD), "not-initialized");
    await ms.init({ bytes: await wasm() });
    same(ms.parse(GOOD).userId, 7);
  },

  async "errors are errors with a code"({ ms }) {
    const error = await failure(() => ms.parse('{"data":'), "invalid-json", {
      line: 1,
      column: 9,
      status: null,
      retryable: false,
    });
    check(error instanceof Error && error instanceof ms.MilestreakError, "instanceof");
    check(
      ms.isMilestreakError(error) && !ms.isMilestreakError(new Error("x")) && !ms.isMilestreakError(null),
      "isMilestreakError",
    );
    check(String(error).startsWith("MilestreakError: line 1, column 9: "), String(error));
    check(typeof error.stack === "string", "it has a stack");
  },

  async "the damaged samples say what is wrong"({ ms, fixture }) {
    const nbsp = await fixture("catalog-all-milestones.nbsp.txt");
    await failure(() => ms.parseCatalog(nbsp), "invalid-json", {
      line: 2,
      column: 1,
      message: /no-break space \(U\+00A0\)/,
    });
    const dots = await fixture("catalog-leaderboard.not-json.txt");
    await failure(() => ms.parseCatalog(dots), "invalid-json", { line: 11, column: 13, message: /abridged/ });
    const headless = await fixture("catalog-user-created.not-json.txt");
    await failure(() => ms.parseCatalog(headless), "invalid-json", {
      line: 127,
      column: 3,
      message: /beginning of the text/,
    });
    same(ms.parseCatalog(await fixture("catalog-all-milestones.json")).definitions().length, 7);
    same(ms.parseCatalog(await fixture("catalog-audience-filter.json")).total, 2);
  },

  async "each failure has its code"({ ms }) {
    await failure(() => ms.parse(""), "invalid-json", { message: /empty/ });
    await failure(() => ms.parse("<html>"), "invalid-json", { message: /HTML/ });
    await failure(() => ms.parse("{}"), "unexpected-shape", { path: "data" });
    await failure(() => ms.parse({ data: {} }), "unexpected-shape", { path: "data.targetGroups" });
    await failure(() => ms.parse({ errors: [{ code: 1, message: "no" }] }), "api", {
      apiErrors: [{ code: "1", message: "no" }],
    });
    await failure(() => ms.parse("[".repeat(200)), "too-large");
    await failure(() => ms.parse(GOOD, { maxBytes: 10 }), "too-large", { message: /maxBytes is 10/ });
    same(ms.parse(GOOD).userId, 7, "and the engine works on");
  },

  async "what is no response is told apart"({ ms }) {
    const cyclic = {};
    cyclic.self = cyclic;
    const detached = new Uint8Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const inputs = [
      [undefined, /not undefined/],
      [null, /not null/],
      [5, /not a number/],
      [Symbol("x"), /not a symbol/],
      [() => {}, /not a function/],
      [cyclic, /cyclic/],
      [{ a: 1n }, /BigInt/],
      [{ toJSON: () => undefined }, /nothing in JSON/],
      [Promise.resolve(), /await it/],
      [new Response("{}"), /arrayBuffer/],
      [detached.buffer, /detached/],
    ];
    for (const [input, message] of inputs)
      await failure(() => ms.parse(input), "invalid-option", { path: "input", message });
    check(!(await errorOf(() => ms.parse(cyclic))).message.includes("self"), "nothing of the object is quoted");
  },

  async "options are checked"({ ms }) {
    const snapshot = ms.parse(GOOD);
    await failure(() => snapshot.progress({ nwo: 1 }), "invalid-option", {
      path: "nwo",
      message: /did you mean now\?/,
    });
    await failure(() => snapshot.progress({ activeonly: true }), "invalid-option", {
      message: /did you mean activeOnly\?/,
    });
    await failure(() => snapshot.activeCycles({ activeOnly: true }), "invalid-option", {
      message: /known are now, timeZone/,
    });
    await failure(() => snapshot.streaks({ atRiskWithin: 5 }), "invalid-option", { message: /atRiskWithinMs\?/ });
    await failure(() => snapshot.progress(7), "invalid-option", { message: /must be an object, not a number/ });
    for (const now of [NaN, Infinity, "2024-08-30", new Date(NaN), 8.64e15 + 1, null, {}, 5n, true, [], Symbol("x")]) {
      await failure(() => snapshot.progress({ now }), "invalid-option", { path: "now" });
    }
    for (const timeZone of ["Mars/Olympus", "", 5, null, {}]) {
      await failure(() => snapshot.progress({ timeZone }), "invalid-option", { path: "timeZone" });
    }
    for (const atRiskWithinMs of [-1, NaN, "1", Infinity]) {
      await failure(() => snapshot.streaks({ atRiskWithinMs }), "invalid-option", { path: "atRiskWithinMs" });
    }
    const thrown = new Error("boo");
    const getter = Object.defineProperty({}, "now", {
      enumerable: true,
      get: () => {
        throw thrown;
      },
    });
    const error = await failure(() => snapshot.progress(getter), "invalid-option", { path: "now" });
    check(error.cause === thrown, "what was thrown is the cause");
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    await failure(() => snapshot.progress(proxy), "invalid-option");
    same(snapshot.progress({ now: undefined, activeOnly: undefined }).length, 1, "undefined is not given");
    same(snapshot.progress(null).length, 1, "null is no options");
  },

  "now is a Date, a number or the clock"({ ms }) {
    const snapshot = ms.parse(GOOD);
    same(snapshot.summary({ now: new Date(NOW) }).now, NOW);
    same(snapshot.summary({ now: NOW + 0.75 }).now, NOW, "below a millisecond it is dropped");
    const before = Date.now();
    const { now } = snapshot.summary();
    check(before <= now && now <= Date.now(), "the clock's");
  },

  async "a freed snapshot says so"({ ms }) {
    const snapshot = ms.parse(GOOD);
    snapshot.free();
    snapshot.free();
    await failure(() => snapshot.progress(), "invalid-option", { path: "snapshot", message: /freed/ });
    await failure(() => snapshot.groups, "invalid-option");
    await failure(() => ms.diff(snapshot, ms.parse(GOOD)), "invalid-option");
    await failure(() => snapshot.userId, "invalid-option", { path: "snapshot", message: /freed/ });
    const disposed = ms.parse(GOOD);
    disposed[Symbol.dispose]();
    await failure(() => disposed.issues, "invalid-option");
    const catalog = ms.parseCatalog('{"data":[]}');
    const joined = ms.parse(GOOD, { allCycles: true }).withCatalog(catalog);
    catalog.free();
    await failure(() => catalog.issues, "invalid-option", { path: "catalog" });
    same(joined.available(), [], "a joined snapshot keeps what it needs");
  },

  async "foreign objects are no snapshots"({ ms }) {
    const snapshot = ms.parse(GOOD);
    for (const other of [{}, null, undefined, 5, Object.create(ms.Snapshot.prototype)]) {
      await failure(() => ms.diff(snapshot, other), "invalid-option", { path: "snapshot" });
      await failure(() => ms.diff(other, snapshot), "invalid-option", { path: "snapshot" });
      await failure(() => snapshot.withCatalog(other), "invalid-option", { path: "catalog" });
    }
  },

  "zones agree with what Intl says of them"({ ms }) {
    // Every zone of the browser, each with a day of its own: its first and last instant are midnights there.
    const zones = Intl.supportedValuesOf?.("timeZone") ?? ["Asia/Kolkata", "America/New_York"];
    const wrong = [];
    zones.forEach((timeZone, index) => {
      const day = new Date(Date.UTC(2024, 0, 1 + (index % 366))).toISOString().slice(0, 10);
      const response = { data: { targetGroups: [{ targets: [{ periodStartDate: day, periodEndDate: day }] }] } };
      const [cycle] = ms.progress(response, { now: NOW, timeZone });
      const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
      const on = (instant) => format.format(instant);
      const fits =
        on(cycle.startsAt) === day &&
        on(cycle.startsAt - 1) !== day &&
        on(cycle.endsAt - 1) === day &&
        on(cycle.endsAt) !== day;
      if (!fits || cycle.startDate !== day || cycle.endDate !== day) wrong.push(`${timeZone} ${day}`);
    });
    same(wrong, []);
  },

  async "zones are those of Intl, by its names"({ ms }) {
    const known = (timeZone) => {
      try {
        return Boolean(new Intl.DateTimeFormat("en", { timeZone }));
      } catch {
        return false;
      }
    };
    const snapshot = ms.parse(GOOD);
    const names = ["UTC", "utc", "asia/kolkata", "Asia/Calcutta", "Etc/GMT+5", "+05:30", "+0530", "+05", "-00:00"];
    // `Temporal` finds a zone in these.
    const dates = [
      "2024-01-01[Asia/Kolkata]",
      "2024-01-01T00:00Z",
      "T10Z",
      "10:00+05:30",
      "+002024-01-01T00Z",
      "1030Z",
    ];
    for (const timeZone of [...names, ...dates]) {
      if (known(timeZone)) check(snapshot.summary({ now: NOW, timeZone }), timeZone);
      else await failure(() => snapshot.summary({ now: NOW, timeZone }), "invalid-option", { path: "timeZone" });
    }
  },

  async "zones are known where there is no Temporal"({ ms, fresh, wasm, fixture }) {
    const response = await fixture("docs-user-all-cycles.json");
    const zones = ["Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "Africa/Monrovia", "UTC"];
    const figures = ({ parse }) => zones.map((timeZone) => parse(response).progress({ now: NOW, timeZone }));
    const expected = figures(ms);
    const temporal = Object.getOwnPropertyDescriptor(globalThis, "Temporal");
    delete globalThis.Temporal;
    try {
      const other = await fresh();
      await other.init({ bytes: await wasm() });
      same(figures(other), expected);
    } finally {
      if (temporal) Object.defineProperty(globalThis, "Temporal", temporal);
    }
  },

  "offsets of long ago and far ahead are found"({ ms }) {
    const at = (day, timeZone) => {
      const response = { data: { targetGroups: [{ targets: [{ periodStartDate: day, periodEndDate: day }] }] } };
      return ms.progress(response, { now: NOW, timeZone })[0].startsAt;
    };
    same(at("1800-01-01", "Europe/Amsterdam") % 60_000 !== 0, true, "local mean time has seconds");
    same(at("0001-01-01", "UTC"), -62135596800000);
    same(at("0000-12-31", "Asia/Tokyo") < -62135596800000, true, "a year before the first");
    same(at("9999-12-30", "Asia/Kolkata"), Date.UTC(9999, 11, 29, 18, 30));
  },

  "numbers are those of JSON.parse, to the last bit"({ ms }) {
    let seed = 7;
    const random = (below) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const digits = (count) => Array.from({ length: count }, () => random(10)).join("");
    const sign = () => (random(4) ? "" : "-");
    const exponent = () => `${random(2) ? "e" : "E"}${["", "+", "-"][random(3)]}${random(345)}`;
    const texts = [
      ...[
        "0",
        "-0",
        "-0.0",
        "0e999",
        "-0E-7",
        "1e-400",
        "5e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "8.5e-320",
      ],
      ...[
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "9007199254740993",
        "1e22",
        "1e23",
        "1.7976931348623157e308",
      ],
      ...[
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "-1e309",
        "1e99999999999",
        "18446744073709551616",
        "184467440737095516150e-1",
      ],
    ];
    // Any digits: few, many, with and without a point and an exponent.
    for (let turn = 0; turn < 3000; turn++) {
      const whole = random(5) ? `${1 + random(9)}${digits(random(24))}` : "0";
      texts.push(`${sign()}${whole}${random(2) ? `.${digits(1 + random(24))}` : ""}${random(2) ? exponent() : ""}`);
    }
    // Any double, as it is written when it must be read back; one in sixteen is subnormal.
    const bits = new DataView(new ArrayBuffer(8));
    for (let turn = 0; turn < 3000; turn++) {
      bits.setUint32(0, (random(16) ? random(2 ** 31) : random(2 ** 20)) + random(2) * 2 ** 31);
      bits.setUint32(4, random(2 ** 31) * 2 + random(2));
      const double = bits.getFloat64(0);
      if (Number.isFinite(double)) texts.push(String(double));
    }
    // Exactly between two doubles, and a little below and above: hundreds of digits decide.
    for (let turn = 0; turn < 300; turn++) {
      const power = turn < 100 ? -1074 : random(2046) - 1074;
      const mantissa = BigInt(random(2 ** 26)) * 2n ** 26n + BigInt(random(2 ** 26)) + (turn < 100 ? 0n : 2n ** 52n);
      const half = (2n * mantissa + 1n) * (power > 0 ? 2n ** BigInt(power - 1) : 5n ** BigInt(1 - power));
      const places = Math.min(power - 1, 0);
      texts.push(...[0n, 1n, -1n].map((off) => `${sign()}${half * 10n + off}e${places - 1}`));
    }
    const rows = texts.map((text, place) => `{"periodId":${place},"targetRuleId":1,"targetAchievedValue":${text}}`);
    const snapshot = ms.parse(
      `{"data":{"targetGroups":[{"targetEvaluationType":"PERIOD_AGNOSTIC_WINDOW","targets":[${rows}]}]}}`,
    );
    const found = snapshot.progress();
    same(found.length, texts.length);
    let beyond = 0;
    texts.forEach((text, place) => {
      const expected = JSON.parse(text);
      if (!Number.isFinite(expected)) beyond++;
      // What no double holds is an issue and null; and a zero has no sign.
      const { achieved } = found[place];
      check(
        Object.is(achieved, Number.isFinite(expected) ? expected + 0 : null),
        `${text} is ${expected}, and was read as ${achieved}`,
      );
    });
    same(snapshot.issues.length, beyond);
    snapshot.free();
  },

  "ten thousand snapshots later it still works"({ ms }) {
    for (let count = 0; count < 10_000; count++) ms.parse(GOOD).free();
    same(ms.activeCycles(GOOD, { now: NOW }), []);
  },
};
