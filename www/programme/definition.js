// A loyalty programme with a group of every kind, and three shoppers with a past.

import { DAY, HOUR, periods } from "./calendar.js";

/** When the programme's clock stands at as a visit to the demo begins: a Thursday morning. */
export const OPENS_AT = Date.parse("2025-09-11T08:00:00Z");

const ENROLLED_AT = Date.parse("2025-09-01T06:30:00Z");
const WEEKS = periods("2025-09-01", 7, 8);
const MONTHS = [...periods("2025-09-01", 30, 1), ...periods("2025-10-01", 31, 1)];

/**
 * Groups as an organisation defines them. `measure` names what is counted of an activity (see `MEASURES` in engine.js).
 * A group has `periods` of the calendar, or else a number of `cycles`, which are `cycleMs` long if they are cyclic. One is free to join
 * an optional group.
 */
export const GROUPS = [
  {
    id: 61040,
    name: "Autumn sprint",
    evaluation: "CYCLIC_WINDOW",
    tracking: "DEFAULT",
    isOptional: true,
    cycles: 4,
    cycleMs: 10 * DAY,
    targets: [
      {
        id: 140410,
        name: "Spend 200 in ten days",
        type: "SALES",
        entity: "TRANSACTION",
        event: "TransactionAdd",
        value: 200,
        measure: "amount",
        triggers: [
          { id: 8101, name: "Free delivery", percent: 50 },
          { id: 8102, name: "Early access", percent: 80 },
        ],
      },
    ],
  },
  {
    id: 61020,
    name: "Daily hello",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "STREAKS",
    periods: periods("2025-09-08", 1, 21),
    targets: [
      {
        id: 140210,
        name: "Check in today",
        type: "VISIT",
        entity: "EVENT",
        event: "CheckIn",
        value: 1,
        measure: "visits",
      },
    ],
    levels: [
      { id: 9201, name: "Warm-up", goal: 3 },
      { id: 9202, name: "On fire", goal: 7 },
      { id: 9203, name: "Unstoppable", goal: 14 },
    ],
  },
  {
    id: 61010,
    name: "Complete the set",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "UNIFIED",
    periods: WEEKS,
    targets: [
      {
        id: 140110,
        name: "Spend 100",
        type: "SALES",
        entity: "TRANSACTION",
        event: "TransactionAdd",
        value: 100,
        measure: "amount",
      },
      {
        id: 140120,
        name: "Visit three times",
        type: "VISIT",
        entity: "EVENT",
        event: "CheckIn",
        value: 3,
        measure: "visits",
      },
      {
        id: 140130,
        name: "Pick four items",
        type: "QUANTITY",
        entity: "LINEITEM",
        event: "TransactionAdd",
        value: 4,
        measure: "items",
      },
    ],
  },
  {
    id: 61030,
    name: "Five good weeks",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "NON_CONTINUOUS_STREAKS",
    periods: WEEKS,
    targets: [
      {
        id: 140310,
        name: "Shop twice this week",
        type: "COUNT",
        entity: "TRANSACTION",
        event: "TransactionAdd",
        value: 2,
        measure: "purchases",
      },
    ],
    levels: [
      { id: 9301, name: "Two good weeks", goal: 2 },
      { id: 9302, name: "Five good weeks", goal: 5 },
    ],
  },
  {
    id: 61050,
    name: "Tenth one free",
    evaluation: "PERIOD_AGNOSTIC_WINDOW",
    tracking: "DEFAULT",
    cycles: 5,
    start: Date.parse("2025-09-01T00:00:00Z"),
    targets: [
      {
        id: 140510,
        name: "Ten items",
        type: "QUANTITY",
        entity: "LINEITEM",
        event: "TransactionAdd",
        value: 10,
        measure: "items",
      },
    ],
  },
  {
    id: 61060,
    name: "Bonus point limit",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "CAPPING",
    periods: MONTHS,
    targets: [
      {
        id: 140610,
        name: "Bonus points this month",
        type: "REGULAR_POINTS",
        entity: "POINTS",
        event: "PointsAwarded",
        value: 300,
        measure: "points",
      },
    ],
  },
];

/** What can be done at the till. */
export const PURCHASE = { type: "purchase", amount: 40, items: 2 };
export const CHECK_IN = { type: "check-in" };
export const RETURN = { type: "return", amount: 20, items: 1 };

const SPRINT = { groupId: 61040 };

/** Something done so many days and hours before the demo opens. */
const ago = (days, hours, action) => ({ ...action, at: OPENS_AT - days * DAY - hours * HOUR });

export const SHOPPERS = [
  {
    id: 700000101,
    name: "Asha",
    about: "Three days into a streak",
    enrolledAt: ENROLLED_AT,
    past: [
      { type: "enrol", ...SPRINT, at: ENROLLED_AT },
      ago(9, 1, { ...PURCHASE, items: 1 }),
      ago(7, 3, { ...PURCHASE, amount: 20 }),
      ago(3, 1, CHECK_IN),
      ago(2, 2, CHECK_IN),
      ago(1, -3, PURCHASE),
      ago(1, -4, CHECK_IN),
    ],
  },
  {
    id: 700000102,
    name: "Ben",
    about: "Lost a streak yesterday",
    enrolledAt: ENROLLED_AT,
    past: [
      { type: "enrol", ...SPRINT, at: ENROLLED_AT },
      ago(6, 0, { ...PURCHASE, amount: 260, items: 11 }),
      ago(5, 0, RETURN),
      ago(3, 0, CHECK_IN),
      ago(2, 0, CHECK_IN),
    ],
  },
  { id: 700000103, name: "Noor", about: "Joined this morning", enrolledAt: OPENS_AT - HOUR, past: [] },
];
