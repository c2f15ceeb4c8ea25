// How long a visitor waits for the first figure: from the navigation until it is painted, on a first visit and on a second.
// The pages take turns, in another order each round, each for a visitor whose browser has kept nothing; figures are medians.

import puppeteer from "puppeteer-core";
import { browsers } from "../../scripts/browsers.mjs";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { pages } from "./pages.mjs";
import { servePages } from "./server.mjs";

/** Networks and processors: bytes a second, milliseconds of latency, and how many times slower than this machine. */
const EMULATED = {
  "cable, desktop": { download: 2_500_000, latency: 28, slowdown: 1 },
  "4G phone": { download: 500_000, latency: 100, slowdown: 4 },
  "slow 4G phone": { download: 200_000, latency: 150, slowdown: 4 },
};

/** Browsers that cannot be slowed down. */
const AS_IT_IS = { "this machine": undefined };

const FIGURE = "window.firstFigureMs";

const quantile = (sorted, part) => sorted[Math.round(part * (sorted.length - 1))];

function figures(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  return { medianMs: quantile(sorted, 0.5), fromMs: quantile(sorted, 0.25), toMs: quantile(sorted, 0.75) };
}

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];

/** A browser that puppeteer drives; nothing if it is not installed. */
async function openPuppeteer(engine, devices) {
  const { name, binary, arguments: args } = browsers()[engine];
  if (!binary) return undefined;
  const browser = await puppeteer.launch({
    browser: engine === "firefox" ? "firefox" : "chrome",
    executablePath: binary,
    args,
    headless: true,
  });
  return {
    name,
    version: await browser.version(),
    devices,
    times: ["first", "second"],
    visitor: async (limits) => {
      const profile = await browser.createBrowserContext();
      return {
        // A tab for each visit: what a renderer keeps in its memory goes with it, what the browser keeps stays.
        visit: async (url) => {
          const page = await profile.newPage();
          await page.bringToFront();
          if (limits) {
            const { download, latency, slowdown } = limits;
            await page.emulateNetworkConditions({ download, upload: download / 4, latency });
            await page.emulateCPUThrottling(slowdown);
          }
          await page.goto(url);
          const ms = await (await page.waitForFunction(FIGURE, { polling: 20 })).jsonValue();
          await page.close();
          return ms;
        },
        leave: () => profile.close(),
      };
    },
    close: () => browser.close(),
  };
}

/** WebKit. Under a driver it keeps nothing that it fetched, so no visit is a second one. */
async function openWebKit() {
  const browser = await launchWebKit();
  return (
    browser && {
      name: "WebKit",
      version: await browser.evaluate("return navigator.userAgent;"),
      devices: AS_IT_IS,
      times: ["first"],
      visitor: async () => ({
        visit: async (url) => {
          await browser.goto(url);
          return browser.evaluate(`while (!${FIGURE}) await new Promise(requestAnimationFrame); return ${FIGURE};`);
        },
        leave: async () => undefined,
      }),
      close: browser.close,
    }
  );
}

const OPEN = {
  chromium: () => openPuppeteer("chromium", EMULATED),
  firefox: () => openPuppeteer("firefox", AS_IT_IS),
  webkit: openWebKit,
};

/** Has visitors visit every page of the server, each as often as there are times; what each visit took. */
async function visits(server, names, { times, visitor }, limits, rounds) {
  const samples = Object.fromEntries(names.map((name) => [name, times.map(() => [])]));
  for (let round = 0; round < rounds; round++) {
    for (const name of rotated(names, round)) {
      const { visit, leave } = await visitor(limits);
      const url = server.url(names.indexOf(name));
      for (const time of times.keys()) {
        server.requests.length = 0;
        samples[name][time].push(await visit(url));
        const twice = server.requests.find((path, place) => server.requests.indexOf(path) !== place);
        if (twice && times.includes("second")) throw new Error(`${name}: ${twice} was fetched twice`);
      }
      await leave();
    }
  }
  const measured = (name) => Object.fromEntries(times.map((time, place) => [time, figures(samples[name][place])]));
  return Object.fromEntries(names.map((name) => [name, measured(name)]));
}

/** Measures in an engine; nothing if it is not installed. */
export async function firstFigure(engine, rounds = 7) {
  const all = await pages();
  const browser = await OPEN[engine]();
  if (!browser) return undefined;
  const server = await servePages(Object.values(all));
  try {
    const { name, version } = browser;
    const devices = {};
    for (const [device, limits] of Object.entries(browser.devices)) {
      devices[device] = await visits(server, Object.keys(all), browser, limits, rounds);
    }
    return { name, version, devices };
  } finally {
    server.close();
    await browser.close();
  }
}
