// The organisation's list of target groups in the form of the API, as in tests/fixtures/catalog-target-groups.json. What it says and the
// answer about a user does not: descriptions, and what a group with several targets asks for.

import { CREATED_AT } from "./definition.js";
import { stampsOf } from "./stamps.js";
import { attribution, ORG, periodIdOf, refCodeOf, TILL } from "./wire.js";

const statusOf = ({ first, last }, today) => (last < today ? "ENDED" : first > today ? "UPCOMING" : "RUNNING");

/** @param visit as for `userResponse`; `today` is the programme's day */
export function listResponse(groups, visit) {
  const stamps = stampsOf(visit.serverZone, visit.timeZone);
  const data = groups.map((group) => definition(stamps, group, visit.today));
  return { pagination: { limit: data.length, offset: 0, total: data.length }, data, errors: null, warnings: null };
}

function definition(stamps, group, today) {
  const created = attribution(stamps, CREATED_AT);
  const bounds =
    group.periods?.map((period) => ({ ...stamps.ofPeriod(period), status: statusOf(period, today) })) ?? [];
  const periods = bounds.map(({ startDate, endDate, status }, place) => ({
    id: periodIdOf(group, place + 1),
    attribution: created,
    startDate,
    endDate,
    refCode: refCodeOf(group, place + 1),
    periodStatus: status,
    targetGroupId: group.id,
    active: true,
  }));
  const running = periods.find(({ periodStatus }) => periodStatus === "RUNNING");
  return {
    id: group.id,
    attribution: created,
    orgId: ORG,
    name: group.name,
    active: true,
    preferredTillId: TILL,
    ...(running && { activePeriod: running }),
    periods,
    totalPeriods: group.periods?.length ?? group.cycles,
    description: group.description,
    targetEvaluationType: group.evaluation,
    recurringCycles: group.cycles ?? -1,
    frequency: 0,
    targetCycleStartDate: bounds[0]?.start ?? new Date(CREATED_AT).toISOString(),
    targetCycleEndDate: bounds.at(-1)?.end ?? "9999-12-31T23:59:59.000Z",
    frequencyType: group.frequency ?? "CUSTOM",
    trackingType: group.tracking,
    createdOn: CREATED_AT,
    ...(group.levels && {
      streaks: group.levels.map(({ id, name, goal }) => ({
        id,
        targetGroupId: group.id,
        name,
        targetCountOfSequence: goal,
      })),
    }),
    targets: group.targets.map((target) => targetOf(target, group, periods, created)),
    ...(group.tracking === "UNIFIED" && unified(group)),
    leaderboardEnabled: false,
    userCreated: false,
  };
}

function targetOf({ id, name, type, entity, event, value, triggers = [] }, group, periods, created) {
  const defaultValues = periods.map((period, place) => ({
    id: id * 100 + place,
    periodId: period.id,
    defaultValue: value,
  }));
  return {
    id,
    attribution: created,
    name,
    targetType: type,
    targetEntity: entity,
    eventName: event,
    targetGroupId: group.id,
    description: "",
    active: true,
    expression: "true",
    filters: [],
    enrolmentMethod: group.enrolmentMethod,
    defaultValues,
    targetPeriodDefaultValuesMap: Object.fromEntries(defaultValues.map((one) => [one.periodId, one])),
    targetMilestoneTriggers: triggers.map((trigger) => ({
      id: trigger.id,
      triggerName: trigger.name,
      isActive: true,
      triggerType: "SYSTEM_TRIGGER",
      triggerValueType: "ABSOLUTE",
      triggerValue: trigger.value,
      targetRuleId: id,
    })),
  };
}

/** What a group with several targets asks for in a period: all of them, or so many; and maybe a sum besides. */
function unified({ targets, needed, overall }) {
  const isAny = needed !== undefined;
  return {
    combinationType: isAny ? "ANY" : "ALL",
    unifiedTargetExpression: {
      aggregation: overall === undefined ? (isAny ? "COUNT" : null) : "SUM",
      thresholdValue: overall ?? needed ?? null,
      ruleExpression: `(${targets.map(({ id }) => id).join(isAny ? " | " : " & ")})`,
    },
  };
}
