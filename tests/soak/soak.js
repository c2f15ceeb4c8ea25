// The page's half of `scripts/soak.mjs`.

// The module's memory, which the package shows to nobody: caught while it is instantiated.
let memory;
const instantiate = WebAssembly.instantiateStreaming;
WebAssembly.instantiateStreaming = async (...args) => {
  const result = await instantiate.apply(WebAssembly, args);
  memory = result.instance.exports.memory;
  return result;
};

const ms = await import("/pkg/index.js");
await ms.init();

const NOW = Date.parse("2024-08-30T09:21:43.744Z");
const ask = { now: NOW, timeZone: "Asia/Kolkata" };
const bytesOf = async (name) => new Uint8Array(await (await fetch(`/fixtures/${name}`)).arrayBuffer());
const fixture = await bytesOf("docs-user-over-target.json");
const expected = JSON.stringify(ms.summary(fixture, ask));

/** A turn of the page: a task of its own, in which a browser may collect garbage and run what comes of it. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

async function rounds(count, once) {
  let warm = 0;
  for (let round = 1; round <= count; round++) {
    once(round);
    if (round % 1_000 === 0) {
      await turn();
      if (round === 1_000) warm = memory.buffer.byteLength;
    }
  }
  if (JSON.stringify(ms.summary(fixture, ask)) !== expected) throw new Error("other figures than at the start");
  return { warm, after: memory.buffer.byteLength };
}

const row = (achieved) => `{"targetRuleId":1,"periodId":2,"targetValue":10,"targetAchievedValue":${achieved}}`;
const response = (inside) => `{"data":{"userId":7,"targetGroups":[${inside}]}}`;
const many = (count, one) => Array.from({ length: count }, (_, index) => one(index)).join();
const group = (index, targets) => `{"id":${index},"name":"group ${index}","targets":[${targets}]}`;
const { targetGroups } = JSON.parse(new TextDecoder().decode(await bytesOf("docs-user-all-cycles.json"))).data;
const published = targetGroups.map((group) => JSON.stringify(group)).join();

/** Bodies of any size. The first is what the vendor has published; the others are what a decoder may stumble over. */
const BODIES = {
  "ordinary groups": (size) => response(many((3 * size) / published.length, () => published)),
  "a name of escapes": (size) => response(`{"id":1,"name":"${"\\u00e9\\n".repeat(size / 2)}"}`),
  "a name of quotes": (size) => response(`{"id":1,"name":"${'\\"'.repeat(2 * size)}"}`),
  "a skipped text of escapes": (size) => response(`{"id":1,"name":"x","other":"${"\\ud83d\\ude00".repeat(size / 3)}"}`),
  "letters of four bytes": (size) => response(`{"id":1,"name":"${"😀".repeat(size)}"}`),
  "the same key again and again": (size) => response(`{"id":1,${many(size / 5, () => '"name":"a"')}}`),
  "unknown keys": (size) => response(`{"id":1,${many(size / 5, (index) => `"k${index}":${index}`)}}`),
  "numbers of 10,000 digits": (size) =>
    response(
      group(
        1,
        many(size / 5_000, () => row("9".repeat(10_000))),
      ),
    ),
  "numbers of 17 digits": (size) =>
    response(
      group(
        1,
        many(size / 20, (index) => row(`${index}.12345678901234567`)),
      ),
    ),
  "groups of one name": (size) => response(many(size / 10, () => '{"id":1,"name":"same"}')),
  "groups without targets": (size) => response(many(size / 10, (index) => `{"id":${index},"name":"group ${index}"}`)),
  "empty rows": (size) =>
    response(
      group(
        1,
        many(size, () => "{}"),
      ),
    ),
  "cycles of one target": (size) =>
    response(
      group(
        1,
        many(size, (index) => `{"targetRuleId":1,"periodId":${index}}`),
      ),
    ),
  "a target for each row, the last first": (size) =>
    response(
      group(
        1,
        many(size / 4, (index) => `{"targetRuleId":${size - index},"periodId":1}`),
      ),
    ),
  "the same row again and again": (size) =>
    response(
      group(
        1,
        many(size / 4, () => row(5)),
      ),
    ),
  "rows that are none": (size) =>
    response(
      group(
        1,
        many(size, () => "5"),
      ),
    ),
  "streak levels": (size) =>
    response(
      `{"id":1,"targets":[],"streaks":[${many(size / 10, (index) => `{"id":${index},"name":"s","targetsCount":${index}}`)}]}`,
    ),
  milestones: (size) =>
    response(
      group(1, `{"targetRuleId":1,"milestones":[${many(size / 10, (index) => `{"id":${index},"triggerValue":5}`)}]}`),
    ),
  blanks: (size) => response(`{"id":1}${" \n\t".repeat(size)}`),
  "lists as deep as allowed": (size) =>
    `{"x":[${many(size / 25, () => "[".repeat(100) + "]".repeat(100))}],"data":{"targetGroups":[]}}`,
};

