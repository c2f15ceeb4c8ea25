// Responses of any size, made of what the API was seen to send: groups of every kind, each with twelve cycles.

const DAY = 86_400_000;

/** The instant the responses are of: 2024-08-30T09:21:43.744Z. */
export const NOW = 1_725_009_703_744;

const iso = (ms) => new Date(ms).toISOString();
const date = (ms) => iso(ms).slice(0, 10);

const KINDS = [
  ["FIXED_CALENDAR_WINDOW", "DEFAULT", "GROSS_SALES"],
  ["CYCLIC_WINDOW", "DEFAULT", "SALES"],
  ["FIXED_CALENDAR_WINDOW", "STREAKS", "COUNT"],
  ["PERIOD_AGNOSTIC_WINDOW", "DEFAULT", "REGULAR_POINTS"],
  ["FIXED_CALENDAR_WINDOW", "CAPPING", "VISIT"],
];

const person = (id) => ({ id, code: `till.${id}`, description: "", name: `Till ${id}`, type: "TILL" });
const attribution = (id) => ({
  createdOn: "2024-08-16T11:11:07.000+0000",
  lastUpdatedOn: "2024-08-16T11:11:07.000+0000",
  lastUpdatedBy: person(id),
  createdBy: person(id),
});

/** Twelve cycles as they arrive: those in which the customer was active come last. */
const ARRIVAL = [7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 6];

function row(group, cycle, [evaluation, , targetType]) {
  const length = (1 + (group % 7)) * DAY;
  const midnight = Date.UTC(2024, 7, 30);
  // The seventh of twelve cycles runs now.
  const start = (evaluation === "CYCLIC_WINDOW" ? midnight + 0.4 * DAY - length : midnight) + (cycle - 6) * length;
  const active = cycle <= 6;
  const achieved = active ? ((group * 7 + cycle * 331) % 1400) + (cycle % 3 ? 0 : 0.5) : 0;
  const target = 1000;
  const isAchieved = evaluation === "PERIOD_AGNOSTIC_WINDOW" ? cycle < 6 : achieved >= target;
  return {
    targetId: active ? 1_915_000 + group * 12 + cycle : null,
    orgId: 50363,
    periodId: 68_000 + group * 12 + cycle,
    programId: null,
    alternateCurrencyIdentifier: null,
    alternateCurrencyName: null,
    periodRefCode: `PERIOD_G_${53_000 + group}_${cycle + 1}`,
    periodStartDate: date(start),
    periodEndDate: date(start + length - 1),
    targetValue: target,
    targetAchievedValue: isAchieved && achieved < target ? target : achieved,
    targetName: `target ${group}`,
    targetType,
    targetEntity: "TRANSACTION",
    targetRuleId: 113_000 + group,
    enrolledOn: "2024-08-30T09:21:43.741+0000",
    eventName: "TransactionAdd",
    periodStartDateWithTimeStamp: iso(evaluation === "PERIOD_AGNOSTIC_WINDOW" ? midnight : start),
    periodEndDateWithTimeStamp:
      evaluation === "PERIOD_AGNOSTIC_WINDOW"
        ? iso(midnight)
        : iso(evaluation === "CYCLIC_WINDOW" ? start + length : start + length - 1000),
    lastUpdatedOn: iso(start + 3600_000).replace("Z", "+0000"),
    targetAchievedDateTime: isAchieved ? iso(start + 7200_000) : null,
    targetAchievedEventLogId: null,
    currentPeriod: evaluation === "FIXED_CALENDAR_WINDOW" && cycle === 6,
    unEnrolled: false,
    milestones: null,
  };
}

/** A response of so many groups, as an object. */
export function response(groups) {
  const customer = {
    id: 347286146,
    profiles: [
      {
        firstName: "Jane",
        lastName: "Doe",
        commChannels: [{ type: "mobile", value: "910000000000", verified: false }],
      },
    ],
    loyaltyInfo: { attribution: attribution(1), loyaltyType: "loyalty", lifetimePurchases: 2400 },
    customFields: {},
  };
  const targetGroups = Array.from({ length: groups }, (_, group) => {
    const kind = KINDS[group % KINDS.length];
    const [targetEvaluationType, trackingType] = kind;
    const streaks = [2, 4, 7].map((goal, level) => ({
      userStreakId: null,
      streakId: 9000 + group * 3 + level,
      streakName: `level ${level}`,
      status: "NOT_STARTED",
      currentCount: 0,
      totalTargetCountOfSequence: goal,
      streakAchievedDateTime: null,
    }));
    return {
      id: 53_000 + group,
      attribution: attribution(group),
      name: `group ${group}`,
      orgId: 50363,
      preferredTillId: 50_150_886,
      targets: ARRIVAL.map((cycle) => row(group, cycle, kind)),
      ...(trackingType === "STREAKS" ? { streaks } : {}),
      targetEvaluationType,
      trackingType,
    };
  });
  return { data: { userId: 347286146, customer, targetGroups }, errors: null, warnings: null };
}

/** How many groups make a body of about so many bytes. */
export const SIZES = { "18 kB": 2, "468 kB": 50, "9 MB": 960 };

/** A response as bytes; minified as servers send it, or indented as the documentation shows it. */
export function bytes(groups, indent) {
  return new TextEncoder().encode(JSON.stringify(response(groups), null, indent));
}
