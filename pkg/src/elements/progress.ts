import * as cards from "./cards.js";
import { type Child, h } from "./markup.js";
import type { Group } from "./view.js";
import { Widget } from "./widget.js";

/**
 * `<milestreak-progress>` – the progress of one target or group: bar, figures, next trigger, time left, pace. Without
 * `group` and `target` it is the first group with a cycle that runs.
 *
 * @example
 * <milestreak-progress group="53235"></milestreak-progress>
 */
export class MilestreakProgress extends Widget {
  /** @internal */
  protected override content(groups: readonly Group[]): Child {
    const group =
      groups.find(({ isRunning }) => isRunning) ??
      groups.find(({ cycles, totalCycles }) => cycles.length || totalCycles);
    if (!group) return null;
    const { words, rank } = this;
    return h(
      "div",
      { part: "card" },
      cards.progress(words, group, this.level(), ""),
      cards.rank(words, rank, group.cycles[0]),
    );
  }
}
