/**
 * What the elements take in markup, for each framework to add to its own types.
 *
 * @module
 */

import type { Elements } from "../../generated/elements.js";
import type { MilestreakEventMap } from "../elements/index.js";

export type { Elements };

/** The tags. */
export type Tag = keyof Elements;

/** What an event carries. */
export type EventOf<name extends string> = name extends keyof MilestreakEventMap
  ? MilestreakEventMap[name]
  : CustomEvent;

/** Listeners of an element's events, each under the event's name after a prefix. */
export type Listeners<tag extends Tag, prefix extends string> = {
  [name in Elements[tag]["events"] as `${prefix}${name}`]?: ((event: EventOf<name>) => void) | null | undefined;
};

/** Properties, and attributes where they have another name. */
export type Settings<tag extends Tag> = Elements[tag]["properties"] & Elements[tag]["attributes"];