window.soak = {
  freed: (count) =>
    rounds(count, () => {
      const snapshot = ms.parse(fixture);
      snapshot.activeCycles(ask);
      snapshot.free();
    }),

  forgotten: (count) =>
    rounds(count, (round) => {
      ms.parse(fixture).activeCycles(ask);
      if (round % 1_000 === 0) window.gc();
    }),

  /**
   * Calls of clients, so many at once: some share a request, some are aborted, some need a new token, some have a cache. Gives how
   * they ended, and the module's memory after a quarter of them and at the end.
   */
  async calls(baseUrl, count, atOnce, attempts) {
    const retry = { attempts, baseDelayMs: 1, maxDelayMs: 5 };
    let generation = 0;
    const token = ({ refresh }) => (refresh ? `new ${++generation}` : generation % 100 ? `new ${generation}` : "old");
    const clients = [
      new ms.Client({ baseUrl, retry }),
      new ms.Client({ baseUrl, retry, auth: { type: "bearer", token } }),
      new ms.Client({ baseUrl, retry, cache: { maxAgeMs: 0, maxStaleMs: 0 } }),
      new ms.Client({ baseUrl, retry, cache: { maxAgeMs: 5 } }),
    ];
    const outcomes = {};
    let begun = 0;
    let settled = 0;
    let warm = 0;
    async function caller() {
      while (begun < count) {
        const call = begun++;
        const aborting = new AbortController();
        if (call % 7 === 0) setTimeout(() => aborting.abort(), call % 4);
        const options = { signal: aborting.signal, refresh: call % 3 === 0 };
        const outcome = await clients[call % clients.length].targetGroups(call % 50, options).then(
          (snapshot) => {
            const { length } = snapshot.progress(ask);
            snapshot.free();
            return length > 0 ? "answered" : "other";
          },
          (error) => (ms.isMilestreakError(error) ? error.code : "other"),
        );
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (++settled === Math.ceil(count / 4)) warm = memory.buffer.byteLength;
      }
    }
    await Promise.all(Array.from({ length: atOnce }, caller));
    return { outcomes, settled, warm, after: memory.buffer.byteLength };
  },

  /** The time of each body, and of one that is half as large. */
  async bodies(size) {
    const found = [];
    for (const [name, make] of Object.entries(BODIES)) {
      const [half, whole] = [make(size / 2), make(size)].map((text) => new TextEncoder().encode(text));
      found.push({
        name,
        bytes: whole.length,
        memoryBytes: await memoryOf(whole),
        outcome: outcomeOf(whole),
        ms: await shortest(whole),
        growth: whole.length / half.length,
        halfMs: await shortest(half),
      });
    }
    return found;
  },

  /** A body of nothing but empty rows, as large as a client takes them. */
  async largest() {
    const bytes = new TextEncoder().encode(BODIES["empty rows"]((16 * 1024 * 1024 - 200) / 3));
    return { bytes: bytes.length, outcome: outcomeOf(bytes), ms: await shortest(bytes) };
  },
};

/** Reads and asks; gives how it ended. */
function outcomeOf(bytes) {
  try {
    const snapshot = ms.parse(bytes);
    snapshot.activeCycles(ask);
    snapshot.free();
    return "read";
  } catch (error) {
    return error.code;
  }
}

/** The memory of a module that has read nothing but this. */
async function memoryOf(bytes) {
  const fresh = await import(`/pkg/slim.js?copy=${copies++}`);
  await fresh.init({ url: "/pkg/milestreak.wasm" });
  const before = memory.buffer.byteLength;
  try {
    fresh.parse(bytes);
  } catch {
    // What it needed until then counts as well.
  }
  return memory.buffer.byteLength - before;
}

let copies = 0;

/** How long it takes to read and ask, when nothing comes in between. */
async function shortest(bytes) {
  const times = [];
  for (let round = 0; round < 7; round++) {
    await turn();
    const before = performance.now();
    let count = 0;
    // More than once, where once is too short for the clock.
    do {
      outcomeOf(bytes);
      count++;
    } while (performance.now() - before < 5);
    times.push((performance.now() - before) / count);
  }
  return Math.min(...times);
}
