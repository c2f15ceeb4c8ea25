// Every state of every element, by name: what to put on the page. All of it is plain data, so that a scene is the same everywhere.

import {
  available,
  cycle,
  CYCLES,
  group,
  incomplete,
  needed,
  NOW,
  overall,
  streak,
  STREAKS,
  summary,
  unified,
  unusual,
} from "./figures.js";

const failure = (code) => Object.assign(new Error(code), { name: "MilestreakError", code });

const make = (tag, properties = {}, attributes = {}) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return Object.assign(element, { now: NOW, currency: "INR", ...properties });
};

/** A rank as a shop's backend fetched it. */
const rank = (changes) => ({ rank: 12, of: 240, value: 750, at: NOW - 5 * 60_000, ...changes });

const states = (tag, data) => ({
  loading: () => make(tag),
  empty: () => make(tag, { data: summary({ groups: [] }) }),
  error: () => make(tag, { error: failure("http") }),
  "signed-out": () => make(tag, { error: failure("unauthorized") }),
  stale: () => make(tag, { data: data(), stale: true }),
  failing: () => make(tag, { data: data(), stale: true, error: failure("network") }),
});

const all = (prefix, scenes) =>
  Object.fromEntries(Object.entries(scenes).map(([name, scene]) => [`${prefix} ${name}`, scene]));

export const SCENES = {
  ...all("progress", states("milestreak-progress", summary)),
  ...all(
    "progress",
    Object.fromEntries(
      Object.entries(CYCLES).map(([name, data]) => [name, () => make("milestreak-progress", { data: data() })]),
    ),
  ),
  "progress unified": () => make("milestreak-progress", { data: unified() }),
  "progress needed": () => make("milestreak-progress", { data: needed() }),
  "progress overall": () => make("milestreak-progress", { data: overall() }),
  "progress incomplete": () => make("milestreak-progress", { data: incomplete() }),
  "progress resting": () =>
    make("milestreak-progress", {
      data: group({ description: "Three weeks, three chances", active: [], achievedCycles: 2, totalCycles: 3 }),
    }),
  "progress several": () =>
    make("milestreak-progress", {
      data: group({
        active: [
          cycle(),
          cycle({ targetRuleId: 12, targetName: "Visits", unit: "visits", target: 5, achieved: 2, periodId: 1112 }),
        ],
      }),
    }),
  "progress rank": () => make("milestreak-progress", { data: cycle(), rank: rank() }),
  "progress themed": () => make("milestreak-progress", { data: cycle() }, { class: "themed" }),
  "progress narrow": () => make("milestreak-progress", { data: CYCLES.behind() }, { class: "narrow" }),
  ...all(
    "streak",
    states("milestreak-streak", () => streak()),
  ),
  ...all(
    "streak",
    Object.fromEntries(
      Object.entries(STREAKS).map(([name, data]) => [name, () => make("milestreak-streak", { data: data() })]),
    ),
  ),
  "streak rank": () => make("milestreak-streak", { data: streak(), rank: rank({ of: null, value: null }) }),
  "streak narrow": () => make("milestreak-streak", { data: STREAKS["at-risk"]() }, { class: "narrow" }),
  ...all("dashboard", states("milestreak-dashboard", summary)),
  "dashboard all": () => make("milestreak-dashboard", { data: summary({ available: available() }) }),
  "dashboard rank": () => make("milestreak-dashboard", { data: summary(), rank: rank() }),
  "dashboard streaks": () => make("milestreak-dashboard", { data: summary() }, { filter: "streaks" }),
  "dashboard unusual": () => make("milestreak-dashboard", { data: unusual() }),
  "dashboard nothing": () =>
    make(
      "milestreak-dashboard",
      { data: summary({ groups: summary().groups.slice(0, 1).concat(summary().groups.slice(2, 3)) }) },
      { filter: "streaks" },
    ),
  "dashboard narrow": () => make("milestreak-dashboard", { data: summary() }, { class: "narrow" }),
};
