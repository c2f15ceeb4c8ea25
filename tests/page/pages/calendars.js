// Every state of the calendar, by name: plain data, so that a scene is the same everywhere.

import { NOW, summary } from "./figures.js";
import { days, months, weeks } from "./streaks.js";

const failure = (code) => Object.assign(new Error(code), { name: "MilestreakError", code });

const make = (properties = {}, attributes = {}) => {
  const element = document.createElement("milestreak-calendar");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return Object.assign(element, { now: NOW, ...properties });
};

const week = () => days("2024-08-26", "aaaaruu");
/** Every state there is, at risk in place of running. */
const fortnight = () => days("2024-08-20", "nnaamaaaaeruuuuu", { atRisk: true });
/** Four months and a hole. */
const long = () => days("2024-07-03", `nnn${"a".repeat(20)}m${"a".repeat(9)}    mm${"a".repeat(19)}r${"u".repeat(40)}`);

export const SCENES = {
  loading: () => make(),
  empty: () => make({ data: summary({ groups: [] }) }),
  error: () => make({ error: failure("http") }),
  stale: () => make({ data: week(), stale: true }),
  week: () => make({ data: week() }),
  fortnight: () => make({ data: fortnight() }),
  long: () => make({ data: long() }),
  weeks: () => make({ data: weeks("2024-07-01", "aamaaaaaruuu") }),
  months: () => make({ data: months(2024, "nnaaamaruuuu") }),
  "without dates": () =>
    make({ data: { ...week(), steps: week().steps.map((step) => ({ ...step, startsAt: null, endsAt: null })) } }),
  "no steps": () => make({ data: { ...week(), steps: [], deadline: null } }),
  ranked: () => make({ data: week(), rank: { rank: 3, of: 50, at: NOW - 60_000 } }),
  "narrow fortnight": () => make({ data: fortnight() }, { class: "narrow" }),
  "narrow long": () => make({ data: long() }, { class: "narrow" }),
  "narrow months": () => make({ data: months(2024, "nnaaamaruuuu") }, { class: "narrow" }),
};
