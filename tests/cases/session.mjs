// What a client does from one request to the next: sharing, renewing, caching, watching, signing out.

import { check, failure, same } from "./check.mjs";
import { faulty, good, metBy, requestsOf, USER } from "./client.mjs";

const QUICK = { attempts: 1, baseDelayMs: 5, maxDelayMs: 20 };

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something holds; a test that waits in vain says for what. */
async function until(what, holds) {
  const end = Date.now() + 5_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await wait(5);
  }
}

/** A store in memory, which can be looked into. */
function memoryStore() {
  const kept = new Map();
  return {
    kept,
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, structuredClone(value)),
    delete: async (prefix) => {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
  };
}

/** A response with one cycle that ends at an instant. */
const ending = (endsAt, achieved) => ({
  data: {
    userId: USER,
    targetGroups: [
      {
        id: 1,
        name: "G",
        targetEvaluationType: "CYCLIC_WINDOW",
        targets: [
          {
            targetRuleId: 2,
            periodId: 3,
            targetValue: 10,
            targetAchievedValue: achieved,
            periodStartDateWithTimeStampISO: new Date(endsAt - 3_600_000).toISOString(),
            periodEndDateWithTimeStampISO: new Date(endsAt).toISOString(),
          },
        ],
      },
    ],
  },
});

/** Whether a text stands in another; a number, when it is no part of a longer one, such as an instant. */
export const tells = (all, text) =>
  /^\d+$/.test(text) ? new RegExp(`(?<!\\d)${text}(?!\\d)`).test(all) : all.includes(text);

/** What a response has of the customer's profile and nowhere else. */
export function profileIn(response) {
  const { customer, ...rest } = response.data;
  const elsewhere = JSON.stringify(rest);
  return textsIn(customer).filter((text) => !elsewhere.includes(text));
}

