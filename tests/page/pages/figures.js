// Results as the engine gives them, for states that no recorded response is in.

export const NOW = Date.parse("2024-08-30T09:21:43.744Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A cycle that runs from Monday to Sunday, with 750 of 1,000 points. */
export function cycle(changes = {}) {
  const merged = {
    groupId: 1,
    groupName: "Summer of points",
    targetRuleId: 11,
    targetName: "Collect points",
    targetDescription: null,
    targetId: 111,
    periodId: 1111,
    refCode: "Week_35",
    kind: "goal",
    evaluation: "fixed-calendar",
    evaluationRaw: "FIXED_CALENDAR_WINDOW",
    tracking: "default",
    trackingRaw: "DEFAULT",
    targetType: "REGULAR_POINTS",
    targetEntity: "POINTS",
    eventName: null,
    unit: "points",
    unitName: null,
    isEnrolled: true,
    enrolledAt: null,
    startsOnActivity: false,
    target: 1000,
    achieved: 750,
    isAchieved: false,
    achievedAt: null,
    status: "in-progress",
    phase: "active",
    phaseBy: "window",
    startsAt: Date.parse("2024-08-26T00:00:00Z"),
    endsAt: Date.parse("2024-09-02T00:00:00Z"),
    startDate: "2024-08-26",
    endDate: "2024-09-01",
    timeLeftMs: 2 * DAY,
    daysLeft: 2,
    elapsedRatio: 0.6,
    triggers: [],
    nextTrigger: null,
    ...changes,
  };
  const { target, achieved, elapsedRatio, timeLeftMs } = merged;
  const hasGoal = target !== null && target > 0 && achieved !== null;
  const ratio = hasGoal ? achieved / target : null;
  const percent = hasGoal ? Math.min(Math.max(ratio, 0), 1) * 100 : null;
  const isAchieved = hasGoal && achieved >= target;
  return {
    ratio,
    percent,
    displayPercent:
      percent === null ? null : isAchieved ? 100 : Math.min(99, Math.max(achieved > 0 ? 1 : 0, Math.floor(percent))),
    remaining: hasGoal ? Math.max(0, target - achieved) : null,
    surplus: hasGoal ? Math.max(0, achieved - target) : null,
    pace: hasGoal && elapsedRatio !== null ? paceOf(target, achieved, elapsedRatio, timeLeftMs) : null,
    ...merged,
    isAchieved,
  };
}

function paceOf(target, achieved, elapsedRatio, timeLeftMs) {
  const expected = target * elapsedRatio;
  if (achieved >= target)
    return { expected, status: "achieved", projected: achieved / elapsedRatio, requiredPerDay: 0 };
  return {
    expected,
    status: achieved >= expected ? "ahead" : "behind",
    projected: achieved / elapsedRatio,
    requiredPerDay: (target - achieved) / (timeLeftMs / DAY),
  };
}

const trigger = (id, name, threshold, achieved, changes = {}) => ({
  id,
  name,
  triggerType: null,
  threshold,
  isTarget: false,
  isAchieved: achieved >= threshold,
  achievedAt: null,
  percent: Math.min(100, (achieved / threshold) * 100),
  displayPercent: Math.min(100, Math.floor((achieved / threshold) * 100)),
  remaining: Math.max(0, threshold - achieved),
  points: null,
  ...changes,
});

export const withTriggers = () => {
  const triggers = [trigger(1, "Bronze", 250, 750), trigger(2, "Silver", 500, 750), trigger(3, "Gold", 800, 750)];
  return cycle({ triggers, nextTrigger: triggers[2] });
};

const points = (redeemable, delayed = null) => ({ redeemable, delayed, external: null });

/** What is reached on the way gives points, and so does the target, whose trigger has the server's name. */
export const withPoints = () => {
  const triggers = [
    trigger(1, "Bronze", 250, 750, { points: points(50) }),
    trigger(2, "Gold", 800, 750, { points: points(100, 50) }),
    trigger(3, "targetAchieved", 1000, 750, { isTarget: true, points: points(1000) }),
  ];
  return cycle({ triggers, nextTrigger: triggers[1] });
};

export const CYCLES = {
  "not-started": () =>
    cycle({
      achieved: 0,
      status: "not-started",
      pace: { expected: 600, status: "behind", projected: 0, requiredPerDay: 362.4 },
    }),
  ahead: () => cycle(),
  behind: () =>
    cycle({ achieved: 120, pace: { expected: 600, status: "behind", projected: 200, requiredPerDay: 318.9 } }),
  "last-hours": () =>
    cycle({
      achieved: 990,
      endsAt: NOW + 5.5 * HOUR,
      daysLeft: 0,
      pace: { expected: 900, status: "ahead", projected: 1100, requiredPerDay: 10 },
    }),
  triggers: withTriggers,
  achieved: () =>
    cycle({
      achieved: 1000,
      status: "achieved",
      achievedAt: Date.parse("2024-08-27T10:00:00Z"),
      pace: { expected: 600, status: "achieved", projected: null, requiredPerDay: 0 },
    }),
  over: () =>
    cycle({
      achieved: 1200,
      status: "achieved",
      pace: { expected: 600, status: "achieved", projected: null, requiredPerDay: 0 },
    }),
  missed: () =>
    cycle({
      achieved: 400,
      status: "missed",
      phase: "ended",
      timeLeftMs: null,
      daysLeft: null,
      elapsedRatio: null,
      pace: null,
    }),
  upcoming: () =>
    cycle({
      achieved: 0,
      status: "upcoming",
      phase: "upcoming",
      startsAt: Date.parse("2024-09-02T00:00:00Z"),
      endsAt: Date.parse("2024-09-09T00:00:00Z"),
      startDate: "2024-09-02",
      endDate: "2024-09-08",
      timeLeftMs: null,
      daysLeft: null,
      pace: null,
    }),
  "within-cap": () =>
    cycle({
      kind: "cap",
      status: "within-cap",
      unit: "currency",
      targetName: "Cashback this month",
      target: 500,
      achieved: 320,
      pace: null,
    }),
  "cap-reached": () =>
    cycle({
      kind: "cap",
      status: "cap-reached",
      unit: "currency",
      targetName: "Cashback this month",
      target: 500,
      achieved: 500,
      pace: null,
    }),
  unenrolled: () => cycle({ status: "unenrolled" }),
  "no-goal": () => cycle({ target: 0, achieved: 3, unit: "visits", pace: null }),
  returns: () =>
    cycle({
      achieved: -200,
      unit: "currency",
      targetName: "Spend",
      status: "not-started",
      pace: { expected: 600, status: "behind", projected: null, requiredPerDay: 500 },
    }),
  visits: () => cycle({ targetName: "Visit us", unit: "visits", target: 5, achieved: 3 }),
  /** Its clock starts with the next purchase. */
  waiting: () =>
    cycle({
      achieved: 0,
      status: "not-started",
      phaseBy: "activity",
      startsOnActivity: true,
      isEnrolled: false,
      startsAt: null,
      endsAt: null,
      startDate: null,
      endDate: null,
      timeLeftMs: null,
      daysLeft: null,
      elapsedRatio: null,
      pace: null,
    }),
  /** What was achieved cannot be read. */
  unreadable: () => cycle({ achieved: null, status: "not-started", pace: null }),
  /** Its end is news: the answer is older, and nobody knows. */
  ended: () =>
    cycle({
      achieved: 400,
      status: "ended",
      phase: "ended",
      endsAt: NOW - HOUR,
      timeLeftMs: null,
      daysLeft: null,
      elapsedRatio: null,
      pace: null,
    }),
  rewards: withPoints,
  nearly: () => cycle({ unit: "value", target: 100, achieved: 99.999995, pace: null }),
  stars: () => cycle({ unit: "alternate-currency", unitName: "Stars", pace: null }),
};

export function group(changes = {}) {
  return {
    id: 1,
    name: "Summer of points",
    description: null,
    evaluation: "fixed-calendar",
    tracking: "default",
    kind: "goal",
    achievedCycles: 0,
    decidedCycles: 0,
    totalCycles: 1,
    averageAchieved: null,
    active: [cycle()],
    unified: null,
    streak: null,
    ...changes,
  };
}

const step = (place, state) => ({
  periodId: 100 + place,
  refCode: `Day_${place + 1}`,
  state,
  startsAt: Date.parse("2024-08-26T00:00:00Z") + place * DAY,
  endsAt: Date.parse("2024-08-27T00:00:00Z") + place * DAY,
});

const level = (streakId, name, goal, current, changes = {}) => ({
  streakId,
  userStreakId: 1,
  name,
  current,
  goal,
  remaining: Math.max(0, goal - current),
  percent: Math.min(100, (current / goal) * 100),
  displayPercent: Math.min(100, Math.floor((current / goal) * 100)),
  status: current >= goal ? "achieved" : "in-progress",
  statusRaw: null,
  achievedAt: current >= goal ? NOW - DAY : null,
  isStale: false,
  reachable: true,
  ...changes,
});

/** Four days in a row, a level reached, one to go. */
export function streak(changes = {}) {
  const levels = [level(1, "Warm-up", 3, 4), level(2, "On fire", 7, 4)];
  return {
    groupId: 2,
    groupName: "Daily visits",
    continuous: true,
    current: 4,
    levels,
    nextLevel: levels[1],
    steps: ["achieved", "achieved", "achieved", "achieved", "active", "upcoming", "upcoming"].map((state, place) =>
      step(place, state),
    ),
    run: 4,
    longestRun: 4,
    historyComplete: true,
    atRisk: false,
    deadline: NOW + 14.5 * HOUR,
    timeLeftMs: 14.5 * HOUR,
    ...changes,
  };
}

const broken = [
  level(1, "Warm-up", 3, 0, { status: "broken" }),
  level(2, "On fire", 7, 0, { status: "broken", reachable: false }),
];

export const STREAKS = {
  "in-progress": () => streak(),
  "at-risk": () => streak({ atRisk: true }),
  achieved: () => {
    const levels = [level(1, "Warm-up", 3, 7), level(2, "On fire", 7, 7)];
    return streak({
      levels,
      nextLevel: null,
      current: 7,
      steps: streak().steps.map((one) => ({ ...one, state: "achieved" })),
      run: 7,
      longestRun: 7,
      deadline: null,
      timeLeftMs: null,
    });
  },
  broken: () =>
    streak({
      levels: broken,
      nextLevel: broken[0],
      current: 0,
      run: 0,
      longestRun: 3,
      steps: ["achieved", "achieved", "achieved", "missed", "active", "upcoming", "upcoming"].map((state, place) =>
        step(place, state),
      ),
    }),
  /** The server still counts two, of a streak that is broken. */
  lapsed: () => {
    const [first, second] = [level(1, "Warm-up", 3, 2), level(2, "On fire", 7, 2)].map((one) => ({
      ...one,
      status: "broken",
      statusRaw: "INPROGRESS",
      isStale: true,
    }));
    return streak({
      levels: [first, second],
      nextLevel: first,
      current: 2,
      run: 0,
      longestRun: 2,
      steps: ["not-enrolled", "achieved", "achieved", "missed", "missed", "active", "upcoming"].map((state, place) =>
        step(place, state),
      ),
    });
  },
  /** Two weeks of days, of which the first was over before the customer took part. */
  fortnight: () =>
    streak({
      steps: ["not-enrolled", ...Array(9).fill("achieved"), "active", ...Array(4).fill("upcoming")].map(
        (state, place) => step(place - 6, state),
      ),
      current: 9,
      run: 9,
      longestRun: 9,
    }),
  gaps: () =>
    streak({
      continuous: false,
      groupName: "Any ten days",
      steps: ["achieved", "missed", "achieved", "missed", "active", "upcoming", "upcoming"].map((state, place) =>
        step(place, state),
      ),
    }),
};

export const unified = (period = {}) =>
  group({
    id: 3,
    name: "Shop, visit, share",
    tracking: "unified",
    achievedCycles: 1,
    totalCycles: 3,
    active: [
      cycle({
        groupId: 3,
        groupName: "Shop, visit, share",
        targetRuleId: 31,
        targetName: "Spend",
        unit: "currency",
        achieved: 1000,
        status: "achieved",
        periodId: 1,
      }),
      cycle({
        groupId: 3,
        groupName: "Shop, visit, share",
        targetRuleId: 32,
        targetName: "Visits",
        unit: "visits",
        target: 5,
        achieved: 3,
        periodId: 2,
      }),
      cycle({
        groupId: 3,
        groupName: "Shop, visit, share",
        targetRuleId: 33,
        targetName: "Reviews",
        unit: "count",
        target: 2,
        achieved: 0,
        status: "not-started",
        periodId: 3,
      }),
    ],
    unified: [
      {
        periodId: 1,
        refCode: "August",
        isActive: true,
        targetsAchieved: 1,
        targetsNeeded: 3,
        targetsTotal: 3,
        isComplete: true,
        percent: 53.3,
        displayPercent: 53,
        isAchieved: false,
        overall: null,
        ...period,
      },
    ],
  });

/** Any two of three are needed. */
export const needed = () => unified({ targetsNeeded: 2, percent: 80, displayPercent: 80 });

/** They must come to 5,000 together, and are short of it. */
export const overall = (changes = {}) =>
  unified({
    percent: 53.3,
    displayPercent: 53,
    overall: {
      achieved: 4000,
      target: 5000,
      unit: "currency",
      percent: 80,
      displayPercent: 80,
      remaining: 1000,
      isAchieved: false,
      ...changes,
    },
  });

/** The response may lack targets. */
export const incomplete = () => unified({ targetsNeeded: 3, isComplete: false });

/** Everything that there is besides the usual, side by side. */
export const unusual = () =>
  summary({
    groups: [
      group({ id: 11, name: "First purchase", active: [CYCLES.waiting()] }),
      group({ id: 12, name: "Rungs", active: [CYCLES.rewards()] }),
      { ...needed(), id: 13, name: "Two of three" },
      { ...overall(), id: 14, name: "Together" },
      group({ id: 15, name: "Daily visits", active: [], totalCycles: 7, achievedCycles: 2, streak: STREAKS.lapsed() }),
      group({ id: 16, name: "Unreadable", active: [CYCLES.unreadable()] }),
      group({ id: 17, name: "Before my time", active: [], totalCycles: 0 }),
    ],
  });

export function summary(changes = {}) {
  return {
    userId: 347286146,
    receivedAt: NOW - 5 * 60_000,
    answeredAt: NOW - 5 * 60_000,
    serverOffset: 0,
    needsTimeZone: false,
    now: NOW,
    groups: [
      group({ active: [withTriggers()], totalCycles: 8, achievedCycles: 3, decidedCycles: 4 }),
      group({
        id: 2,
        name: "Daily visits",
        tracking: "streaks",
        totalCycles: 7,
        achievedCycles: 4,
        active: [
          cycle({
            groupId: 2,
            groupName: "Daily visits",
            targetRuleId: 21,
            targetName: "A visit a day",
            unit: "visits",
            target: 1,
            achieved: 0,
            status: "not-started",
            endsAt: NOW + 14.5 * HOUR,
            pace: null,
            periodId: 104,
          }),
        ],
        streak: streak({ atRisk: true }),
      }),
      unified(),
      group({
        id: 4,
        name: "Cashback",
        tracking: "capping",
        kind: "cap",
        totalCycles: 0,
        active: [CYCLES["within-cap"]()].map((one) => ({ ...one, groupId: 4, groupName: "Cashback" })),
      }),
      group({ id: 5, name: "Spring challenge", active: [], achievedCycles: 2, decidedCycles: 3, totalCycles: 3 }),
    ],
    available: null,
    issues: [],
    apiErrors: [],
    apiWarnings: [],
    nextChangeAt: NOW + HOUR,
    ...changes,
  };
}

export const available = () => [
  {
    id: 9,
    name: "Bring a friend",
    description: "500 points for each friend who shops with us",
    tracking: "default",
    startsAt: NOW - DAY,
    endsAt: NOW + 30 * DAY,
  },
];

/** An event of `diff`. */
export const event = (type, changes = {}) => ({
  type,
  groupId: 1,
  groupName: "Summer of points",
  targetRuleId: 11,
  targetName: "Collect points",
  periodId: 1111,
  refCode: "Week_35",
  from: null,
  to: null,
  triggerId: null,
  triggerName: null,
  streakId: null,
  streakName: null,
  goal: null,
  ...changes,
});
