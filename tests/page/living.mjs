// The living programme for tests: a page that is open on it, what its widgets show and say, and how its buttons are pressed.

import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";

export const SPRINT = 'milestreak-progress[group="Autumn sprint"]';
export const TENTH = 'milestreak-progress[group="Tenth one free"]';
export const NEEDED = 'milestreak-progress[group="Two out of three"]';
export const OVERALL = 'milestreak-progress[group="Shop both ways"]';
export const STREAK = "milestreak-streak";
export const CALENDAR = "milestreak-calendar";
export const RANK = "#rank milestreak-progress";
export const DASHBOARD = "milestreak-dashboard";

/** In the page: what a widget shows, with plain spaces and without marks of direction; what is read aloud, and heard. */
export function watchPage(page) {
  return page.evaluateOnNewDocument(() => {
    const plain = (text) => text.replace(/[\u2066-\u2069\u200e\u200f\u061c]/g, "").replace(/\s+/g, " ");
    window.shown = (selector) =>
      plain(document.querySelector(selector)?.shadowRoot?.querySelector('[part="root"]')?.textContent ?? "");
    window.spoken = () =>
      plain(document.querySelector("#provider").shadowRoot.querySelector('[role="status"]').textContent);
    window.heard = () => [...document.querySelectorAll("#news li")].map(({ textContent }) => textContent);
    window.shifts = 0;
    if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) {
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) window.shifts += hadRecentInput ? 0 : value;
      }).observe({ type: "layout-shift", buffered: true });
    }
    window.largest = NaN;
    if (PerformanceObserver.supportedEntryTypes.includes("largest-contentful-paint")) {
      new PerformanceObserver((list) => {
        for (const { startTime } of list.getEntries()) window.largest = startTime;
      }).observe({ type: "largest-contentful-paint", buffered: true });
    }
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      window.violations.push(`${violatedDirective} ${blockedURI}`),
    );
  });
}

const inTime = { timeout: 20_000 };

export const shows = (page, selector, ...texts) =>
  page
    .waitForFunction(
      (selector, texts) => texts.every((text) => shown(selector).includes(text)),
      inTime,
      selector,
      texts,
    )
    .catch(async () => {
      const shown = await page.evaluate((selector) => window.shown(selector), selector);
      assert.fail(`${selector} does not show ${texts.join(" and ")}, but: ${shown}`);
    });

export const says = (page, ...texts) =>
  page
    .waitForFunction((texts) => texts.every((text) => spoken().includes(text)), inTime, texts)
    .catch(async () => {
      assert.fail(`it does not say ${texts.join(" and ")}, but: ${await page.evaluate(() => spoken())}`);
    });

export const hears = (page, pattern) =>
  page
    .waitForFunction((source) => heard().some((line) => new RegExp(source).test(line)), inTime, pattern.source)
    .catch(async () => {
      assert.fail(`no event is ${pattern}, but: ${(await page.evaluate(() => heard())).join("\n")}`);
    });

export const receipt = (page, text) =>
  page.waitForFunction((text) => document.querySelector("#receipt").value.includes(text), inTime, text);

export const press = (page, name) => page.click(`[data-do="${name}"]`);

export const choose = (page, shopper) => page.click(`[name="shopper"][value="${shopper}"]`);

/** Chooses a setting, wherever it is folded away. */
export const set = (page, name, value) => page.select(`#${name}`, value);

export async function open(browser, path = "/", options = {}) {
  const opened = await openPage(browser, new URL(path, process.env.MILESTREAK_ORIGIN).href, {
    ...options,
    prepare: async (page) => {
      await watchPage(page);
      await options.prepare?.(page);
    },
  });
  await shows(opened.page, DASHBOARD, "Bonus points this month");
  return opened;
}

/** Closes the page; it must not have complained of anything that was not expected. */
export async function close({ page, complaints }, expected = []) {
  assert.deepEqual(await page.evaluate(() => violations), []);
  assert.deepEqual(
    complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint))),
    [],
  );
  await page.close();
}
