// How fast a response becomes an answer: opens the suite in every browser there is, and runs it in Node.

import { build } from "esbuild";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import puppeteer from "puppeteer-core";
import { browsers } from "../../scripts/browsers.mjs";
import { top } from "../../scripts/run.mjs";
import { launchWebKit } from "../../scripts/webkit.mjs";

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

const PAGE =
  '<!doctype html><link rel="icon" href="data:,"><title>bench</title><script type="module" src="/bench.js"></script>';

/** Serves the page with the suite, the package and the recorded response. */
async function serveSuite() {
  const [bundle] = (
    await build({
      entryPoints: [join(top, "benches/throughput/browser.mjs")],
      bundle: true,
      format: "esm",
      write: false,
      external: ["/pkg/*"],
      target: "es2023",
    })
  ).outputFiles;
  const contents = (path) => {
    if (path === "/") return PAGE;
    if (path === "/bench.js") return bundle.contents;
    return readFile(join(top, path.replace("/pkg/", "pkg/dist/").replace("/fixtures/", "tests/fixtures/")));
  };
  const server = createServer(async (request, response) => {
    // Isolated pages have the finest clocks.
    const headers = {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cache-control": "max-age=3600",
    };
    try {
      const body = await contents(request.url);
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(request.url)] ?? "text/html" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function inPuppeteer(url, browser, { name, binary, arguments: args }) {
  if (!binary) return undefined;
  const running = await puppeteer.launch({
    browser,
    executablePath: binary,
    args,
    headless: true,
    protocolTimeout: 30 * 60_000,
  });
  const page = await running.newPage();
  const results = await visits(async (call) => {
    await page.goto(url);
    return page.evaluate((call) => window[call](), call);
  });
  const version = await running.version();
  await running.close();
  return { name, version, ...results };
}

async function inWebKit(url) {
  const browser = await launchWebKit();
  if (!browser) return undefined;
  const results = await visits(async (call) => {
    await browser.goto(url);
    return browser.evaluate(`return await window.${call}();`);
  });
  const version = await browser.evaluate("return navigator.userAgent;");
  await browser.close();
  return { name: "WebKit", version, ...results };
}

async function inNode() {
  const engine = await import("../../pkg/dist/node.js");
  const { measure } = await import("./suite.mjs");
  const before = performance.now();
  await engine.init();
  const startMs = performance.now() - before;
  const fixture = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"));
  return { name: "Node", version: process.version, ...(await measure(engine, fixture)), startMs };
}

/** Everything that is measured in a browser, each in a page that is fresh: memory that one needed never gets smaller. */
async function visits(visit) {
  const growth = await visit("grow");
  const results = await visit("bench");
  const starts = [];
  for (let load = 0; load < 12; load++) starts.push(await visit("start"));
  return { ...results, growth, startMs: warm(starts) };
}

/** The median of the starts once the caches of the browser are warm. */
function warm(starts) {
  const sorted = starts.slice(4).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Measures in an engine; nothing if it is not installed. */
export async function throughput(engine) {
  if (engine === "node") return inNode();
  const { url, close } = await serveSuite();
  try {
    if (engine === "webkit") return await inWebKit(url);
    return await inPuppeteer(url, engine === "firefox" ? "firefox" : "chrome", browsers()[engine]);
  } finally {
    close();
  }
}
