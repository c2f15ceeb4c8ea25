// A browser for page tests, driven through puppeteer. Screenshots go to `.screenshots/`, which git does not keep.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { browsers } from "../../scripts/browsers.mjs";
import { top } from "../../scripts/run.mjs";

export const screenshots = join(top, ".screenshots");

/** axe, a script for pages that looks for what shuts people out. */
export const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts Chromium or Firefox; nothing if it is not installed, which the run says loudly. */
export async function launch(which = "chromium", options = {}) {
  const { binary, arguments: args } = browsers()[which];
  if (!binary) return undefined;
  await mkdir(screenshots, { recursive: true });
  return puppeteer.launch({
    browser: which === "firefox" ? "firefox" : "chrome",
    executablePath: binary,
    args,
    headless: true,
    ...options,
  });
}

/** A page that keeps what it complains of: errors, warnings, requests that failed. */
export async function openPage(browser, url, { width = 1280, height = 900, prepare } = {}) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warn", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    // Chromium calls a request aborted when its body was read to the end through a stream a moment before it heard of the end.
    if (!request.response()) complaints.push(`failed (${request.failure()?.errorText}): ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  await page.setViewport({ width, height });
  await prepare?.(page);
  await page.goto(url, { waitUntil: "load" });
  return { page, complaints };
}
