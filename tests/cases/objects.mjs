// A response that the page has parsed already: it must mean what its JSON means, whatever the object does while it is read.

import { check, errorOf, same } from "./check.mjs";

const NOW = Date.parse("2024-05-07T10:26:56.573Z");

const FIXTURES = ["docs-user-all-cycles.json", "docs-user-over-target.json"];

/** Everything a snapshot says. */
function everything(ms, input) {
  const snapshot = ms.parse(input, { receivedAt: NOW, allCycles: true });
  const { userId, groups, issues, apiErrors, apiWarnings } = snapshot;
  const summary = snapshot.summary({ now: NOW, timeZone: "Asia/Kolkata" });
  snapshot.free();
  return { userId, groups, issues, apiErrors, apiWarnings, summary };
}

/** A small response, with something in place of one of its values. */
function withValue(path, value) {
  const response = {
    data: {
      userId: 7,
      customer: { firstName: "Jane" },
      targetGroups: [
        {
          id: 1,
          name: "Coffee",
          attribution: { createdOn: "2024-05-01T00:00:00.000+0530", createdBy: { name: "till" } },
          targets: [
            { targetRuleId: 5, periodId: 1, targetName: "Cups", targetValue: 10, targetAchievedValue: 2, targetId: 9 },
            {
              targetRuleId: 5,
              periodId: 2,
              targetName: "Cups",
              targetValue: 10,
              targetAchievedValue: 4.5,
              targetId: null,
              currentPeriod: true,
              periodStartDate: "2024-05-01",
              periodEndDate: "2024-05-31",
              milestones: [{ id: 3, triggerName: "half", triggerValue: 5, isAchieved: false }],
            },
          ],
          streaks: [{ streakId: 4, streakName: "S", currentCount: 1, totalTargetCountOfSequence: 2 }],
          targetEvaluationType: "FIXED_CALENDAR_WINDOW",
          trackingType: "STREAKS",
        },
      ],
    },
    errors: null,
    warnings: [{ code: 1, message: "late" }, "and tired"],
  };
  let parent = response;
  for (const name of path.slice(0, -1)) parent = parent[name];
  if (path.length) parent[path.at(-1)] = value;
  return response;
}

const ROW = ["data", "targetGroups", 0, "targets", 1];

const PLACES = [
  ["errors"],
  ["data"],
  ["data", "userId"],
  ["data", "targetGroups"],
  ["data", "targetGroups", 0],
  ["data", "targetGroups", 0, "name"],
  ["data", "targetGroups", 0, "attribution"],
  ["data", "targetGroups", 0, "targets"],
  ["data", "targetGroups", 0, "streaks"],
  ["data", "targetGroups", 0, "trackingType"],
  ROW,
  ...["targetId", "targetName", "targetValue", "targetAchievedValue", "currentPeriod", "periodStartDate"].map(
    (name) => [...ROW, name],
  ),
  [...ROW, "milestones"],
  [...ROW, "milestones", 0],
  [...ROW, "milestones", 0, "triggerValue"],
];

const VALUES = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 0.1, 1e21, 1e-7, 2 ** 31, 2 ** 53, Number.NaN, Infinity],
  ...[
    "",
    "7",
    "1,000",
    "x",
    'a "quoted" \\ text',
    "tab\tand\0nul",
    "caf\u00e9 \u4e2d \ud83d\ude00",
    "\ud800",
    "\u2028",
  ],
  ...[{}, [], [[]], [null], [{}], [{}, undefined], new Array(3), { 0: 1 }, new Date(NOW), { toJSON: () => 5 }],
  ...[new String("boxed"), new Number(7), new Map([[1, 2]]), () => 1, Symbol("s"), new Uint8Array(2)],
];

export const objects = {
  async "an object means what its text means"({ ms, fixture, vectors }) {
    const texts = await Promise.all(FIXTURES.map(async (name) => new TextDecoder().decode(await fixture(name))));
    for (const { response } of Object.values(await vectors()).flat()) {
      if (typeof response === "object" && response !== null) texts.push(JSON.stringify(response));
    }
    check(texts.length > 150, `only ${texts.length} responses`);
    for (const text of texts) {
      const object = JSON.parse(text);
      const [ofText, ofObject] = await Promise.all([text, object].map((form) => attempt(ms, form)));
      same(ofObject, ofText, text.slice(0, 300));
      same(JSON.stringify(object), JSON.stringify(JSON.parse(text)), "the object is as it was");
    }
  },

  async "any value in any place of an object means what its text means"({ ms }) {
    for (const path of PLACES) {
      for (const value of VALUES) {
        const object = withValue(path, value);
        const [ofText, ofObject] = await Promise.all([JSON.stringify(object), object].map((form) => attempt(ms, form)));
        same(ofObject, ofText, `${path.join(".")}: ${typeof value} ${Object.prototype.toString.call(value)}`);
      }
    }
  },

  async "getters, proxies, frozen and foreign objects are read like any other"({ ms }) {
    const expected = everything(ms, JSON.stringify(withValue([])));
    const proxied = (value) =>
      typeof value === "object" && value !== null
        ? new Proxy(value, { get: (target, name) => proxied(Reflect.get(target, name)) })
        : value;
    same(everything(ms, proxied(withValue([]))), expected, "proxies");
    same(everything(ms, Object.freeze(withValue([]))), expected, "frozen");
    same(everything(ms, { ...withValue([]), __proto__: null }), expected, "without a prototype");
    let reads = 0;
    const { data } = withValue([]);
    const counting = {
      get data() {
        reads++;
        return data;
      },
      warnings: withValue([]).warnings,
    };
    same(everything(ms, counting), expected, "a getter");
    check(reads === 1, `the getter was called ${reads} times`);
  },

  async "an object that parses another one while it is read harms neither"({ ms }) {
    const expected = everything(ms, JSON.stringify(withValue([])));
    const other = JSON.stringify(everything(ms, JSON.stringify(withValue(["data", "userId"], 8))));
    const { data } = withValue([]);
    const nested = {
      get data() {
        const found = JSON.stringify(everything(ms, withValue(["data", "userId"], 8)));
        check(found === other, `the inner one says ${found}`);
        return data;
      },
      warnings: withValue([]).warnings,
    };
    same(everything(ms, nested), expected);
  },

  async "what a getter throws is told as the cause"({ ms }) {
    const thrown = new Error("no");
    const throwing = {
      get data() {
        throw thrown;
      },
    };
    const error = await errorOf(() => ms.parse(throwing));
    same([error.code, error.path], ["invalid-option", "input"]);
    check(error.cause === thrown, "the cause");
  },

  async "an older library that gives arrays a toJSON changes nothing"({ ms }) {
    const expected = everything(ms, JSON.stringify(withValue([])));
    Object.defineProperty(Array.prototype, "toJSON", {
      value() {
        return `[${this.join(", ")}]`;
      },
      configurable: true,
      enumerable: false,
    });
    try {
      const found = ms.parse(withValue([]), { receivedAt: NOW, allCycles: true });
      delete Array.prototype.toJSON;
      same(found.summary({ now: NOW, timeZone: "Asia/Kolkata" }), expected.summary);
    } finally {
      delete Array.prototype.toJSON;
    }
  },
};

/** What becomes of a response: everything it says, or the error. */
async function attempt(ms, input) {
  try {
    return everything(ms, input);
  } catch (error) {
    const { code, message, path, apiErrors } = error;
    return { code, message, path, apiErrors };
  }
}
