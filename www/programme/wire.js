// A shopper's standing in the form of the API: names, their order, nulls and the ways to write a time are those of the
// recorded responses in tests/fixtures.

import { DAY } from "./calendar.js";

const ORG = 50363;
const TILL = 50150886;
const NOBODY = { id: TILL, code: null, description: null, name: null, type: null };

/** `2025-09-11T08:00:00.000+0000`, as things that have happened are stamped. */
const happened = (instant) => new Date(instant).toISOString().replace("Z", "+0000");
const stamped = (instant) => (instant === null ? null : new Date(instant).toISOString());
const dated = (instant) => stamped(instant)?.slice(0, 10) ?? null;

const attribution = (createdAt, changedAt) => ({
  createdOn: happened(createdAt),
  lastUpdatedOn: happened(changedAt),
  lastUpdatedBy: NOBODY,
  createdBy: NOBODY,
});

/** When a cycle begins and ends. Those of the calendar are civil days, printed as if they were days in Greenwich. */
function times({ first, last, start, end }) {
  if (first === undefined) return { start, end };
  return { start: first * DAY, end: (last + 1) * DAY - 1000 };
}

function row({ group, isEnrolled, enrolledAt }, { target, place }, cycle, number) {
  const { start, end } = times(cycle);
  const { achieved, achievedAt, lastAt, isCurrent } = cycle;
  const isCalendar = group.periods !== undefined;
  return {
    // Nobody has a target before there is activity in its cycle.
    targetId: lastAt === null ? null : target.id * 100 + number,
    periodId: group.id * 100 + number,
    programId: null,
    alternateCurrencyIdentifier: null,
    alternateCurrencyName: null,
    periodRefCode: isCalendar ? `Cycle_${number}` : `PERIOD_G_${group.id}_${number}`,
    periodStartDate: dated(start),
    periodEndDate: dated(end),
    targetValue: target.value,
    targetAchievedValue: achieved,
    targetName: target.name,
    targetType: target.type,
    targetEntity: target.entity,
    targetRuleId: target.id,
    enrolledOn: happened(enrolledAt),
    eventName: target.event,
    periodStartDateWithTimeStamp: stamped(start),
    periodEndDateWithTimeStamp: stamped(end),
    lastUpdatedOn: happened(lastAt ?? enrolledAt),
    targetAchievedDateTime: stamped(achievedAt),
    targetAchievedEventLogId: achievedAt === null ? null : (achievedAt % 1e9) * 10 + place,
    currentPeriod: isCurrent,
    unEnrolled: !isEnrolled,
    milestones: target.triggers?.map((trigger) => milestone(trigger, target.value, achieved)) ?? null,
  };
}

const milestone = ({ id, name, percent }, value, achieved) => ({
  id,
  triggerName: name,
  triggerValue: (value * percent) / 100,
  isAchieved: achieved >= (value * percent) / 100,
});

const streak = ({ id, name, goal, status, count, achievedAt }, userId) => ({
  userStreakId: status === "NOT_STARTED" ? null : id * 1000 + (userId % 1000),
  streakId: id,
  streakName: name,
  status,
  currentCount: count,
  totalTargetCountOfSequence: goal,
  streakAchievedDateTime: stamped(achievedAt),
});

/** The body of the answer. `all`: every cycle, and not only those of now in which something has happened. */
export function response(shopper, standings, { all, targetRuleId }) {
  const { id, name, enrolledAt } = shopper;
  const targetGroups = standings.flatMap((standing) => {
    const { group, targets, levels } = standing;
    const rows = targets.flatMap(({ target, cycles }, place) => {
      if (targetRuleId !== null && String(target.id) !== targetRuleId) return [];
      const open = cycles.findIndex(({ achievedAt }) => achievedAt === null);
      const isShown = (cycle, at) =>
        all || (cycle.lastAt !== null && (cycle.isCurrent || (!group.periods && !cycle.isOver && at === open)));
      return cycles.flatMap((cycle, at) =>
        isShown(cycle, at) ? [row(standing, { target, place }, cycle, at + 1)] : [],
      );
    });
    if (!rows.length) return [];
    const changedAt = Math.max(...rows.map(({ lastUpdatedOn }) => Date.parse(lastUpdatedOn)));
    return {
      id: group.id,
      attribution: attribution(enrolledAt, changedAt),
      name: group.name,
      orgId: ORG,
      preferredTillId: TILL,
      targets: rows,
      ...(levels && { streaks: levels.map((level) => streak(level, id)) }),
      targetEvaluationType: group.evaluation,
      trackingType: group.tracking,
    };
  });
  return { data: { userId: id, customer: customer(id, name, enrolledAt), targetGroups }, errors: null, warnings: null };
}

/** What the API tells of a person, though nobody asked. The names are made up, the numbers nobody's. */
const customer = (id, name, since) => ({
  id,
  profiles: [
    {
      firstName: name,
      lastName: "Example",
      commChannels: [
        {
          type: "email",
          accountId: null,
          value: `${name.toLowerCase()}@shop.example`,
          primary: true,
          verified: false,
          subscribed: null,
          attributes: null,
        },
      ],
      source: "instore",
      accountId: "",
      userId: id,
      orgSourceId: -1,
    },
  ],
  loyaltyInfo: { attribution: attribution(since, since), loyaltyType: "loyalty", lifetimePurchases: 0 },
  customFields: {},
});
