/**
 * The one clock of all widgets on a page, and the page's news: hidden or shown, offline or online, in another language.
 * It has one timer, which is set for the next text that changes; with no widget, or while nobody looks, it has none.
 *
 * @module
 */

/** Somebody who wants to know. */
export interface Follower {
  /** The instant at which something of it changes by itself, in epoch milliseconds; Infinity when nothing does. */
  due: number;
  /** That instant has come, or passed while the page was hidden. */
  tick(): void;
  /** The network came or went, or the page's language or direction is another one. */
  pageChanged(): void;
  /** The clock went on or back by more than has passed: the machine slept, or somebody set it. */
  clockJumped(): void;
}

/** The longest wait: no event tells that a clock jumped, so it is looked at. */
const LONGEST = 60_000;

/** What the clock may be off after a wait without having jumped. */
const TOLERANCE = 1_000;

const followers = new Set<Follower>();
let timer: ReturnType<typeof setTimeout> | undefined;
let next = Infinity;
/** How far the clock is ahead of the browser's stopwatch, which nobody sets. */
let lead = 0;
let leaving: AbortController | undefined;

export function follow(follower: Follower): void {
  followers.add(follower);
  if (!leaving) listen();
}

export function unfollow(follower: Follower): void {
  followers.delete(follower);
  if (followers.size) return;
  leaving?.abort();
  leaving = undefined;
  stop();
}

/** Sets the timer anew for a follower whose `due` is another one. */
export function expect(due: number): void {
  if (due < next && followers.size && !document.hidden) set(due);
}

function set(due: number): void {
  stop();
  if (due === Infinity) return;
  next = due;
  // On a whole second, so that a hundred texts that change within it take one timer and not a hundred.
  const wait = Math.ceil(due / 1000) * 1000 - Date.now();
  timer = setTimeout(tick, Math.min(Math.max(wait, 0), LONGEST));
}

function stop(): void {
  clearTimeout(timer);
  next = Infinity;
}

function tick(): void {
  stop();
  if (document.hidden) return;
  const now = Date.now();
  const before = lead;
  lead = leadOfClock();
  const jumped = Math.abs(lead - before) > TOLERANCE;
  for (const follower of followers) {
    if (jumped) follower.clockJumped();
    else if (follower.due <= now) follower.tick();
  }
  set(Math.min(...[...followers].map(({ due }) => due)));
}

const leadOfClock = (): number => Date.now() - performance.now();

function listen(): void {
  lead = leadOfClock();
  leaving = new AbortController();
  const { signal } = leaving;
  const changed = (): void => {
    for (const follower of followers) follower.pageChanged();
  };
  document.addEventListener("visibilitychange", tick, { signal });
  addEventListener("focus", tick, { signal });
  addEventListener("online", changed, { signal });
  addEventListener("offline", changed, { signal });
  const observer = new MutationObserver(changed);
  observer.observe(document, { subtree: true, attributes: true, attributeFilter: ["lang", "dir"] });
  signal.addEventListener("abort", () => observer.disconnect());
}
