/**
 * The elements in TSX with Solid: `import "milestreak/jsx/solid"`, once. Properties are written `prop:snapshot`, events
 * `on:milestreak-progressed`.
 *
 * @module
 */

import type { JSX } from "solid-js";
import type { Elements, Listeners, Tag } from "./elements.js";

type Properties<tag extends Tag> = Elements[tag]["properties"];

/** Solid makes names small before it sets a property: those with a capital are reached by their attribute or with `prop:`. */
type Reached<tag extends Tag> = {
  [name in keyof Properties<tag> as name extends Lowercase<name & string> ? name : never]: Properties<tag>[name];
};

type Own<tag extends Tag> = Reached<tag> & Elements[tag]["attributes"];

/** Tags and what they take. */
export type MilestreakElements = {
  [tag in Tag]: Omit<JSX.HTMLAttributes<Elements[tag]["element"]>, keyof Own<tag>> &
    Own<tag> &
    Listeners<tag, "on:"> & { [name in keyof Properties<tag> as `prop:${name & string}`]: Properties<tag>[name] };
};

declare module "solid-js" {
  namespace JSX {
    interface IntrinsicElements extends MilestreakElements {}
  }
}
