import * as cards from "./cards.js";
import { type Child, h } from "./markup.js";
import type { Group } from "./view.js";
import { Widget } from "./widget.js";

/**
 * `<milestreak-streak>` – the streak of a group: levels, steps, and a warning when it is at risk. Without `group` it is
 * the first group with streak levels.
 *
 * @example
 * <milestreak-streak group="Daily visits"></milestreak-streak>
 */
export class MilestreakStreak extends Widget {
  /** @internal */
  protected override content(groups: readonly Group[]): Child {
    const group = groups.find(({ streak }) => streak);
    if (!group) return null;
    const { words, rank } = this;
    return h(
      "div",
      { part: "card" },
      cards.streak(words, group.streak!, this.level(), "", group.name ?? "…"),
      cards.rank(words, rank),
    );
  }
}
