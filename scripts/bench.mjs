// npm run bench: the figures of the README, measured on this machine in every browser there is and in Node, against what
// people would use instead. Writes benches/results.json and benches/chart.svg. `npm run bench -- chromium` runs one only.

import { build } from "esbuild";
import { createServer } from "node:http";
import { readFile, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { extname, join } from "node:path";
import puppeteer from "puppeteer-core";
import { browsers } from "./browsers.mjs";
import { buildPackage } from "./build.mjs";
import { chart } from "./chart.mjs";
import { top } from "./run.mjs";
import { sizes } from "./size.mjs";
import { launchWebKit } from "./webkit.mjs";

const round = (value) => Number(value.toPrecision(3));

const only = process.argv.slice(2);
const wanted = (engine) => only.length === 0 || only.includes(engine);

await buildPackage();
const [bundle] = (
  await build({
    entryPoints: [join(top, "benches/browser.mjs")],
    bundle: true,
    format: "esm",
    write: false,
    external: ["/pkg/*"],
    target: "es2023",
  })
).outputFiles;

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const server = createServer(async (request, response) => {
  // Isolated pages have the finest clocks.
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cache-control": "max-age=3600",
  };
  const path = request.url;
  try {
    const body =
      path === "/"
        ? '<!doctype html><link rel="icon" href="data:,"><title>bench</title><script type="module" src="/bench.js"></script>'
        : path === "/bench.js"
          ? bundle.contents
          : await readFile(
              join(
                top,
                path.startsWith("/pkg/")
                  ? path.replace("/pkg/", "pkg/dist/")
                  : path.replace("/fixtures/", "tests/fixtures/"),
              ),
            );
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "text/html" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;

/** Opens the page, runs a function of it and closes it again. */
const ENGINES = {
  chromium: () => withPuppeteer("chrome", browsers().chromium),
  firefox: () => withPuppeteer("firefox", browsers().firefox),
  webkit: withWebKit,
  node: withNode,
};

async function withPuppeteer(browser, { name, binary, arguments: args }) {
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

async function withWebKit() {
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

/** Everything that is measured in a browser, each in a page that is fresh: memory that one needed never gets smaller. */
async function visits(visit) {
  const growth = await visit("grow");
  const results = await visit("bench");
  const starts = [];
  for (let load = 0; load < 12; load++) starts.push(await visit("start"));
  return { ...results, growth, startMs: warm(starts) };
}

async function withNode() {
  const engine = await import("../pkg/dist/node.js");
  const { measure } = await import("../benches/suite.mjs");
  const before = performance.now();
  await engine.init();
  const startMs = performance.now() - before;
  const fixture = await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json"));
  return { name: "Node", version: process.version, ...(await measure(engine, fixture)), startMs };
}

/** The median of the starts once the caches of the browser are warm. */
function warm(starts) {
  const sorted = starts.slice(4).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0].model}, ${cpus().length} cores`,
  engines: {},
};
for (const [engine, run] of Object.entries(ENGINES)) {
  if (!wanted(engine)) continue;
  console.log(`measuring in ${engine} …`);
  const result = await run();
  if (result) {
    results.engines[engine] = result;
    print(result);
  } else console.log(`${engine} is NOT MEASURED: it is not installed`);
}
server.close();

function print({ name, version, responses, held, growth, startMs }) {
  console.log(`\n${name} ${version}: bytes in, active cycles out`);
  for (const [body, { bytes, figures }] of Object.entries(responses)) {
    console.log(`  ${body} (${bytes} bytes)`);
    const ours = figures.milestreak.medianMs;
    for (const [peer, { medianMs, fromMs, toMs }] of Object.entries(figures)) {
      const ratio = peer === "milestreak" ? "" : `${(medianMs / ours).toFixed(2)}×`;
      console.log(
        `    ${ratio.padStart(7)}  ${String(round(medianMs)).padStart(8)} ms (${round(fromMs)} to ${round(toMs)})  ${peer}`,
      );
    }
    console.log(
      `             ${round(held[body].summary.medianMs)} ms summary, ${round(held[body].activeCycles.medianMs)} ms activeCycles of a held snapshot`,
    );
  }
  for (const { bytes, medianMs, memoryBytes } of growth ?? []) {
    const perMegabyte = (medianMs / bytes) * 1e6;
    console.log(
      `  ${(bytes / 1e6).toFixed(0)} MB: ${round(perMegabyte)} ms a megabyte, memory ${(memoryBytes / bytes).toFixed(1)}× the body`,
    );
  }
  console.log(`  init: ${round(startMs)} ms with warm caches\n`);
}

if (only.length === 0) {
  const rounded = JSON.stringify(
    results,
    (_, value) => (typeof value === "number" && !Number.isInteger(value) ? round(value) : value),
    1,
  );
  await writeFile(join(top, "benches/results.json"), `${rounded}\n`);
  await writeFile(join(top, "benches/chart.svg"), chart(results));
  await publish("COMPARE.md", tables(results));
  await publish("README.md", inShort(results, await sizes()));
  console.log("written: benches/results.json, benches/chart.svg, the figures of README.md and COMPARE.md");
}
process.exit();

/** Writes figures into a document, where it has a place for them. */
async function publish(name, figures) {
  const document = join(top, name);
  const text = await readFile(document, "utf8");
  await writeFile(
    document,
    text.replace(/(<!-- bench -->\n)[\s\S]*(<!-- \/bench -->)/, (_, before, after) => `${before}${figures}${after}`),
  );
}

/** The figures of the README. */
function inShort({ engines }, sizes) {
  const times = (body) =>
    Object.values(engines)
      .map(({ name, responses }, place) => {
        const { figures } = responses[body];
        return `${(figures["JSON.parse + hand-written"].medianMs / figures.milestreak.medianMs).toFixed(1)} ${place ? "" : "times as fast "}in ${name}`;
      })
      .join(", ");
  const weight = (...names) => `${(names.reduce((sum, name) => sum + sizes[name].brotli, 0) / 1000).toFixed(1)} kB`;
  return [
    `From the bytes of 468 kB to the active cycles, next to \`JSON.parse\` and well-written JavaScript: ${times("468 kB")}.`,
    `At 18 kB: ${times("18 kB")}.`,
    `Asked again, as a ticking clock does, the whole dashboard of those 468 kB takes ${round(engines.chromium.held["468 kB"].summary.medianMs)} ms in Chromium.`,
    `A page loads ${weight("milestreak.wasm")} of WebAssembly and ${weight("index.js", "slim.js")} of JavaScript, and for the elements another ${weight("elements.js")} (brotli).\n`,
  ].join("\n");
}

/** The tables of COMPARE.md. */
function tables({ engines, machine, date }) {
  const table = (head, rows) =>
    [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  const all = Object.values(engines);
  const peers = Object.keys(all[0].responses["468 kB"].figures).filter((name) => name !== "milestreak");
  const ratios = table(
    ["response", "engine", "milestreak", ...peers],
    Object.keys(all[0].responses).flatMap((body) =>
      all.map(({ name, responses }) => {
        const { figures } = responses[body];
        const ours = figures.milestreak.medianMs;
        return [
          body,
          name,
          `${round(ours)} ms`,
          ...peers.map((peer) => `${(figures[peer].medianMs / ours).toFixed(2)}×`),
        ];
      }),
    ),
  );
  const rest = table(
    ["engine", "summary of a held snapshot, 18 kB", "468 kB", "9 MB", "init, caches warm", "1 MB", "10 MB", "100 MB"],
    all.map(({ name, held, startMs, growth }) => [
      name,
      ...["18 kB", "468 kB", "9 MB"].map((body) => `${round(held[body].summary.medianMs)} ms`),
      `${round(startMs)} ms`,
      ...[0, 1, 2].map((place) => {
        const point = growth?.[place];
        return point
          ? `${round((point.medianMs / point.bytes) * 1e6)} ms a MB, ${(point.memoryBytes / point.bytes).toFixed(1)}× memory`
          : "–";
      }),
    ]),
  );
  return `\nMeasured on ${machine}, ${date}, by \`npm run bench\`: medians, bytes in and active cycles out; each column says how many times as long the other way takes.\n\n${ratios}\n${rest}\n`;
}
