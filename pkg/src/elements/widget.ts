/**
 * What the elements have in common that show something: states, notices, a text that ticks, a celebration.
 *
 * @module
 */

import type { Event } from "../../generated/types.js";
import { celebrate } from "./celebrate.js";
import { expect } from "./clock.js";
import { dispatch } from "./dispatch.js";
import { isOffline, MilestreakElement, reflect, troubleOf } from "./element.js";
import { icon } from "./icons.js";
import { adopt, type Child, h, type Markup, patch, type Ticking, write } from "./markup.js";
import { type CheckedRank, checkRank, type Rank } from "./rank.js";
import { type Feed, WAITING } from "./source.js";
import { choose, type Group, groupOf, type View } from "./view.js";

/** What an element shows: a skeleton, its figures, that there are none, or what went wrong. */
export type State = "loading" | "ready" | "empty" | "error";

/** How much is celebrated. */
const CONFETTI: { readonly [type in Event["type"]]?: number } = {
  "target-achieved": 36,
  "level-achieved": 36,
  "unified-achieved": 36,
  "trigger-achieved": 12,
};

const ATTRIBUTES = ["group", "target", "heading-level"] as const;

/** What all elements have in common that show something. @hidden */
export abstract class Widget extends MilestreakElement {
  /** @internal */
  static override readonly observedAttributes: readonly string[] = [
    ...MilestreakElement.observedAttributes,
    ...ATTRIBUTES,
    "rank",
  ];

  /** The group to show, by id or name. */
  declare group: string | null;
  /** The target to show, by the id of its rule or by name. */
  declare target: string | null;
  /** The level of the element's heading, 1 to 6; 3 without it. */
  declare headingLevel: string | null;

  #rank: CheckedRank | null = null;
  #state: State = "loading";
  #losses: readonly Event[] = [];
  #until = Infinity;
  #skew = 0;
  readonly #ticking = new Map<Text, Ticking>();
  readonly #celebrated = new WeakSet<Event>();
  /** What a server made, as long as nothing else is there to show. @internal */
  protected served = this.shadowRoot?.querySelector('[part="root"]');

  /** Where the customer stands among others, as the page's backend fetched it. As an attribute it is JSON, and JSON is taken here too. */
  get rank(): CheckedRank | null {
    return this.#rank;
  }
  set rank(rank: Rank | string | null) {
    this.#rank = null;
    try {
      if (rank) this.#rank = checkRank(typeof rank === "string" ? JSON.parse(rank) : rank);
    } catch (error) {
      // The rest is right without it.
      if (!globalThis.document) throw error;
      reportError(error);
    }
    this.changed();
  }

  /** What is shown now. */
  get state(): State {
    return this.#state;
  }

  /** What there is to show of the chosen groups; null when there is nothing. @internal */
  protected abstract content(groups: readonly Group[], view: View): Child;

  /** @internal */
  override changed(events: readonly Event[] = []): void {
    super.changed(events);
    this.#celebrate(events);
  }

  /** @internal */
  override forget(): void {
    super.forget();
    this.#losses = [];
    if (this.feed !== WAITING) return;
    this.served?.remove();
    this.served = null;
  }

  /** @internal */
  protected override settled(): void {
    super.settled();
    this.#render();
  }

