// Every fault, met by the built package in real browsers over real HTTP, from a page of another origin than the API's. The
// table in docs/client.md is checked against what happens; `MILESTREAK_KEEP=1` writes it anew with today's figures.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { top } from "../../scripts/run.mjs";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { FAULTS } from "../cases/faults.mjs";
import { launch } from "./browser.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const page = `${origin.replace("127.0.0.1", "localhost")}/generated/schema.json`;
const document = join(top, "docs/client.md");

const TABLE = /^\| fault \|.*\n(?:\|.*\n)*/m;

/** Meets one fault, in a page. */
async function meetOne(origin, place) {
  const [ms, { FAULTS, meet }] = await Promise.all([import("/pkg/index.js"), import("/tests/cases/faults.mjs")]);
  await ms.init();
  return meet(ms, origin, FAULTS[place]);
}

async function withPuppeteer(which) {
  const browser = await launch(which);
  if (!browser) return undefined;
  const tab = await browser.newPage();
  await tab.goto(page);
  return { meet: (place) => tab.evaluate(meetOne, origin, place), close: () => browser.close() };
}

async function withWebKit() {
  const browser = await launchWebKit();
  await browser?.goto(page);
  return (
    browser && {
      meet: (place) => browser.evaluate(`return (${meetOne})(...args)`, origin, place),
      close: () => browser.close(),
    }
  );
}

const BROWSERS = {
  Chromium: () => withPuppeteer("chromium"),
  Firefox: () => withPuppeteer("firefox"),
  WebKit: withWebKit,
};
const met = {};

for (const [name, start] of Object.entries(BROWSERS)) {
  const browser = await start();
  after(() => browser?.close());
  met[name] = [];
  for (const [place, { fault }] of FAULTS.entries()) {
    test(`${name} meets: ${fault}`, {
      skip: browser ? false : `${name} is NOT TESTED: it is not installed`,
    }, async () => {
      met[name][place] = await browser.meet(place);
      assert.deepEqual(met[name][place].wrong, []);
    });
  }
}

test("the table in the documents is the one that was met", async () => {
  const text = await readFile(document, "utf8");
  const head = ["fault", "ends with", "requests", "most", ...Object.keys(BROWSERS)];
  const rows = FAULTS.map(({ fault, code = "a snapshot", requests, most = 1_000 }, place) => [
    fault,
    code === "a snapshot" ? code : `\`${code}\``,
    requests,
    `${most} ms`,
    ...Object.keys(BROWSERS).map((name) => (met[name][place] ? `${met[name][place].took} ms` : "–")),
  ]);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  if (process.env.MILESTREAK_KEEP) {
    await writeFile(document, text.replace(TABLE, `${lines.join("\n")}\n`));
    return;
  }
  // Times differ from run to run; everything else must not.
  const facts = (lines) => lines.map((line) => line.split(" | ").slice(0, 4).join(" | "));
  const [table] = TABLE.exec(text);
  assert.deepEqual(facts(table.trimEnd().split("\n")), facts(lines));
});
