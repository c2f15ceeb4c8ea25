// The stage on which the elements are tested, on a page with the strictest policy.

import { openPage } from "./browser.mjs";

export const url = `${process.env.MILESTREAK_ORIGIN}/tests/page/pages/elements.html`;

/** Counts timers that wait, of whatever runs on the page. */
function countTimers() {
  const waiting = new Set();
  const { setTimeout: set, clearTimeout: clear } = window;
  window.setTimeout = (run, ...rest) => {
    const id = set(
      () => {
        waiting.delete(id);
        run();
      },
      ...rest,
    );
    waiting.add(id);
    return id;
  };
  window.clearTimeout = (id) => {
    waiting.delete(id);
    clear(id);
  };
  window.waitingTimers = () => waiting.size;
}

/** Opens the page of the stage. */
export async function openStage(browser) {
  const opened = await openPage(browser, url, { prepare: (page) => page.evaluateOnNewDocument(countTimers) });
  await opened.page.waitForFunction(() => window.stage);
  return opened;
}
