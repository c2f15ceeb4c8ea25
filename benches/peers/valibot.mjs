// JSON.parse, then the shape checked with valibot, then the rules by hand: the same schema as the one for zod.

import * as v from "valibot";

const text = v.nullish(v.string());
const number = v.nullish(v.number());
const id = v.nullish(v.pipe(v.number(), v.integer()));
const flag = v.nullish(v.boolean());

const Trigger = v.object({
  id,
  triggerName: text,
  triggerType: text,
  triggerValue: number,
  triggerValueType: text,
  isAchieved: flag,
});

const Row = v.object({
  targetId: id,
  periodId: id,
  periodRefCode: text,
  periodStartDate: text,
  periodEndDate: text,
  targetValue: number,
  targetAchievedValue: number,
  targetName: text,
  enrolledOn: text,
  targetType: text,
  targetEntity: text,
  targetRuleId: id,
  eventName: text,
  periodStartDateWithTimeStamp: text,
  periodEndDateWithTimeStamp: text,
  targetAchievedDateTime: text,
  currentPeriod: flag,
  unEnrolled: flag,
  milestones: v.nullish(v.array(Trigger)),
});

const Response = v.object({
  data: v.object({
    targetGroups: v.array(
      v.object({ id, name: text, targetEvaluationType: text, trackingType: text, targets: v.array(Row) }),
    ),
  }),
});

/** Throws what is not such a response. */
export const checked = (response) => v.parse(Response, response);
