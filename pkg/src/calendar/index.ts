/**
 * A calendar of a streak, as a custom element. Importing this module defines it, and the other elements with it.
 *
 * @module
 */

import { heading, rank, run } from "../elements/cards.js";
import { icon } from "../elements/icons.js";
import { type Child, h, type Markup } from "../elements/markup.js";
import type { Group } from "../elements/view.js";
import { Widget } from "../elements/widget.js";
import { Dates } from "./dates.js";
import { dayAfterKey, legend, monthAfter, monthBefore, type Page, pageOf, placeAfterKey, row, weeks } from "./grid.js";
import { type Days, daysOf, type Entry, entriesOf, nextDay } from "./model.js";
import css from "./style.css";
import { firstDayOfWeek } from "./week.js";

declare global {
  interface HTMLElementTagNameMap {
    "milestreak-calendar": MilestreakCalendar;
  }
}

const CELL = '[role="gridcell"][data-place]';

/** Where a key leads from a place; null for keys that lead nowhere. */
type Walk = (key: string, place: number) => number | null;

/**
 * `<milestreak-calendar>` – a streak as a calendar: days as weeks, months one at a time, longer cycles in a row. Without `group`
 * it is the first group with streak levels.
 *
 * @example
 * <milestreak-calendar group="Daily visits" time-zone="Asia/Kolkata"></milestreak-calendar>
 */
export class MilestreakCalendar extends Widget {
  /** @internal */
  static override readonly styles: readonly string[] = [...Widget.styles, css];

  /** Where the reader is: a day, or the place of a step; null as long as the calendar follows the time. */
  #at: number | null = null;
  #shownAt = 0;
  #walk: Walk = () => null;

  constructor() {
    super();
    this.shadowRoot?.addEventListener("keydown", (event) => this.#pressed(event as KeyboardEvent));
    this.shadowRoot?.addEventListener("focusin", ({ target }) => {
      const place = (target as Element).closest(CELL)?.getAttribute("data-place");
      if (place && Number(place) !== this.#shownAt) this.#goTo(Number(place));
    });
  }

  /** @internal */
  protected override content(groups: readonly Group[]): Child {
    const group = groups.find(({ streak }) => streak);
    if (!group?.streak) return null;
    const { words } = this;
    const { atRisk, deadline } = group.streak;
    const entries = entriesOf(group.streak);
    return h(
      "div",
      { part: "card" },
      heading(this.level(), "title", "title", group.name ?? "…"),
      run(words, group.streak),
      deadline !== null &&
        (atRisk
          ? h("p", { part: "notice risk" }, icon("alert"), h("span", {}, words.left(deadline, "atRisk")))
          : h("p", { part: "time" }, h("span", { class: "with-icon" }, icon("clock"), words.left(deadline)))),
      entries.length > 0 && this.#grid(entries, deadline),
      rank(words, this.rank),
    );
  }

  #grid(entries: readonly Entry[], deadline: number | null): Child {
    const { words } = this;
    const now = this.instant;
    const dates = new Dates(words.locale);
    const dayOf = (instant: number): number => words.civilDay(instant);
    const days = daysOf(entries, dayOf);
    if (days) {
      this.holdsUntil(nextDay(now, dayOf));
      return this.#weeks(days, dates, dayOf(now), deadline);
    }
    const running = entries.findIndex(({ step }) => step.endsAt !== null && step.endsAt > now);
    const at = this.#place(0, entries.length - 1, running < 0 ? entries.length - 1 : running);
    this.#walk = (key, place) => placeAfterKey(key, place, entries.length, this.#perLine());
    return [row(entries, now, { words, dates, at, deadline, labelledBy: "title" }), legend(words, entries)];
  }

  #weeks(days: Days, dates: Dates, today: number, deadline: number | null): Child {
    const { words } = this;
    const { first, last } = days;
    const firstDay = firstDayOfWeek(words.locale);
    const at = this.#place(first, last, Math.min(Math.max(today, first), last));
    const page = pageOf(days, at, firstDay, dates);
    this.#walk = (key, day) => dayAfterKey(key, day, days, firstDay, dates);
    const options = { words, dates, at, deadline, labelledBy: "title month" };
    const shown = [...days.entries].filter(([day]) => day >= page.from && day <= page.to).map(([, entry]) => entry);
    return [this.#months(page, days, at, dates), weeks(days, page, firstDay, today, options), legend(words, shown)];
  }

  /** The month that is shown, and the way to those beside it. */
  #months({ label, from, to, isMonth }: Page, { first, last }: Days, at: number, dates: Dates): Markup {
    const button = (sign: string, day: number, isThere: boolean): Child =>
      isMonth &&
      h(
        "button",
        {
          part: "turn",
          type: "button",
          key: sign,
          "aria-disabled": !isThere && "true",
          onclick: () => isThere && this.#goTo(Math.min(Math.max(day, first), last)),
        },
        h("span", { "aria-hidden": "true" }, sign),
        h("span", { class: "spoken" }, dates.month(day)),
      );
    return h(
      "div",
      { part: "months" },
      // Signs that are mirrored by themselves from right to left.
      button("‹", monthBefore(at, dates), from > first),
      h("p", { part: "month", id: "month", "aria-live": "polite" }, label),
      button("›", monthAfter(at, dates), to < last),
    );
  }

  /** Where the reader is if that is still there, or else where the time is. */
  #place(first: number, last: number, now: number): number {
    if (this.#at !== null && (this.#at < first || this.#at > last)) this.#at = null;
    this.#shownAt = this.#at ?? now;
    return this.#shownAt;
  }

  #goTo(place: number): void {
    this.#at = place;
    this.changed();
  }

  #pressed(event: KeyboardEvent): void {
    const cell = (event.target as Element).closest(CELL);
    if (!cell || event.altKey || event.metaKey || event.shiftKey) return;
    const isMirrored = getComputedStyle(cell).direction === "rtl";
    const mirrored = isMirrored ? { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[event.key] : undefined;
    const key = (event.ctrlKey ? "Control+" : "") + (mirrored ?? event.key);
    const place = this.#walk(key, Number(cell.getAttribute("data-place")));
    if (place === null) return;
    event.preventDefault();
    this.#goTo(place);
    // After it is shown, which may be on another page.
    queueMicrotask(() => this.shadowRoot!.querySelector<HTMLElement>(`${CELL}[tabindex="0"]`)?.focus());
  }

  /** How many cells stand beside each other. */
  #perLine(): number {
    const tops = [...this.shadowRoot!.querySelectorAll<HTMLElement>(CELL)].map(({ offsetTop }) => offsetTop);
    return tops.filter((top) => top === tops[0]).length;
  }
}

if (globalThis.customElements && !customElements.get("milestreak-calendar"))
  customElements.define("milestreak-calendar", MilestreakCalendar);
