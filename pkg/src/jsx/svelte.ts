/**
 * The elements in Svelte 5: `import "milestreak/jsx/svelte"`, once.
 *
 * @module
 */

import type { HTMLAttributes } from "svelte/elements";
import type { Elements, Listeners, Settings, Tag } from "./elements.js";

/** Tags and what they take. */
export type MilestreakElements = {
  [tag in Tag]: Omit<HTMLAttributes<Elements[tag]["element"]>, keyof Settings<tag>> &
    Settings<tag> &
    Listeners<tag, "on"> &
    Listeners<tag, "on:">;
};

declare module "svelte/elements" {
  interface SvelteHTMLElements extends MilestreakElements {}
}
