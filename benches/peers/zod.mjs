// JSON.parse, then the shape checked with zod 4, then the rules by hand. The schema describes what the rules use and no more;
// what it does not name is dropped, which is faster than keeping it.

import * as z from "zod";

const text = z.string().nullish();
const id = z.number().int().nullish();

const Trigger = z.object({
  id,
  triggerName: text,
  triggerType: text,
  triggerValue: z.number().nullish(),
  triggerValueType: text,
  isAchieved: z.boolean().nullish(),
});

const Row = z.object({
  targetId: id,
  periodId: id,
  periodRefCode: text,
  periodStartDate: text,
  periodEndDate: text,
  targetValue: z.number().nullish(),
  targetAchievedValue: z.number().nullish(),
  targetName: text,
  enrolledOn: text,
  targetType: text,
  targetEntity: text,
  targetRuleId: id,
  eventName: text,
  periodStartDateWithTimeStamp: text,
  periodEndDateWithTimeStamp: text,
  targetAchievedDateTime: text,
  currentPeriod: z.boolean().nullish(),
  unEnrolled: z.boolean().nullish(),
  milestones: z.array(Trigger).nullish(),
});

const Response = z.object({
  data: z.object({
    targetGroups: z.array(
      z.object({ id, name: text, targetEvaluationType: text, trackingType: text, targets: z.array(Row) }),
    ),
  }),
});

/** Throws what is not such a response. */
export const checked = (response) => Response.parse(response);
