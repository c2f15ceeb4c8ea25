import * as cards from "./cards.js";
import { reflect } from "./element.js";
import { type Child, h } from "./markup.js";
import { Packing } from "./packing.js";
import { type Group, hasContent, sorted, type View } from "./view.js";
import { Widget } from "./widget.js";

/** What a dashboard can be narrowed to, in the order of the buttons. */
const FILTERS = {
  all: () => true,
  active: ({ isRunning }: Group) => isRunning,
  done: ({ achievedCycles }: Group) => achievedCycles > 0,
  streaks: ({ streak }: Group) => streak !== null,
  limits: ({ kind }: Group) => kind === "cap",
};

/** Which groups a dashboard shows: those that run, those achieved, streaks, limits, or all of them. */
export type Filter = "all" | "active" | "done" | "streaks" | "limits";

const ATTRIBUTES = ["filter", "order", "pin"] as const;

/**
 * `<milestreak-dashboard>` – everything there is: all groups with their progress and streaks, filters, and what else is
 * on offer.
 *
 * @example
 * <milestreak-dashboard filter="active"></milestreak-dashboard>
 */
export class MilestreakDashboard extends Widget {
  /** @internal */
  static override readonly observedAttributes: readonly string[] = [...Widget.observedAttributes, ...ATTRIBUTES];

  /** What is shown: `all`, `active`, `done`, `streaks` or `limits`; all without it. The buttons set it. */
  declare filter: Filter | null;
  /** Which groups come first: ids or names, with commas between them; or `deadline`: the soonest end first. */
  declare order: string | null;
  /** Groups that come before all others: ids or names, with commas between them. */
  declare pin: string | null;

  readonly #packing = new Packing();

  /** @internal */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#packing.end();
  }

  /** @internal */
  protected override settled(): void {
    const { served } = this;
    super.settled();
    // What a server made stays where it is until something changes.
    if (!served) this.#packing.pack(this.shadowRoot!);
  }

  /** @internal */
  protected override content(all: readonly Group[], { available }: View): Child {
    const groups = sorted(all.filter(hasContent), this.order, this.pin);
    if (!groups.length && !available.length) return null;
    const { words } = this;
    const filters = Object.keys(FILTERS) as Filter[];
    const filter = filters.find((name) => name === this.filter) ?? "all";
    const shown = groups.filter(FILTERS[filter]);
    const card = (group: Group, place: number): Child =>
      h("li", { part: "card", key: group.id ?? group.name }, [
        cards.progress(words, group, this.level(1), `${place}-`),
        group.streak && cards.streak(words, group.streak, this.level(2), `${place}-`, null),
      ]);
    return [
      h("div", { class: "row", part: "header" }, [
        cards.heading(this.level(), "heading", "heading", words.say("title")),
        groups.length > 1 &&
          h(
            "div",
            { part: "filters", role: "group", "aria-label": words.say("filters") },
            filters
              // The one that is on stays, or nobody could turn it off.
              .filter((name) => name === filter || groups.some(FILTERS[name]))
              .map((name) =>
                h(
                  "button",
                  {
                    part: "filter",
                    type: "button",
                    key: name,
                    "aria-pressed": String(name === filter),
                    onclick: () => (this.filter = name),
                  },
                  words.say(name),
                ),
              ),
          ),
      ]),
      cards.rank(words, this.rank),
      shown.length
        ? h("ul", { part: "cards", role: "list" }, shown.map(card))
        : h("p", { part: "empty" }, words.say("emptyFilter")),
      cards.offers(words, available, this.level(1)),
    ];
  }
}

reflect(MilestreakDashboard, ATTRIBUTES);
