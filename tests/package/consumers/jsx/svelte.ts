// The elements as markup of Svelte sees them.

import type { SvelteHTMLElements } from "svelte/elements";
import { type Client, parse } from "milestreak";
import "milestreak/jsx/svelte";

export const provider = (client: Client): SvelteHTMLElements["milestreak-provider"] => ({
  client,
  userId: 7,
  "time-zone": "Asia/Kolkata",
  class: "wide",
  "onmilestreak-progressed": ({ detail }) => console.log(detail.to?.toFixed()),
});
export const progress: SvelteHTMLElements["milestreak-progress"] = { group: "Coffee", snapshot: parse("{}") };
// Svelte takes any name for a tag it does not know, but not for one that it does.
// @ts-expect-error: a snapshot is no text
export const wrong: SvelteHTMLElements["milestreak-progress"] = { snapshot: "{}" };