/** Every text in a value, and every number of at least four digits, however deep. */
function textsIn(value) {
  if (typeof value === "string") return value.length > 2 ? [value] : [];
  if (typeof value === "number") return Math.abs(value) >= 1_000 ? [String(value)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

export const session = {
  async "the same request in flight is one request, and each caller has its own snapshot"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, { delayMs: 50 });
    const client = new ms.Client(good(baseUrl));
    const snapshots = await Promise.all(Array.from({ length: 5 }, () => client.targetGroups(USER)));
    same(await requestsOf(origin, name), 1);
    snapshots[0].free();
    same(
      snapshots.slice(1).map((snapshot) => snapshot.groups.length),
      [1, 1, 1, 1],
    );
    await client.targetGroups(USER);
    same(await requestsOf(origin, name), 2, "and the next one is a new one");
    await Promise.all([client.targetGroups(USER), client.targetGroups(USER, { includeInactive: true })]);
    same(await requestsOf(origin, name), 4, "as is one for something else");
  },

  async "an abort ends the caller's wait, and the request with the last of them"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, { delayMs: 200 });
    const client = new ms.Client(good(baseUrl));
    const [one, other] = [new AbortController(), new AbortController()];
    const left = client.targetGroups(USER, { signal: one.signal });
    const stays = client.targetGroups(USER, { signal: other.signal });
    one.abort("left");
    await failure(() => left, "aborted", { cause: "left" });
    same((await stays).userId, USER);
    const alone = client.targetGroups(USER, { signal: other.signal });
    const next = new AbortController();
    other.abort();
    // Not the one that ends just now: this caller wants an answer.
    const again = client.targetGroups(USER, { signal: next.signal });
    await failure(() => alone, "aborted");
    same((await again).userId, USER);
    check((await requestsOf(origin, name)) >= 2, "the request that nobody waited for was not shared");
  },

  async "an abort ends every kind of wait at once"({ ms, origin }) {
    const waits = [
      ["for a token", { auth: { type: "bearer", token: () => new Promise(() => undefined) } }, [{}]],
      [
        "before the next attempt",
        { retry: { attempts: 3, baseDelayMs: 60_000, maxDelayMs: 60_000 }, deadlineMs: 600_000 },
        [{ status: 503, headers: { "retry-after": "50" } }],
      ],
      ["for a store", { cache: { store: { ...memoryStore(), get: () => new Promise(() => undefined) } } }, [{}]],
    ];
    for (const [what, options, plan] of waits) {
      const client = new ms.Client(good(faulty(origin, ...plan).baseUrl, options));
      const controller = new AbortController();
      const asked = client.targetGroups(USER, { signal: controller.signal });
      await wait(60);
      const aborted = performance.now();
      controller.abort(what);
      await failure(() => asked, "aborted", { cause: what });
      check(performance.now() - aborted < 50, `a wait ${what} ends at once`);
    }
  },

  async "many refused calls renew the token once"({ ms, origin }) {
    const { baseUrl } = faulty(origin, {});
    const asked = [];
    let renewed = "expired";
    const token = async ({ refresh }) => {
      asked.push(refresh);
      if (!refresh) return renewed;
      await wait(30);
      renewed = "demo-token";
      return renewed;
    };
    const client = new ms.Client(good(baseUrl, { auth: { type: "oauth", token, orgId: 50363 } }));
    const ask = (count) =>
      Promise.all(Array.from({ length: count }, (_, rule) => client.targetGroups(USER, { targetRuleId: rule })));
    await ask(20);
    same(asked.filter((refresh) => refresh).length, 1);
    await ask(3);
    same(asked.filter((refresh) => refresh).length, 1, "the new one is good");
    renewed = "expired again";
    await ask(5);
    same(asked.filter((refresh) => refresh).length, 2, "until it is not");
  },

  async "a token that cannot be renewed is a refusal, after which nothing is held"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, {}, { status: 401 });
    const gone = new Error("the session has ended");
    const token = ({ refresh }) => {
      if (refresh) throw gone;
      return "demo-token";
    };
    const client = new ms.Client(good(baseUrl, { auth: { type: "bearer", token }, cache: {} }));
    await client.targetGroups(USER);
    for (const [requests, options] of [
      [2, { refresh: true }],
      [3, undefined],
    ]) {
      const facts = { status: 401, attempts: 1, retryable: false };
      const error = await failure(() => client.targetGroups(USER, options), "unauthorized", facts);
      check(error.cause === gone, `the cause is ${error.cause}`);
      same(await requestsOf(origin, name), requests);
    }
  },

  async "two hundred calls with random aborts all settle"({ ms, origin }) {
    const { baseUrl } = faulty(
      origin,
      { delayMs: 5 },
      { status: 503 },
      { trickle: [200, 1] },
      { cutAt: 50 },
      { reset: true },
      {},
    );
    const client = new ms.Client(good(baseUrl, { retry: { attempts: 3, baseDelayMs: 5, maxDelayMs: 20 } }));
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const calls = Array.from({ length: 200 }, (_, call) => {
      const controller = new AbortController();
      if (random() < 0.6) setTimeout(() => controller.abort(call % 3 ? call : undefined), random() * 120);
      return client.targetGroups(USER, { targetRuleId: call % 40, signal: controller.signal });
    });
    const settled = await Promise.allSettled(calls);
    const codes = new Set(settled.map(({ value, reason }) => (value ? "ok" : reason.code)));
    for (const { value } of settled) value?.free();
    check(codes.has("ok") && codes.has("aborted"), [...codes].join());
    check(
      [...codes].every((code) => ["ok", "aborted", "network", "http"].includes(code)),
      [...codes].join(),
    );
    same((await client.targetGroups(USER)).userId, USER, "and the client works on");
  },

  async "what is held is asked for by its version"({ ms, origin }) {
    const { name, baseUrl } = faulty(
      origin,
      { headers: { etag: '"v1"' } },
      { status: 304 },
      { headers: { etag: '"v2"' } },
    );
    const client = new ms.Client(good(baseUrl, { cache: {} }));
    const first = await client.targetGroups(USER);
    await wait(5);
    const second = await client.targetGroups(USER, { refresh: true });
    same(
      (await metBy(origin, name)).map(({ headers }) => headers["if-none-match"] ?? null),
      [null, '"v1"'],
    );
    check(second.receivedAt > first.receivedAt, "it was received again");
    same(second.groups, first.groups);
    first.free();
    same(second.groups.length, 1, "and is a snapshot of its own");
    await client.targetGroups(USER, { refresh: true });
    same(await requestsOf(origin, name), 3);
  },

  async "the cache shows what it has, and asks for more when that is old"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, {}, { json: ending(Date.now() + 3_600_000, 5) });
    const client = new ms.Client(good(baseUrl, { cache: { maxAgeMs: 100 } }));
    const first = await client.targetGroups(USER);
    const again = await client.targetGroups(USER);
    same([again.stale, again.receivedAt, await requestsOf(origin, name)], [false, first.receivedAt, 1]);
    await wait(120);
    const [stale, shared] = [await client.targetGroups(USER), await client.targetGroups(USER)];
    same([stale.stale, stale.receivedAt, shared.stale], [true, first.receivedAt, true]);
    await until("the new one", async () => !(await client.targetGroups(USER)).stale);
    const fresh = await client.targetGroups(USER);
    same([fresh.groups[0].name, await requestsOf(origin, name)], ["G", 2]);
  },

  async "what the server forbids is shown no more"({ ms, origin }) {
    const store = memoryStore();
    const { name, baseUrl } = faulty(origin, {}, { status: 403 });
    const client = new ms.Client(good(baseUrl, { cache: { store } }));
    await client.targetGroups(USER);
    await until("it is kept", () => store.kept.size === 1);
    await failure(() => client.targetGroups(USER, { refresh: true }), "forbidden");
    await failure(() => client.targetGroups(USER), "forbidden");
    same([store.kept.size, await requestsOf(origin, name)], [0, 3]);
  },

  async "a store outlives the page, holds no customer, and shows nobody another's figures"({ ms, origin, fixture }) {
    const store = memoryStore();
    const { name, baseUrl } = faulty(origin, {});
    const page = (identity, options) => new ms.Client(good(baseUrl, { cache: { store, identity }, ...options }));
    const asked = { includeInactive: true, includeInactiveTargets: true };
    const first = await page("anna").targetGroups(USER, asked);
    await until("it is kept", () => store.kept.size === 1);
    const later = await page("anna").targetGroups(USER, asked);
    same(await requestsOf(origin, name), 1, "the next page asks nobody");
    same([later.receivedAt, later.issues], [first.receivedAt, first.issues]);
    check(JSON.stringify(later.groups) === JSON.stringify(first.groups), "the same figures");
    same(later.streaks({ now: 0 }), first.streaks({ now: 0 }), "it knows that all cycles are there");

    await page("bert").targetGroups(USER, asked);
    same(await requestsOf(origin, name), 2, "another person");
    await page("anna").targetGroups(566135941, asked);
    same(await requestsOf(origin, name), 3, "another user");
    await page("anna", { dataScope: "ALL" }).targetGroups(USER, asked);
    same(await requestsOf(origin, name), 4, "another scope");
    await until("all are kept", () => store.kept.size === 4);

    const decoder = new TextDecoder();
    const all = [...store.kept]
      .map(([key, { body, ...rest }]) => key + decoder.decode(body) + JSON.stringify(rest))
      .join("\n");
    check(all.includes("t1Fixed"), "the figures are there");
    for (const file of ["docs-user-all-cycles.json", "docs-user-over-target.json"]) {
      const profile = profileIn(JSON.parse(decoder.decode(await fixture(file))));
      check(profile.length > 5, `the recording has a profile: ${profile}`);
      for (const text of profile) check(!tells(all, text), `the store has ${text}`);
    }
    for (const secret of ["demo-token", "Bearer"]) check(!all.includes(secret), "the store has the token");

    await page("anna").signOut();
    const left = [...store.kept.keys()];
    same(
      [left.length, left.filter((key) => key.includes("bert")).length],
      [2, 1],
      "what is left is bert's, and of another scope",
    );
  },

  async "a store needs to know who is signed in"({ ms, origin }) {
    const client = (cache) => new ms.Client(good(faulty(origin, {}).baseUrl, { cache }));
    await failure(() => client({ store: memoryStore() }).targetGroups("me"), "invalid-option", { path: "identity" });
    await failure(() => client({ store: memoryStore(), identity: "anna" }).targetGroups("me"), "not-found");
    await failure(() => client({}).targetGroups("me"), "not-found");
    for (const store of [{}, null, 5, { get() {}, set() {} }])
      await failure(async () => client({ store }), "invalid-option", { path: "store" });
  },

  async "a store that fails, hangs or holds nonsense costs nothing but itself"({ ms, origin }) {
    const no = () => Promise.reject(new Error("no room"));
    const hangs = () => new Promise(() => undefined);
    const stores = [
      { get: no, set: no, delete: no },
      { get: hangs, set: hangs, delete: hangs },
      { ...memoryStore(), get: async () => ({ body: new Uint8Array([1, 2, 3]), receivedAt: Date.now() }) },
      { ...memoryStore(), get: async () => "nonsense" },
    ];
    for (const store of stores) {
      const client = new ms.Client(good(origin, { cache: { store } }));
      same((await client.targetGroups(USER)).userId, USER);
      const before = performance.now();
      same((await client.targetGroups(566135941)).userId, 566135941);
      check(performance.now() - before < 1_000, "a store that was silent once is not waited for again");
    }
    const error = await new ms.Client(good(origin, { cache: { store: stores[0] } })).signOut().catch((error) => error);
    same(error.message, "no room", "a sign-out says that something may be left");
  },

  async "after a sign-out nothing is there and nothing comes"({ ms, origin }) {
    const store = memoryStore();
    const { name, baseUrl } = faulty(origin, {}, { delayMs: 100 });
    const client = new ms.Client(good(baseUrl, { cache: { store } }));
    await client.targetGroups(USER);
    await until("it is kept", () => store.kept.size === 1);
    const flying = client.targetGroups(USER, { refresh: true });
    const watched = client.watch(USER);
    same((await watched.next()).done, false);
    await client.signOut();
    await failure(() => flying, "aborted", { message: /signed out/ });
    same((await watched.next()).done, true);
    await wait(150);
    same(store.kept.size, 0);
    const before = await requestsOf(origin, name);
    await client.targetGroups(USER);
    same(await requestsOf(origin, name), before + 1, "the next one asks the server");
  },

  async "whoever shows figures hears of a sign-out, in whatever way they read them"({ ms, origin }) {
    const client = new ms.Client(good(faulty(origin, {}).baseUrl));
    const heard = { callback: [], subscriber: [], observer: [] };
    client.watch(USER, { onUpdate: (update) => heard.callback.push(update) });
    client.watch(USER).subscribe((update) => heard.subscriber.push(update));
    let anew = 0;
    client.watch(USER).subscribe({
      next: (update) => heard.observer.push(update),
      // At once, as a view does that is shown again: that is none of those that the sign-out ends.
      complete() {
        anew++;
        client.watch(USER).subscribe({}).unsubscribe();
      },
    });
    const all = Object.entries(heard);
    await until("all have figures", () => all.every(([, updates]) => updates.at(-1)?.snapshot));
    const own = client.watch(USER, { onUpdate: (update) => heard.callback.push(update) });
    own.dispose();
    const before = all.map(([, updates]) => updates.length);
    await client.signOut();
    for (const [place, [way, updates]] of all.entries()) {
      same(updates.length, before[place] + 1, `the ${way} hears of it once`);
      same({ ...updates.at(-1) }, { snapshot: null, events: [], error: null, stale: false }, way);
    }
    same(anew, 1);
  },

  async "a watch that is begun when a sign-out is heard of is none of those that it ends"({ ms, origin }) {
    const client = new ms.Client(good(faulty(origin, {}).baseUrl));
    const heard = [];
    const anew = () =>
      client.watch(USER, { onUpdate: ({ snapshot, error }) => heard.push(error?.code ?? snapshot?.userId) });
    let watches = 0;
    let isSignedOut = false;
    client.watch(USER, {
      onUpdate({ snapshot }) {
        watches++;
        if (!snapshot && isSignedOut) anew();
      },
    });
    client.watch(USER).subscribe({ next: () => watches++, complete: () => void anew() });
    await until("there are figures", () => watches === 3);
    isSignedOut = true;
    await client.signOut();
    await until("the new ones have figures", () => heard.length >= 2);
    same(heard, [USER, USER]);
    await client.signOut();
  },

  async "a wrong clock is put right by the server's"({ ms, origin }) {
    const hour = 3_600_000;
    const ahead = { headers: { date: new Date(Date.now() + hour).toUTCString() } };
    const client = new ms.Client(good(faulty(origin, ahead, {}).baseUrl));
    same(client.clockSkewMs, 0);
    const snapshot = await client.targetGroups(USER);
    check(Math.abs(client.clockSkewMs - hour) < 1_500, `the skew is ${client.clockSkewMs}`);
    check(Math.abs(snapshot.receivedAt - Date.now() - hour) < 2_000, "receivedAt is by the server's clock");
    check(Math.abs(snapshot.summary().now - Date.now() - hour) < 2_000, "and so is now");
    same(snapshot.summary({ now: 5 }).now, 5);
    await client.targetGroups(USER);
    same(client.clockSkewMs, 0, "a clock that is right is left alone");
    check(Math.abs(snapshot.summary().now - Date.now()) < 1_000, "by all snapshots of the client");
  },

  async "progress is told on the way"({ ms, origin }) {
    const { baseUrl } = faulty(origin, { bytes: 50_000 }, { bytes: 50_000, chunked: true });
    const client = new ms.Client(good(baseUrl));
    for (const announced of [true, false]) {
      const heard = [];
      await client.targetGroups(USER, { onProgress: (progress) => heard.push(progress) });
      const last = heard.at(-1);
      check(last.receivedBytes > 50_000, JSON.stringify(last));
      check(
        heard.every(({ receivedBytes }, at) => at === 0 || receivedBytes > heard[at - 1].receivedBytes),
        "it grows",
      );
      same(
        heard.map(({ totalBytes }) => totalBytes),
        heard.map(() => (announced ? last.receivedBytes : null)),
      );
    }
  },

  async "a watch tells of failures and gets over them"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, { status: 500 }, { status: 503 }, {});
    const client = new ms.Client(good(baseUrl, { retry: QUICK }));
    const told = [];
    for await (const { snapshot, events, error, stale } of client.watch(USER)) {
      told.push([snapshot?.userId ?? null, events, error?.status ?? null, stale]);
      if (snapshot) break;
    }
    same(told, [
      [null, [], 500, true],
      [null, [], 503, true],
      [USER, [], null, false],
    ]);
    await wait(60);
    same(await requestsOf(origin, name), 3, "nothing goes on when the loop is left");
  },

  async "a watch waits between failures, whatever the retry policy is"({ ms, origin }) {
    const { name, baseUrl } = faulty(origin, { status: 503 });
    const client = new ms.Client(good(baseUrl, { retry: { attempts: 1, baseDelayMs: 0, maxDelayMs: 0 } }));
    const watched = client.watch(USER);
    same((await watched.next()).value.error.code, "http");
    await wait(500);
    same(await requestsOf(origin, name), 1);
    watched.dispose();
  },

  async "a watch asks again when the figures change by themselves"({ ms, origin }) {
    const endsAt = Date.now() + 400;
    const { name, baseUrl } = faulty(origin, { json: ending(endsAt, 4) }, { json: ending(endsAt + 3_600_000, 10) });
    const client = new ms.Client(good(baseUrl, { retry: QUICK }));
    const watched = client.watch(USER);
    const { value: first } = await watched.next();
    same(
      [first.events, first.snapshot.activeCycles().length, first.snapshot.nextChange() <= endsAt + 1_000],
      [[], 1, true],
    );
    // What a reader frees is its own.
    first.snapshot.free();
    const { value: second } = await watched.next();
    check(Date.now() >= endsAt, "not before it");
    same(second.events.map(({ type }) => type).includes("target-achieved"), true);
    watched.dispose();
    same([(await watched.next()).done, await requestsOf(origin, name)], [true, 2]);
  },

  async "a watch that nobody reads keeps the latest figures and every event"({ ms, origin }) {
    // Long enough that the answer arrives before, however busy the machine is.
    const soon = () => Date.now() + 1_000;
    const { name, baseUrl } = faulty(
      origin,
      { json: ending(soon(), 4) },
      { json: ending(soon() + 500, 5) },
      { json: ending(soon() + 3_600_000, 10) },
    );
    const client = new ms.Client(good(baseUrl, { retry: QUICK }));
    const watched = client.watch(USER);
    await until("three requests", async () => (await requestsOf(origin, name)) === 3);
    // The third answer may still be on its way; the two before it are one update by now.
    const updates = [(await watched.next()).value];
    if (updates[0].snapshot.progress()[0].achieved !== 10) updates.push((await watched.next()).value);
    const events = updates.flatMap(({ events }) => events);
    same(
      events.filter(({ type }) => type === "progressed").map(({ from, to }) => [from, to]),
      [
        [4, 5],
        [5, 10],
      ],
    );
    same(updates.at(-1).snapshot.progress()[0].achieved, 10);
    watched.dispose();
  },

  async "a watch ends with its signal, and gives up what cannot be cured"({ ms, origin }) {
    const forbidden = faulty(origin, { json: ending(Date.now() + 1_000, 4) }, { status: 403 });
    const shown = new ms.Client(good(forbidden.baseUrl, { retry: QUICK })).watch(USER);
    same((await shown.next()).value.snapshot.groups.length, 1);
    const { value: refused } = await shown.next();
    same([refused.error.code, refused.snapshot, refused.stale], ["forbidden", null, true]);
    shown.dispose();
    const { name, baseUrl } = faulty(origin, { status: 404 });
    const controller = new AbortController();
    const watched = new ms.Client(good(baseUrl, { retry: QUICK })).watch(USER, { signal: controller.signal });
    same((await watched.next()).value.error.code, "not-found");
    await wait(80);
    same(await requestsOf(origin, name), 1);
    const waiting = watched.next();
    controller.abort();
    same((await waiting).done, true);
    same((await new ms.Client(good(baseUrl)).watch(USER, { signal: controller.signal }).next()).done, true);
    const client = new ms.Client(good(baseUrl));
    await failure(async () => client.watch(USER, { onUpdate: 5 }), "invalid-option", { path: "onUpdate" });
    await failure(async () => client.watch(USER, { timeZone: "Mars" }), "invalid-option", { path: "timeZone" });
  },

  async "credentials are in nothing that can be printed"({ ms, origin }) {
    const secret = "s3cret-of-nobody";
    const kinds = [
      { type: "basic", username: "till", password: secret },
      { type: "bearer", token: secret },
      { type: "oauth", token: () => secret, orgId: 5 },
    ];
    for (const auth of kinds) {
      const client = new ms.Client(good(origin, { auth, headers: { "x-cap-api-auth-key": secret } }));
      const errors = [
        await failure(() => client.targetGroups(USER), "unauthorized"),
        await failure(
          () => new ms.Client({ baseUrl: "http://shop.example", auth }).targetGroups(USER),
          "invalid-option",
          { path: "baseUrl" },
        ),
        await failure(
          () => new ms.Client(good(origin, { auth, headers: { "x-mine": `${secret}\n` } })).targetGroups(USER),
          "invalid-option",
        ),
      ];
      same([Reflect.ownKeys(client), JSON.stringify(client), String(client)], [[], "{}", "[object Object]"]);
      for (const error of errors) {
        for (let cause = error; cause; cause = cause.cause) {
          const printed = Reflect.ownKeys(cause).map((key) => String(cause[key]));
          check(
            !`${printed} ${cause} ${cause.stack} ${JSON.stringify(cause)}`.includes(secret),
            `${auth.type}: ${cause.message}`,
          );
        }
      }
    }
  },
};
