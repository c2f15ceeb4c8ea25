/**
 * The elements in TSX with Preact: `import "milestreak/jsx/preact"`, once.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Listeners, Settings, Tag } from "./elements.js";

type Base<tag extends Tag> = Omit<JSX.IntrinsicElements["section"], keyof Settings<tag>>;

/** Tags and what they take. */
export type MilestreakElements = {
  [tag in Tag]: Base<tag> & Settings<tag> & Listeners<tag, "on">;
};

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements extends MilestreakElements {}
  }
}
