// Streaks as a calendar shows them: a few cycles in letters, from a day on.

import { streak } from "./figures.js";

const DAY = 86_400_000;

const STATES = { a: "achieved", m: "missed", r: "active", u: "upcoming", n: "not-enrolled", e: "ended" };

/** Days from one on, a letter each; a blank is a day of which nothing is known. */
export const days = (from, letters, changes = {}) => {
  const start = Date.parse(from);
  const steps = [...letters].flatMap((letter, place) =>
    letter === " " ? [] : [step(place, letter, start + place * DAY, start + (place + 1) * DAY)],
  );
  return ofSteps(steps, changes);
};

/** Weeks from one on. */
export const weeks = (from, letters, changes = {}) => {
  const start = Date.parse(from);
  const steps = [...letters].map((letter, place) =>
    step(place, letter, start + place * 7 * DAY, start + (place + 1) * 7 * DAY),
  );
  return ofSteps(steps, changes);
};

/** Months of a year, from January on. */
export const months = (year, letters, changes = {}) => {
  const steps = [...letters].map((letter, place) =>
    step(place, letter, Date.UTC(year, place), Date.UTC(year, place + 1)),
  );
  return ofSteps(steps, changes);
};

const step = (place, letter, startsAt, endsAt) => ({
  periodId: 100 + place,
  refCode: `Cycle_${place + 1}`,
  state: STATES[letter],
  startsAt,
  endsAt,
});

const ofSteps = (steps, changes) => {
  const deadline = steps.find(({ state }) => state === "active")?.endsAt ?? null;
  return streak({ steps, deadline, ...changes });
};
