// Moments worth a look, each at an address of its own (`?show=broken`): who, what was done, and in which settings.

import { ACTIONS } from "../programme/till.js";

const { purchase, order, enrol } = ACTIONS;
const [ASHA, BEN, NOOR] = ["700000101", "700000102", "700000103"];

export const MOMENTS = {
  "not-begun": {
    shopper: NOOR,
    actions: [enrol],
    exhibit: "goals",
    hint: "Noor has joined the sprint. Buy: her ten days begin.",
  },
  broken: {
    shopper: BEN,
    exhibit: "streak",
    hint: "Ben missed yesterday. The server still counts 2.",
  },
  needed: {
    shopper: ASHA,
    actions: [purchase],
    exhibit: "together",
    hint: "Two of the three are done: that is enough.",
  },
  overall: {
    shopper: ASHA,
    actions: [order, order],
    exhibit: "together",
    hint: "Both targets are done, the sum is not. Buy once more.",
  },
  limit: {
    shopper: ASHA,
    actions: [purchase, purchase, purchase, purchase, purchase],
    exhibit: "everything",
    hint: "300 of 300 points: a limit, not a goal.",
  },
  odd: {
    shopper: ASHA,
    settings: { fault: "odd-amount" },
    exhibit: "goals",
    hint: "The API sends the ten items as “1,005”. The rest stays readable.",
  },
  india: {
    shopper: ASHA,
    settings: { server: "Asia/Kolkata" },
    exhibit: "goals",
    panel: "Response",
    hint: "The server prints its own clock with a Z. The figures stay.",
  },
};
