/**
 * What all elements have in common: where their data comes from, how they speak, and whom they tell.
 *
 * @module
 */

import type { Event } from "../../generated/types.js";
import type { MilestreakError } from "../error.js";
import css from "./style.css";
import { follow, unfollow } from "./clock.js";
import { dispatch } from "./dispatch.js";
import { isTimeZone } from "./format.js";
import { type ElementIssue, tellIssues, unknownTimeZone } from "./issues.js";
import { fetchMessages, type Messages } from "./languages.js";
import { ancestors } from "./markup.js";
import {
  type Feed,
  type Reader,
  type Source,
  sourceOf,
  type Subject,
  userOf,
  WAITING,
  type WatchedClient,
} from "./source.js";
import { type Data, groupOf, type Questions, type SnapshotLike, type View, viewOf } from "./view.js";
import { Words } from "./words.js";

/** Without a page, as on a server, the classes are there and make nothing. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all elements: constructed, which a content security policy for styles does not concern. */
function sheetOf(styles: string): CSSStyleSheet {
  let sheet = sheets.get(styles);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    // jsdom up to 26 does not have it, and paints nothing.
    sheet.replaceSync?.(styles);
    sheets.set(styles, sheet);
  }
  return sheet;
}

/** The name of the property of an attribute. */
const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Gives a class a property for each of its attributes. */
export function reflect(element: typeof MilestreakElement, names: readonly string[]): void {
  for (const name of names) {
    Object.defineProperty(element.prototype, camelCase(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement): string | null {
        return this.getAttribute(name);
      },
      set(this: HTMLElement, value: unknown) {
        if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
    });
  }
}

/** Whether the network is gone; a server has none that could be. */
export const isOffline = (): boolean => globalThis.navigator?.onLine === false;

/** What keeps figures from coming, as the name of its message; empty for nothing. */
export const troubleOf = (error: MilestreakError | null): "offline" | "signIn" | "error" | "" =>
  isOffline() ? "offline" : error ? (error.code === "unauthorized" ? "signIn" : "error") : "";

const ZONES = ["time-zone", "server-time-zone"] as const;
const ATTRIBUTES = ["src", "user-id", ...ZONES, "currency", "at-risk-within-ms"] as const;

export abstract class MilestreakElement extends Base {
  /** @internal */
  static readonly observedAttributes: readonly string[] = [...ATTRIBUTES, "data", "lang"];
  /** @internal */
  static readonly styles: readonly string[] = [css];

  /** Where the response is: an address with `{userId}` in it, or the base URL of the API. */
  declare src: string | null;
  /** Whose response. */
  declare userId: string | null;
  /** The time zone of the programme, an IANA name; that of the server's clock without one. */
  declare timeZone: string | null;
  /** The time zone of the server's clock, an IANA name; what the response shows without one. */
  declare serverTimeZone: string | null;
  /** What currency amounts are in, an ISO 4217 code; plain numbers without one. */
  declare currency: string | null;
  /** How long before its end a streak is at risk, in milliseconds; 24 hours without it. */
  declare atRiskWithinMs: string | null;

  /** @internal */
  due = Infinity;
  /** Elements inside that take what this one has. @internal */
  readonly widgets = new Set<MilestreakElement>();

  #own: Feed = WAITING;
  #client: WatchedClient | null = null;
  #messages: Partial<Messages> | null = null;
  #now: number | null = null;
  #source: Source | undefined;
  #provider: MilestreakElement | undefined;
  #words: { key: string; messages: Partial<Messages> | null; words: Words } | undefined;
  #isPending = false;
  #trouble = "";
  #reported: MilestreakError | null = null;
  #told: ReadonlySet<string> = new Set();
  readonly #speaker: HTMLElement | undefined;

