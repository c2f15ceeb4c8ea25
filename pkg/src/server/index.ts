/**
 * The elements on a server: markup with figures in it, which a browser shows before any script runs and the elements take over.
 *
 * @module
 */

import { MilestreakCalendar } from "../calendar/index.js";
import { MilestreakDashboard } from "../elements/dashboard.js";
import { fetchMessages, type Messages } from "../elements/languages.js";
import { MilestreakProgress } from "../elements/progress.js";
import type { Rank } from "../elements/rank.js";
import { MilestreakStreak } from "../elements/streak.js";
import type { Data } from "../elements/view.js";
import { toHtml, attributeText } from "./html.js";

const ELEMENTS = {
  "milestreak-progress": MilestreakProgress,
  "milestreak-streak": MilestreakStreak,
  "milestreak-dashboard": MilestreakDashboard,
  "milestreak-calendar": MilestreakCalendar,
};

/** What {@link renderToString} makes markup of. */
export interface RenderOptions {
  /** What to show: plain results, as `summary()` gives them. */
  data: Data;
  /** Attributes of the element, as `{ lang: "de", "time-zone": "Europe/Berlin", group: 7 }`. English without `lang`. */
  attributes?: Readonly<Record<string, string | number | null | undefined>> | undefined;
  /** The instant, a `Date` or epoch milliseconds; the clock's without it. */
  now?: Date | number | undefined;
  /** Where the customer stands among others. */
  rank?: Rank | null | undefined;
  /** Texts in place of the built-in ones; the page has to give the element the same. */
  messages?: Partial<Messages> | null | undefined;
  /**
   * Whether the element gets the results as well, in its attribute `data`; true without it. With `false` what the server made
   * stays until the page, a provider or `src` has figures: they would never be shown beside `data`.
   */
  withData?: boolean | undefined;
  /** The nonce of the page's content security policy for styles; with it nothing is styled by an attribute. */
  nonce?: string | undefined;
}

/**
 * An element with what it shows, as HTML with a declarative shadow tree. The page's own scripts import `milestreak/elements` (or
 * `milestreak/calendar`), and the element takes over what is there.
 *
 * @param tag the name of the element, all but the provider
 * @throws a `TypeError` for another tag, for the name of an attribute that is none, and for a rank that is wrong
 * @example
 * const html = await renderToString("milestreak-dashboard", {
 *   data: snapshot.summary({ timeZone: "Asia/Kolkata" }),
 *   attributes: { lang: "en-IN", "time-zone": "Asia/Kolkata", currency: "INR" },
 * });
 */
export async function renderToString(tag: keyof typeof ELEMENTS, options: RenderOptions): Promise<string> {
  const { data, now, rank, messages = null, withData = true, nonce } = options;
  const Element = Object.hasOwn(ELEMENTS, tag) ? ELEMENTS[tag] : undefined;
  if (!Element) throw new TypeError(`milestreak: no element is called ${tag}`);
  const attributes = new Map<string, string>([["lang", "en"]]);
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    if (value !== null && value !== undefined) attributes.set(name, String(value));
  if (!attributes.get("lang")) attributes.set("lang", "en");
  await fetchMessages(attributes.get("lang")!);
  // All that an element asks of its node.
  const element = Object.assign(new Element(), {
    nodeType: 1,
    getAttribute: (name: string) => attributes.get(name) ?? null,
    hasAttribute: (name: string) => attributes.has(name),
  });
  const instant = Number(now ?? Date.now());
  Object.assign(element, { data, rank: rank ?? attributes.get("rank"), messages, now: instant });
  const { html, styles } = toHtml(element.markup(), instant, nonce !== undefined);
  if (withData) attributes.set("data", JSON.stringify(element.data));
  if (element.rank) attributes.set("rank", JSON.stringify(element.rank));
  const own = [...attributes].map(([name, value]) => attributeText(name, value)).join("");
  const style = `<style${nonce === undefined ? "" : attributeText("nonce", nonce)}>${Element.styles.join("")}${styles}</style>`;
  return `<${tag}${own}><template shadowrootmode="open">${style}${html}</template></${tag}>`;
}
