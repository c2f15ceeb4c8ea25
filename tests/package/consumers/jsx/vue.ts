// The elements as templates of Vue see them.

import type { GlobalComponents } from "vue";
import { type Client, parse } from "milestreak";
import "milestreak/jsx/vue";

type Props<tag extends keyof GlobalComponents> = InstanceType<GlobalComponents[tag]>["$props"];

export const provider = (client: Client): Props<"milestreak-provider"> => ({
  client,
  userId: 7,
  "time-zone": "Asia/Kolkata",
  class: "wide",
});
export const progress: Props<"milestreak-progress"> = { group: "Coffee", snapshot: parse("{}") };
// @ts-expect-error: no such property
export const typing: Props<"milestreak-progress"> = { grop: "Coffee" };
// @ts-expect-error: no such element
export type Badge = Props<"milestreak-badge">;
