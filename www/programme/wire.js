// The answer about one user in the form of the API: names, their order, nulls and the ways to write a time are those of the recorded
// responses in tests/fixtures.

import { CREATED_AT } from "./definition.js";
import { stampsOf } from "./stamps.js";

export const ORG = 50363;
export const TILL = 50150886;
const NOBODY = { id: TILL, code: null, description: null, name: null, type: null };

export const attribution = (stamps, createdAt) => ({
  createdOn: stamps.withOffset(createdAt),
  lastUpdatedOn: stamps.withOffset(createdAt),
  lastUpdatedBy: NOBODY,
  createdBy: NOBODY,
});

export const periodIdOf = (group, number) => group.id * 100 + number;
export const refCodeOf = (group, number) => (group.periods ? `Cycle_${number}` : `PERIOD_G_${group.id}_${number}`);

/** The window of a cycle. One that has none yet, or never has one, starts and ends when the group was defined. */
function windowOf(stamps, { first, last, start, end }) {
  if (first !== undefined) return stamps.ofPeriod({ first, last });
  return stamps.ofCycle(start === null ? { start: CREATED_AT, end: CREATED_AT } : { start, end });
}

function row(stamps, { group, isEnrolled }, { target, place }, cycle, number, { now, isoTwins }) {
  const { achieved, achievedAt, lastAt, recordedAt, isCurrent, triggers } = cycle;
  const { startDate, endDate, start, end, startIso, endIso } = windowOf(stamps, cycle);
  return {
    targetId: recordedAt === null ? null : target.id * 100 + number,
    periodId: periodIdOf(group, number),
    programId: null,
    alternateCurrencyIdentifier: null,
    alternateCurrencyName: null,
    periodRefCode: refCodeOf(group, number),
    periodStartDate: startDate,
    periodEndDate: endDate,
    targetValue: target.value,
    targetAchievedValue: achieved,
    targetName: target.name,
    targetType: target.type,
    targetEntity: target.entity,
    targetRuleId: target.id,
    // Of a row that is made up for this answer, the moment of the answer.
    enrolledOn: stamps.withOffset(recordedAt ?? now),
    eventName: target.event,
    periodStartDateWithTimeStamp: start,
    periodEndDateWithTimeStamp: end,
    lastUpdatedOn: recordedAt === null ? null : stamps.withOffset(lastAt ?? recordedAt),
    targetAchievedDateTime: stamps.legacy(achievedAt),
    targetAchievedEventLogId: achievedAt === null ? null : (achievedAt % 1e9) * 10 + place,
    currentPeriod: isCurrent,
    unEnrolled: !isEnrolled,
    milestones: triggers.length ? triggers.map((trigger) => milestone(stamps, trigger)) : null,
    ...(isoTwins && {
      enrolledOnISO: stamps.iso(recordedAt ?? now),
      periodStartDateWithTimeStampISO: startIso,
      periodEndDateWithTimeStampISO: endIso,
      targetAchievedDateTimeISO: stamps.iso(achievedAt),
    }),
  };
}

/** A milestone trigger. Its value is absolute: so much of what the target counts. */
const milestone = (stamps, { id, name, value, points, achievedAt }) => ({
  id,
  triggerName: name,
  triggerValue: value,
  isAchieved: achievedAt !== null,
  achievedDate: stamps.legacy(achievedAt),
  redeemablePoints: points ?? null,
});

const streak = (stamps, { id, name, goal, status, count, achievedAt }, userId) => ({
  userStreakId: status === "NOT_STARTED" ? null : id * 1000 + (userId % 1000),
  streakId: id,
  streakName: name,
  status,
  currentCount: count,
  totalTargetCountOfSequence: goal,
  streakAchievedDateTime: stamps.legacy(achievedAt),
});

/**
 * The body of the answer.
 *
 * @param visit `now`; the programme's `timeZone`; `serverZone`, and whether there are `isoTwins`
 * @param asked `all`: every cycle, not only the current ones with a record; `targetRuleId`: one target only, or null
 */
export function userResponse(shopper, groups, visit, { all, targetRuleId }) {
  const { id, name, enrolledAt } = shopper;
  const stamps = stampsOf(visit.serverZone, visit.timeZone);
  const targetGroups = groups.flatMap((one) => {
    const { group, targets, levels } = one;
    const rows = targets.flatMap(({ target, cycles }, place) => {
      if (targetRuleId !== null && String(target.id) !== targetRuleId) return [];
      const isShown = all ? () => true : currentOf(group, cycles);
      return cycles.flatMap((cycle, at) =>
        isShown(cycle) ? [row(stamps, one, { target, place }, cycle, at + 1, visit)] : [],
      );
    });
    if (!rows.length) return [];
    return {
      id: group.id,
      attribution: attribution(stamps, CREATED_AT),
      name: group.name,
      orgId: ORG,
      preferredTillId: TILL,
      targets: rows,
      ...(levels && { streaks: levels.map((level) => streak(stamps, level, id)) }),
      targetEvaluationType: group.evaluation,
      trackingType: group.tracking,
    };
  });
  return {
    data: { userId: id, customer: customer(stamps, id, name, enrolledAt), targetGroups },
    errors: null,
    warnings: null,
  };
}

/** Tells the cycles that an answer has when it is not asked for all: those of now that have a record. */
function currentOf({ periods }, cycles) {
  const isRunning = periods ? ({ isCurrent }) => isCurrent : (cycle) => cycle === cycles.find(({ isOver }) => !isOver);
  return (cycle) => cycle.recordedAt !== null && isRunning(cycle);
}

/** What the API tells of a person, though nobody asked. The names are made up, the numbers nobody's. */
const customer = (stamps, id, name, since) => ({
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
  loyaltyInfo: { attribution: attribution(stamps, since), loyaltyType: "loyalty", lifetimePurchases: 0 },
  customFields: {},
});
