// A loyalty programme with a group of every kind, and three shoppers with a past.

import { DAY, HOUR, months, periods } from "./calendar.js";
import { ACTIONS, SPRINT } from "./till.js";

/** Where the programme's clock stands when a visit to the demo begins: a Thursday morning. */
export const OPENS_AT = Date.parse("2025-09-11T08:00:00Z");

/** When the organisation defined its groups. */
export const CREATED_AT = Date.parse("2025-08-18T09:15:00Z");

const ENROLLED_AT = Date.parse("2025-09-01T06:30:00Z");
const WEEKS = periods("2025-09-01", 7, 8);
const MONTHS = months("2025-09", 2);

/**
 * Groups as an organisation defines them.
 *
 * - A group has `periods` of the calendar, or else a number of `cycles`, which are `cycleMs` long if they are cyclic.
 * - `enrolmentMethod` says when a customer has a record of a cycle: with the first activity in it (`TRANSACTION`), or as soon as they
 *   take part (`IMPORT`). Customers join a group of `AUDIENCE_FILTER` themselves, and may leave it.
 * - `measure` names what is counted of an activity (see `MEASURES` in engine.js).
 * - `needed` of a group with several targets: how many must be achieved in a period, if not all. `overall`: what all must add up to
 *   besides.
 */
export const GROUPS = [
  {
    id: SPRINT,
    name: "Autumn sprint",
    description: "Ten days, four times over. The clock starts with your first purchase.",
    evaluation: "CYCLIC_WINDOW",
    tracking: "DEFAULT",
    enrolmentMethod: "AUDIENCE_FILTER",
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
          { id: 8101, name: "Free delivery", value: 100 },
          { id: 8102, name: "Bonus", value: 160, points: 100 },
          // Organisations may define one at the target itself: it is reached when the target is.
          { id: 8103, name: "targetAchieved", value: 200 },
        ],
      },
    ],
  },
  {
    id: 61020,
    name: "Daily hello",
    description: "Look in every day. A day without a check-in ends the streak.",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "STREAKS",
    enrolmentMethod: "TRANSACTION",
    frequency: "DAILY",
    periods: periods("2025-08-25", 1, 42),
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
    name: "Two out of three",
    description: "Any two of these in a week.",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "UNIFIED",
    enrolmentMethod: "IMPORT",
    frequency: "WEEKLY",
    periods: WEEKS,
    needed: 2,
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
    id: 61070,
    name: "Shop both ways",
    description: "A little in the store, a little online, and 200 in all.",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "UNIFIED",
    enrolmentMethod: "IMPORT",
    frequency: "MONTHLY",
    periods: MONTHS,
    overall: 200,
    targets: [
      {
        id: 140710,
        name: "Spend 60 in the store",
        type: "SALES",
        entity: "TRANSACTION",
        event: "TransactionAdd",
        value: 60,
        measure: "storeAmount",
      },
      {
        id: 140720,
        name: "Spend 60 online",
        type: "SALES",
        entity: "TRANSACTION",
        event: "TransactionAdd",
        value: 60,
        measure: "onlineAmount",
      },
    ],
  },
  {
    id: 61030,
    name: "Five good weeks",
    description: "They need not follow each other.",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "NON_CONTINUOUS_STREAKS",
    enrolmentMethod: "IMPORT",
    frequency: "WEEKLY",
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
    description: "Every ten items, however long they take.",
    evaluation: "PERIOD_AGNOSTIC_WINDOW",
    tracking: "DEFAULT",
    enrolmentMethod: "TRANSACTION",
    cycles: 5,
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
    description: "One point for each euro, up to 300 a month.",
    evaluation: "FIXED_CALENDAR_WINDOW",
    tracking: "CAPPING",
    enrolmentMethod: "TRANSACTION",
    frequency: "MONTHLY",
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

/** Whether customers join and leave a group themselves. */
export const isOptional = ({ enrolmentMethod }) => enrolmentMethod === "AUDIENCE_FILTER";

const { purchase, "check-in": checkIn, return: sentBack, enrol } = ACTIONS;

/** Something done so many days and hours before the demo opens. */
const ago = (days, hours, action) => ({ ...action, at: OPENS_AT - days * DAY - hours * HOUR });

export const SHOPPERS = [
  {
    id: 700000101,
    name: "Asha",
    about: "Three days into a streak",
    enrolledAt: ENROLLED_AT,
    past: [
      { ...enrol, at: ENROLLED_AT },
      ago(10, 1, checkIn),
      ago(9, 1, purchase),
      ago(9, 0, checkIn),
      ago(8, 2, checkIn),
      ago(7, 3, { ...purchase, amount: 20, items: 1 }),
      ago(7, 2, checkIn),
      ago(3, 1, checkIn),
      ago(2, 2, checkIn),
      ago(1, -3, purchase),
      ago(1, -4, checkIn),
    ],
  },
  {
    id: 700000102,
    name: "Ben",
    about: "Lost a streak yesterday",
    enrolledAt: ENROLLED_AT,
    past: [
      { ...enrol, at: ENROLLED_AT },
      ago(6, 0, { ...purchase, amount: 260, items: 13 }),
      ago(5, 0, sentBack),
      ago(3, 0, checkIn),
      ago(2, 0, checkIn),
    ],
  },
  { id: 700000103, name: "Noor", about: "Joined this morning", enrolledAt: OPENS_AT - HOUR, past: [] },
];
