// Moments worth a look, each at an address of its own (`?show=broken`): who, what was done, in which settings, and where to look.
// What is done `later`, is done when the widgets are there, for they show what changed.

import { ACTIONS } from "../programme/till.js";

const { purchase, order, return: sentBack, enrol } = ACTIONS;
const [ASHA, BEN, NOOR] = ["700000101", "700000102", "700000103"];

export const MOMENTS = {
  "not-begun": {
    shopper: NOOR,
    actions: [enrol],
    look: '[group="Autumn sprint"]',
    hint: "Noor has joined the sprint. Buy: her ten days begin.",
  },
  broken: {
    shopper: BEN,
    look: "milestreak-streak",
    hint: "Ben missed yesterday. The server still counts 2.",
  },
  needed: {
    shopper: ASHA,
    actions: [purchase],
    look: '[group="Two out of three"]',
    hint: "Two of the three are done: that is enough.",
  },
  overall: {
    shopper: ASHA,
    actions: [order, order],
    look: '[group="Shop both ways"]',
    hint: "Both targets are done, the sum is not. Buy once more.",
  },
  lost: {
    shopper: BEN,
    later: [sentBack, sentBack, sentBack],
    look: '[group="Autumn sprint"]',
    hint: "Three items sent back: the sprint is achieved no longer.",
  },
  limit: {
    shopper: ASHA,
    actions: [purchase, purchase, purchase, purchase, purchase],
    filter: "limits",
    look: "milestreak-dashboard",
    hint: "300 of 300 points: a limit, not a goal.",
  },
  odd: {
    shopper: ASHA,
    settings: { fault: "odd-amount" },
    look: '[group="Tenth one free"]',
    hint: "The API sends the ten items as “1,005”. The rest stays readable.",
  },
  india: {
    shopper: ASHA,
    settings: { server: "Asia/Kolkata" },
    look: '[group="Autumn sprint"]',
    panel: "Response",
    hint: "The server prints its own clock with a Z. The figures stay.",
  },
};