  /** @internal */
  override tick(): void {
    if (Date.now() >= this.#until) this.changed();
    else this.#writeTime();
  }

  /** The level of the first heading, and those below it. @internal */
  protected level(below = 0): number {
    const level = Number(this.headingLevel) || 3;
    return Math.min(Math.max(Math.floor(level), 1) + below, 6);
  }

  /** The instant that is shown. @internal */
  protected get instant(): number {
    return this.now ?? Date.now() + this.#skew;
  }

  /** Says that what is shown holds until an instant at most. @internal */
  protected holdsUntil(instant: number): void {
    this.#until = Math.min(this.#until, instant - this.#skew);
  }

  /** @internal */
  protected chosen(view: View): Group[] {
    return choose(view, this.group, this.target);
  }

  /** What is shown, as markup. @internal */
  markup(): Markup {
    const { words, feed, isSpeechless } = this;
    let shown: Child;
    try {
      const view = isSpeechless ? null : this.view;
      this.#until = view?.until ?? Infinity;
      this.#skew = view?.skew ?? 0;
      const content = view && this.content(this.chosen(view), view);
      this.#state = content
        ? "ready"
        : view
          ? "empty"
          : !isSpeechless && (feed.error || isOffline())
            ? "error"
            : "loading";
      shown = content ? [this.#notice(feed, view!), this.#lost(), content] : this.#without(feed);
    } catch (error) {
      if (!globalThis.document) throw error;
      // A setting that is none, most likely. The page has better to show than nothing, and its developers are told.
      this.#state = "error";
      shown = this.#without(feed);
      reportError(error);
    }
    const attributes = {
      part: "root",
      tabindex: -1,
      "data-state": this.#state,
      "aria-busy": this.#state === "loading" && "true",
      lang: words.locale,
      dir: this.direction,
    };
    return h("div", attributes, shown);
  }

  #render(): void {
    const markup = this.markup();
    if (this.served) {
      if (this.#state === "loading") return;
      adopt(this.served, markup);
      this.served = null;
    }
    this.#ticking.clear();
    patch(this.shadowRoot!, [markup], this.#ticking);
    this.#writeTime();
  }

  /** What stands in for content. */
  #without({ error }: Feed): Child {
    const { words } = this;
    if (this.#state === "loading") {
      const lines = ["title", "figures", "bar"].map((line) => h("div", { class: "skeleton", "data-line": line }));
      return [h("p", { class: "spoken" }, words.say("loading")), lines];
    }
    if (this.#state === "empty") return h("p", { part: "empty" }, words.say("empty"));
    return h(
      "div",
      { part: "problem" },
      icon(isOffline() ? "offline" : "alert"),
      h("p", {}, words.say(troubleOf(error) || "error")),
      this.#retryButton(),
    );
  }

  /** That what is shown may be old, how old, and why. */
  #notice({ stale, error }: Feed, { receivedAt }: View): Child {
    const { words } = this;
    const offline = isOffline();
    if (!stale && !error && !offline) return null;
    const age = receivedAt === null ? words.say("outdated") : words.age(receivedAt);
    return h(
      "div",
      { part: "notice" },
      icon(offline ? "offline" : "clock"),
      h(
        "p",
        {},
        offline && h("span", {}, words.say("offline")),
        (!offline || receivedAt !== null) && h("span", {}, age),
      ),
      error && this.#retryButton(),
    );
  }

  /** What is achieved no longer. */
  #lost(): Child {
    const { words } = this;
    return this.#losses.map((event) =>
      h("p", { part: "notice lost" }, icon("alert"), h("span", {}, words.event(event, undefined, null))),
    );
  }

  #retryButton(): Markup {
    const onclick = (): void => {
      if (!dispatch(this, "retry", null)) return;
      // The button goes while it is tried again, and the focus would go with it.
      this.shadowRoot!.querySelector<HTMLElement>('[part="root"]')!.focus();
      this.refresh();
    };
    return h("button", { part: "retry", type: "button", onclick }, this.words.say("retry"));
  }

  /** Writes the texts that tick, and nothing else; asks to be woken for the next. */
  #writeTime(): void {
    const now = this.instant;
    let until = Infinity;
    for (const [node, ticking] of this.#ticking) {
      const { text, until: next } = ticking(now);
      write(node, text);
      until = Math.min(until, next);
    }
    this.due = this.now === null ? Math.min(until - this.#skew, this.#until) : Infinity;
    expect(this.due);
  }

  /** Once for each event, where it belongs. */
  #celebrate(events: readonly Event[]): void {
    const fresh = events.filter((event) => !this.#celebrated.has(event));
    for (const event of fresh) this.#celebrated.add(event);
    const mine = fresh.filter((event) => this.#isMine(event));
    // What is lost is said plainly, until there is other news.
    if (mine.length) this.#losses = mine.filter(({ type }) => type.endsWith("-lost"));
    const most = Math.max(0, ...mine.map(({ type }) => CONFETTI[type] ?? 0));
    if (most && this.isConnected) celebrate(this.shadowRoot!, most);
  }

  #isMine(event: Event): boolean {
    const { view, target } = this;
    const group = view && groupOf(this.chosen(view), event);
    if (!group) return false;
    if (target === null || event.streakId !== null) return true;
    return group.cycles.some(({ targetRuleId }) => targetRuleId === event.targetRuleId);
  }
}

reflect(Widget, ATTRIBUTES);
