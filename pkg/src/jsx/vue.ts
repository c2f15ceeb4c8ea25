/**
 * The elements in templates of Vue: `import "milestreak/jsx/vue"`, once.
 *
 * @module
 */

import type { EmitFn, HTMLAttributes, PublicProps } from "vue";
import type { Elements, EventOf, Settings, Tag } from "./elements.js";

/** A component with the element's properties and events, as templates understand it. */
export type Component<tag extends Tag> = new () => Elements[tag]["element"] & {
  $props: Omit<HTMLAttributes, keyof Settings<tag>> & Settings<tag> & PublicProps;
  $emit: EmitFn<{ [name in Elements[tag]["events"]]: (event: EventOf<name>) => void }>;
};

/** Tags and what they take. */
export type MilestreakElements = { [tag in Tag]: Component<tag> };

declare module "vue" {
  interface GlobalComponents extends MilestreakElements {}
}
