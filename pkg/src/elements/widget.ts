/**
 * What the elements have in common that show something: states, notices, a text that ticks, a celebration.
 *
 * @module
 */

import type { Event } from "../../generated/types.js";
import { celebrate } from "./celebrate.js";
import { expect } from "./clock.js";
import { MilestreakElement, reflect } from "./element.js";
import { icon } from "./icons.js";
import { type Child, h, type Markup, patch, type Ticking, write } from "./markup.js";
import type { Feed } from "./source.js";
import { choose, type Group, type View } from "./view.js";

/** What an element shows: a skeleton, its figures, that there are none, or what went wrong. */
export type State = "loading" | "ready" | "empty" | "error";

/** How much is celebrated. */
const CONFETTI: { readonly [type in Event["type"]]?: number } = {
  "target-achieved": 36,
  "level-achieved": 36,
  "unified-achieved": 36,
  "trigger-achieved": 12,
};

/** What is said plainly where else there is confetti. */
const LOSSES: readonly Event["type"][] = ["target-lost", "level-lost", "unified-lost"];

const ATTRIBUTES = ["group", "target", "heading-level"] as const;

export abstract class Widget extends MilestreakElement {
  /** @internal */
  static override readonly observedAttributes: readonly string[] = [
    ...MilestreakElement.observedAttributes,
    ...ATTRIBUTES,
  ];

  /** The group to show, by id or name. */
  declare group: string | null;
  /** The target to show, by the id of its rule or by name. */
  declare target: string | null;
  /** The level of the element's heading, 1 to 6; 3 without it. */
  declare headingLevel: string | null;

  #state: State = "loading";
  #losses: readonly Event[] = [];
  #until = Infinity;
  #skew = 0;
  readonly #ticking = new Map<Text, Ticking>();
  readonly #celebrated = new WeakSet<Event>();

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

  /** @internal */
  protected chosen(view: View): Group[] {
    return choose(view, this.group, this.target);
  }

  #render(): void {
    const { words, feed, isSpeechless } = this;
    let shown: Child;
    try {
      const view = isSpeechless ? null : this.view;
      const content = view && this.content(this.chosen(view), view);
      this.#state = content
        ? "ready"
        : view
          ? "empty"
          : !isSpeechless && (feed.error || !navigator.onLine)
            ? "error"
            : "loading";
      this.#until = view?.until ?? Infinity;
      this.#skew = view?.skew ?? 0;
      shown = content ? [this.#notice(feed, view!), this.#lost(), content] : this.#without(feed);
    } catch (error) {
      // A setting that is none, most likely. The page has better to show than nothing, and its developers are told.
      this.#state = "error";
      shown = this.#without(feed);
      reportError(error);
    }
    this.#ticking.clear();
    const attributes = {
      part: "root",
      "data-state": this.#state,
      "aria-busy": this.#state === "loading" && "true",
      lang: words.locale,
      dir: this.direction,
    };
    patch(this.shadowRoot!, [h("div", attributes, shown)], this.#ticking);
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
    const text = words.say(navigator.onLine ? (error?.code === "unauthorized" ? "signIn" : "error") : "offline");
    return h(
      "div",
      { part: "problem" },
      icon(navigator.onLine ? "alert" : "offline"),
      h("p", {}, text),
      this.#retryButton(),
    );
  }

  /** That what is shown may be old, how old, and why. */
  #notice({ stale, error }: Feed, { receivedAt }: View): Child {
    const { words } = this;
    const isOffline = !navigator.onLine;
    if (!stale && !error && !isOffline) return null;
    const age = receivedAt === null ? words.say("outdated") : words.age(receivedAt);
    return h(
      "div",
      { part: "notice" },
      icon(isOffline ? "offline" : "clock"),
      h(
        "p",
        {},
        isOffline && h("span", {}, words.say("offline")),
        (!isOffline || receivedAt !== null) && h("span", {}, age),
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
      const wanted = new CustomEvent("milestreak-retry", { bubbles: true, composed: true, cancelable: true });
      if (this.dispatchEvent(wanted)) this.refresh();
    };
    return h("button", { part: "retry", type: "button", onclick }, this.words.say("retry"));
  }

  /** Writes the texts that tick, and nothing else; asks to be woken for the next. */
  #writeTime(): void {
    const pinned = this.now;
    const now = pinned ?? Date.now() + this.#skew;
    let until = Infinity;
    for (const [node, ticking] of this.#ticking) {
      const { text, until: next } = ticking(now);
      write(node, text);
      until = Math.min(until, next);
    }
    this.due = pinned === null ? Math.min(until - this.#skew, this.#until) : Infinity;
    expect(this.due);
  }

  /** Once for each event, where it belongs. */
  #celebrate(events: readonly Event[]): void {
    const fresh = events.filter((event) => !this.#celebrated.has(event));
    for (const event of fresh) this.#celebrated.add(event);
    const mine = fresh.filter((event) => this.#isMine(event));
    // Until there is other news of it.
    if (mine.length) this.#losses = mine.filter(({ type }) => LOSSES.includes(type));
    const most = Math.max(0, ...mine.map(({ type }) => CONFETTI[type] ?? 0));
    if (most && this.isConnected) celebrate(this.shadowRoot!, most);
  }

  #isMine({ groupId, groupName, targetRuleId, streakId }: Event): boolean {
    const { view, target } = this;
    const group = view && this.chosen(view).find(({ id, name }) => id === groupId && name === groupName);
    if (!group) return false;
    return target === null || streakId !== null || group.cycles.some((cycle) => cycle.targetRuleId === targetRuleId);
  }
}

reflect(Widget, ATTRIBUTES);