  constructor() {
    super();
    // On a server an element makes markup and no nodes.
    if (!globalThis.document) return;
    // A server may have made the shadow tree.
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = (this.constructor as typeof MilestreakElement).styles.map(sheetOf);
    // Empty from the start: what a live region has when it appears is not read.
    this.#speaker = document.createElement("div");
    this.#speaker.className = "spoken";
    this.#speaker.setAttribute("role", "status");
    root.append(this.#speaker);
  }

  /** What to show: a `Snapshot`. */
  get snapshot(): SnapshotLike | null {
    return this.feed.snapshot;
  }
  set snapshot(snapshot: SnapshotLike | null) {
    this.#show({ snapshot: snapshot ?? null });
  }

  /** What to show: plain results, in place of a snapshot. As an attribute it is JSON, and JSON is taken here too. */
  get data(): Data | null {
    return this.feed.data;
  }
  set data(data: Data | string | null) {
    let results = data ?? null;
    try {
      // Frameworks set the property to the text of the attribute. What is no JSON is told where it is to be shown.
      if (typeof data === "string") results = JSON.parse(data);
    } catch {}
    this.#show({ data: results as Data | null });
  }

  /** Why there is nothing to show, or nothing newer. */
  get error(): MilestreakError | null {
    return this.feed.error;
  }
  set error(error: MilestreakError | null) {
    this.#show({ error: error ?? null });
  }

  /** Whether what is shown may be out of date. */
  get stale(): boolean {
    return this.feed.stale;
  }
  set stale(stale: boolean) {
    this.#show({ stale: Boolean(stale) });
  }

  /** What fetches the data of `userId`: a `Client`. */
  get client(): WatchedClient | null {
    return this.#client;
  }
  set client(client: WatchedClient | null) {
    this.#client = client ?? null;
    this.#subscribe();
  }

  /** Texts in place of the built-in ones, by name; those of the provider without them. */
  get messages(): Partial<Messages> | null {
    return this.#messages ?? this.#provider?.messages ?? null;
  }
  set messages(messages: Partial<Messages> | null) {
    this.#messages = messages ?? null;
    this.changed();
  }

  /** The instant that is shown, in epoch milliseconds; null for the clock's. Setting it stops the clock. */
  get now(): number | null {
    return this.#now ?? this.#provider?.now ?? null;
  }
  set now(now: Date | number | null) {
    this.#now = now === null || now === undefined ? null : Number(now);
    this.changed();
  }

  /** Tells what changed, as `diff` or `watch` give it: it is read aloud, celebrated, and dispatched as DOM events. */
  notify(events: readonly Event[]): void {
    this.#passOn(events);
    this.changed(events);
  }

  /** Fetches again at once, as after a purchase; what changed is told. Does nothing where the page hands the data over. */
  refresh(): void {
    if (this.#source) this.#source.refresh();
    else this.#provider?.refresh();
  }

  /** @internal */
  connectedCallback(): void {
    // What was set before the element was defined hides its properties.
    for (const name of Object.keys(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      const own = this as unknown as Record<string, unknown>;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
    follow(this);
    for (const at of ancestors(this.parentNode ?? (this.getRootNode() as ShadowRoot).host)) {
      if (at.localName !== "milestreak-provider") continue;
      this.#provider = at as MilestreakElement;
      this.#provider.widgets?.add(this);
      break;
    }
    this.#subscribe();
    this.changed();
  }

  /** @internal */
  disconnectedCallback(): void {
    unfollow(this);
    this.#provider?.widgets.delete(this);
    this.#provider = undefined;
    this.#source?.delete(this.#receive);
    this.#source = undefined;
  }

  /** @internal */
  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    // These are JSON, which their properties take as well.
    if (name === "data" || name === "rank") Object.assign(this, { [name]: value });
    else {
      this.#subscribe();
      this.changed();
    }
  }

  /** @internal */
  tick(): void {}

  /** @internal */
  pageChanged(): void {
    if (this.#isOwner) this.#speakOfTrouble();
    this.changed();
  }

  /** @internal */
  clockJumped(): void {
    // Where nobody is signed in any more, or the first answer is on its way, there is nothing to renew.
    if (this.#isOwner && this.feed !== WAITING) this.#source?.refresh();
    this.changed();
  }

  /** What was said of somebody is not for the next one to see. @internal */
  forget(): void {
    for (const widget of this.widgets) widget.forget();
    this.#speak([]);
  }

  /** Something of what is shown is another, or how it is shown. @internal */
  changed(events: readonly Event[] = []): void {
    for (const widget of this.widgets) widget.changed(events);
    if (this.#isPending || !this.isConnected) return;
    // Later, but before anything is painted: several changes are one.
    this.#isPending = true;
    queueMicrotask(() => {
      this.#isPending = false;
      if (this.isConnected) this.settled();
    });
  }

  /** All that changed together has changed. @internal */
  protected settled(): void {
    this.#tellIssues();
  }

  /** What is shown at this moment. @internal */
  get feed(): Feed {
    const { snapshot, data, error } = this.#own;
    if ((snapshot ?? data ?? error) !== null) return this.#own;
    return this.#source?.feed ?? this.#provider?.feed ?? WAITING;
  }

  /** The same, worked out; null while there is nothing. @internal */
  get view(): View | null {
    const { feed, now } = this;
    const source = feed.snapshot ?? feed.data;
    if (source === null) return null;
    if (typeof source !== "object") throw new TypeError(`no JSON in data of <${this.localName}>`);
    const { timeZone, atRiskWithinMs } = this.#questions;
    const questions: Questions = {};
    if (now !== null) questions.now = now;
    if (timeZone !== null) questions.timeZone = timeZone;
    if (atRiskWithinMs !== null) questions.atRiskWithinMs = atRiskWithinMs;
    return viewOf(source, questions);
  }

  /** What the figures depend on besides the response. */
  get #questions(): Pick<Subject, "timeZone" | "serverTimeZone" | "atRiskWithinMs"> {
    const atRiskWithinMs = this.#inherited("at-risk-within-ms");
    return {
      timeZone: this.#zone("time-zone"),
      serverTimeZone: this.#zone("server-time-zone"),
      atRiskWithinMs: atRiskWithinMs === null ? null : Number(atRiskWithinMs),
    };
  }

  /** @internal */
  get words(): Words {
    const { messages } = this;
    const timeZone = this.#zone("time-zone") ?? this.#zone("server-time-zone");
    const options = {
      lang: this.#language,
      currency: this.#inherited("currency"),
      timeZone: timeZone ?? "UTC",
      offset: timeZone === null ? (this.#viewIfAny?.serverOffset ?? 0) : 0,
    };
    const key = JSON.stringify(options);
    if (this.#words?.key === key && this.#words.messages === messages) return this.#words.words;
    const words = new Words({ ...options, messages });
    // Those that stand in for a language on its way are not for keeping.
    if (!fetchMessages(options.lang)) this.#words = { key, messages, words };
    return words;
  }

  /** The direction of the words, where neither this element nor what is around it says one before their language. @internal */
  get direction(): "rtl" | "ltr" | null {
    for (const at of ancestors(this)) {
      if (at.hasAttribute("dir")) return null;
      if (at.hasAttribute("lang")) break;
    }
    return this.words.isRightToLeft ? "rtl" : "ltr";
  }

  /** Whether the words are still on their way; it is told when they are here. @internal */
  get isSpeechless(): boolean {
    const coming = fetchMessages(this.#language);
    void coming?.then(() => this.changed());
    return coming !== undefined;
  }

  get #language(): string {
    return [...ancestors(this)].map((at) => at.getAttribute("lang")).find(Boolean) || navigator.language;
  }

  #show(part: Partial<Feed>): void {
    const before = this.#own;
    this.#own = { ...before, ...part };
    if (userOf(before) !== userOf(this.#own)) this.forget();
    if (this.isConnected) this.#speakOfTrouble();
    this.changed();
  }

  /** The same where it can be had: what keeps it from being shown is told where it is shown. */
  get #viewIfAny(): View | null {
    try {
      return this.view;
    } catch {
      return null;
    }
  }

  /** A time zone that the browser knows; null where none is set, and for another one, which is an issue and no error. */
  #zone(name: (typeof ZONES)[number]): string | null {
    const zone = this.#inherited(name);
    return zone !== null && isTimeZone(zone) ? zone : null;
  }

  /** Tells of what could not be read, each thing once, and by one element. */
  #tellIssues(): void {
    const issues: ElementIssue[] = [];
    for (const name of ZONES) {
      const zone = this.getAttribute(name);
      if (zone !== null && !isTimeZone(zone)) issues.push(unknownTimeZone(name, zone));
    }
    if (this.#isOwner) issues.push(...(this.#viewIfAny?.issues ?? []));
    this.#told = tellIssues(this, issues, this.#told);
  }

  #inherited(name: string): string | null {
    return this.getAttribute(name) ?? this.#provider?.getAttribute(name) ?? null;
  }

  #subscribe(): void {
    if (!this.isConnected) return;
    const origin = this.#client ?? this.src;
    const userId = this.userId;
    const source = origin && userId ? sourceOf({ origin, userId, ...this.#questions }, this.#source) : undefined;
    if (source === this.#source) return;
    if (this.#source) this.forget();
    this.#source?.delete(this.#receive);
    this.#source = source;
    source?.add(this.#receive);
    this.changed();
  }

  /** Whether what comes here comes to this element first, and no other speaks of it. */
  get #isOwner(): boolean {
    return this.#own !== WAITING || (this.#source?.isFirst(this.#receive) ?? false);
  }

  readonly #receive: Reader = (events, isAnother) => {
    if (isAnother) this.forget();
    if (this.#source!.isFirst(this.#receive)) {
      this.#passOn(events);
      this.#speakOfTrouble();
    }
    this.changed(events);
  };

  #passOn(events: readonly Event[]): void {
    if (!events.length) return;
    for (const event of events) {
      dispatch(this, event.type, event);
    }
    const groups = this.view?.groups ?? [];
    this.#speak(
      events.map((event) => {
        const group = groupOf(groups, event);
        const cycle = group?.cycles.find(
          ({ targetRuleId, periodId }) => targetRuleId === event.targetRuleId && periodId === event.periodId,
        );
        return this.words.event(event, cycle, group?.streak);
      }),
    );
  }

  /** Says that data does not come, or comes again; not each time that it still does not. */
  #speakOfTrouble(): void {
    const { error } = this.feed;
    const trouble = troubleOf(error);
    if (trouble && trouble !== this.#trouble) this.#speak([this.words.say(trouble)]);
    if (error && error !== this.#reported) dispatch(this, "error", error);
    this.#reported = error;
    this.#trouble = trouble;
  }

  /** Has sentences read aloud when the reader pauses. */
  #speak(sentences: readonly string[]): void {
    // New nodes each time: the same sentence again is news too. A server has nobody to tell.
    this.#speaker?.replaceChildren(
      ...sentences
        .filter(Boolean)
        .map((textContent) => Object.assign(document.createElement("p"), { lang: this.words.locale, textContent })),
    );
  }
}

reflect(MilestreakElement, ATTRIBUTES);
