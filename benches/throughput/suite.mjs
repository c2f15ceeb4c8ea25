// What is measured, the same in every browser and in Node: from the bytes of a response to an answer, by us and by what people
// would use instead. The contestants of a size take turns, in another order each round, so that whatever else the machine
// does falls on all of them; each figure is the median of the rounds, with its quartiles.

import { bytes, NOW, SIZES } from "../generate.mjs";
import * as hand from "../peers/handwritten.mjs";
import * as valibot from "../peers/valibot.mjs";
import * as zod from "../peers/zod.mjs";

/** A sample lasts at least this long, whatever the clock's resolution: browsers give whole milliseconds at worst. */
const SAMPLE_MS = 25;
const ROUNDS = 15;

const decoder = new TextDecoder();

/** The package and what it is compared with: each makes the active cycles of the bytes of a response. */
export function contestants({ parse }) {
  const ask = (snapshot) => {
    const cycles = snapshot.activeCycles({ now: NOW });
    snapshot.free();
    return cycles;
  };
  return {
    milestreak: (body) => ask(parse(body)),
    "JSON.parse + hand-written": (body) => hand.activeCycles(hand.parseJson(body), NOW),
    "JSON.parse + valibot + hand-written": (body) => hand.activeCycles(valibot.checked(hand.parseJson(body)), NOW),
    "JSON.parse + zod 4 + hand-written": (body) => hand.activeCycles(zod.checked(hand.parseJson(body)), NOW),
    "JSON.parse alone": (body) => JSON.parse(decoder.decode(body)),
  };
}

/** What the package answers. Throws where another one answers anything else: comparing their speeds would mean nothing. */
export function answerOfAll({ milestreak, ...peers }, name, body) {
  const ours = milestreak(body);
  for (const [peer, answer] of Object.entries(peers)) {
    if (peer !== "JSON.parse alone" && JSON.stringify(answer(body)) !== JSON.stringify(ours))
      throw new Error(`${name}: ${peer} gives another answer`);
  }
  return ours;
}

/** The same from what the page has parsed already. */
function contestantsForObjects({ parse }) {
  return {
    milestreak: (object) => {
      const snapshot = parse(object);
      const cycles = snapshot.activeCycles({ now: NOW });
      snapshot.free();
      return cycles;
    },
    "hand-written": (object) => hand.activeCycles(object, NOW),
  };
}

/** How long a call takes, in milliseconds: so many at a time that the clock can tell. */
function time(call, count) {
  const start = performance.now();
  for (let turn = 0; turn < count; turn++) call();
  return (performance.now() - start) / count;
}

/** A count of calls that fills a sample; finding it warms the call up. */
function calibrate(call) {
  let count = 1;
  for (;;) {
    const ms = time(call, count) * count;
    if (ms >= SAMPLE_MS) return count;
    count = Math.ceil(count * Math.min(8, (1.2 * SAMPLE_MS) / Math.max(ms, 1)));
  }
}

const quantile = (sorted, part) => sorted[Math.round(part * (sorted.length - 1))];

function figures(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return { medianMs: quantile(sorted, 0.5), fromMs: quantile(sorted, 0.25), toMs: quantile(sorted, 0.75) };
}

function shuffled(list) {
  const order = [...list];
  for (let place = order.length - 1; place > 0; place--) {
    const other = Math.floor(Math.random() * (place + 1));
    [order[place], order[other]] = [order[other], order[place]];
  }
  return order;
}

/** Lets calls take turns; the figures of each. */
async function race(calls, pause) {
  const entrants = Object.entries(calls).map(([name, call]) => ({ name, call, count: calibrate(call), samples: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const entrant of shuffled(entrants)) {
      entrant.samples.push(time(entrant.call, entrant.count));
      await pause();
    }
  }
  return Object.fromEntries(entrants.map(({ name, samples }) => [name, figures(samples)]));
}

/**
 * Runs everything.
 *
 * @param engine the package, initialised
 * @param fixture the bytes of a recorded response
 * @param pause lets the browser breathe between samples
 */
export async function measure(engine, fixture, { pause = () => undefined, log = () => undefined } = {}) {
  const all = contestants(engine);
  const bodies = {
    "recorded response": fixture,
    ...Object.fromEntries(Object.entries(SIZES).map(([name, groups]) => [name, bytes(groups)])),
  };
  const results = { responses: {}, held: {} };
  for (const [name, body] of Object.entries(bodies)) {
    const generated = body !== fixture;
    // The recorded response has what hand-written code of this kind gets wrong; there only the speeds are compared.
    if (generated) answerOfAll(all, name, body);
    log(`${name} (${body.length} bytes)`);
    const calls = Object.fromEntries(Object.entries(all).map(([peer, answer]) => [peer, () => answer(body)]));
    const object = hand.parseJson(body);
    const objectCalls = Object.fromEntries(
      Object.entries(contestantsForObjects(engine)).map(([peer, answer]) => [peer, () => answer(object)]),
    );
    results.responses[name] = {
      bytes: body.length,
      figures: await race(calls, pause),
      objects: await race(objectCalls, pause),
    };

    const snapshot = engine.parse(body);
    let now = NOW;
    results.held[name] = await race(
      {
        summary: () => snapshot.summary({ now: now++ }),
        activeCycles: () => snapshot.activeCycles({ now: now++ }),
      },
      pause,
    );
    snapshot.free();
  }
  return results;
}

/** How time and memory grow with the response: what each size takes, from 1 to 100 MB. `memory` gives the module's bytes. */
export async function growth(engine, memory, { pause = () => undefined, log = () => undefined } = {}) {
  const points = [];
  // The browser's compiler has to be done first, in the background; little memory is needed for that.
  const small = bytes(2);
  for (let round = 0; round < 40; round++) {
    time(() => engine.parse(small).free(), 100);
    await pause();
  }
  for (const groups of [120, 1_200, 12_000]) {
    const body = bytes(groups);
    log(`${(body.length / 1e6).toFixed(0)} MB`);
    const samples = [];
    for (let round = 0; round < 5; round++) {
      samples.push(time(() => engine.parse(body, { maxBytes: 2 ** 30 }).free(), 1));
      await pause();
    }
    points.push({ bytes: body.length, ...figures(samples), memoryBytes: memory() });
  }
  return points;
}
