/**
 * Custom elements for loyalty pages. Importing this module defines them; nothing is fetched before an element asks for it.
 *
 * @module
 */

import type { Event, EventType } from "../../generated/types.js";
import type { MilestreakError } from "../error.js";
import { MilestreakDashboard } from "./dashboard.js";
import type { ElementIssue } from "./issues.js";
import { MilestreakProgress } from "./progress.js";
import { MilestreakProvider } from "./provider.js";
import { MilestreakStreak } from "./streak.js";

export { MilestreakDashboard, MilestreakProgress, MilestreakProvider, MilestreakStreak };
export type { Filter } from "./dashboard.js";
export type { ElementIssue } from "./issues.js";
export type { CheckedRank, Rank } from "./rank.js";
export type { Update, Watched, WatchedClient, WatchedOptions } from "./source.js";
export type { Data, Questions, SnapshotLike } from "./view.js";
export type { State } from "./widget.js";
export { languages, type Languages, type Message, type Messages, type Plural } from "./languages.js";

/**
 * What further elements are made of.
 *
 * @internal
 */
export { heading, rank, run } from "./cards.js";
/** @internal */
export { intl } from "./format.js";
/** @internal */
export { fetchMessages } from "./languages.js";
/** @internal */
export { icon } from "./icons.js";
/** @internal */
export { flatten, h } from "./markup.js";
/** @internal */
export { Widget } from "./widget.js";

declare global {
  interface HTMLElementTagNameMap {
    "milestreak-provider": MilestreakProvider;
    "milestreak-progress": MilestreakProgress;
    "milestreak-streak": MilestreakStreak;
    "milestreak-dashboard": MilestreakDashboard;
  }
  interface GlobalEventHandlersEventMap extends MilestreakEventMap {}
}

/** A change of one kind. */
export interface EventOf<type extends EventType> extends Event {
  /** Which kind. */
  type: type;
}

/** The events of the elements: one for each kind of change, and three for what goes wrong. All of them bubble. */
export type MilestreakEventMap = { [type in EventType as `milestreak-${type}`]: CustomEvent<EventOf<type>> } & {
  /** Data could not be fetched. */
  "milestreak-error": CustomEvent<MilestreakError>;
  /** Something of the response, or a setting, cannot be read; the rest is shown. */
  "milestreak-issue": CustomEvent<ElementIssue>;
  /** Somebody wants to try again. `preventDefault()` to do it yourself. */
  "milestreak-retry": CustomEvent<null>;
};

// The provider first: elements look for it as they are defined.
const elements = {
  "milestreak-provider": MilestreakProvider,
  "milestreak-progress": MilestreakProgress,
  "milestreak-streak": MilestreakStreak,
  "milestreak-dashboard": MilestreakDashboard,
};

// Content scripts of extensions have a page without a registry: nothing can be defined, and nobody would be told.
if (globalThis.customElements === null)
  console.warn(
    "milestreak: there are no custom elements in this place (a content script); show them in a page of the extension's",
  );

// There is no registry on a server, and another copy of this module may have been here first.
for (const [name, element] of Object.entries(globalThis.customElements ? elements : {})) {
  if (!customElements.get(name)) customElements.define(name, element);
}
