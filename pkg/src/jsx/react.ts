/**
 * The elements in TSX with React: `import "milestreak/jsx/react"`, once. Properties and `onmilestreak-…` work from React 19 on.
 *
 * @module
 */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { Elements, Listeners, Settings, Tag } from "./elements.js";

type Base<tag extends Tag> = DetailedHTMLProps<HTMLAttributes<Elements[tag]["element"]>, Elements[tag]["element"]>;

/** Tags and what they take. */
export type MilestreakElements = {
  [tag in Tag]: Omit<Base<tag>, keyof Settings<tag>> &
    Settings<tag> &
    Listeners<tag, "on"> & { class?: string | undefined };
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends MilestreakElements {}
  }
}

declare global {
  // Types of React 16 and 17.
  namespace JSX {
    interface IntrinsicElements extends MilestreakElements {}
  }
}
