// npm run soak: what takes minutes and is no test of every change. In Chromium, through the built package: a million responses
// read, asked and freed; some that are forgotten, for the garbage collector to free; and bodies made to be slow. Ends with an
// error when memory grows, or time grows faster than the body.

import puppeteer from "puppeteer-core";
import { serve } from "../www/server/server.mjs";
import { browsers } from "./browsers.mjs";
import { buildPackage } from "./build.mjs";

const ROUNDS = 1_000_000;
const FORGOTTEN = 100_000;

await buildPackage();
const { binary, arguments: args, help } = browsers().chromium;
if (!binary) throw new Error(`Chromium is needed: ${help}`);
const { origin, close } = await serve();
const browser = await puppeteer.launch({
  executablePath: binary,
  args: [...args, "--js-flags=--expose-gc"],
  headless: true,
  protocolTimeout: 60 * 60_000,
});
let failed = 0;
const report = (good, line) => {
  failed += good ? 0 : 1;
  console.log(`${good ? "ok    " : "FAILED"}  ${line}`);
};
const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

try {
  const page = await browser.newPage();
  await page.goto(`${origin}/tests/soak/soak.html`);
  await page.waitForFunction(() => window.soak);

  const freed = await page.evaluate((rounds) => window.soak.freed(rounds), ROUNDS);
  report(
    freed.after <= freed.warm,
    `${ROUNDS.toLocaleString("en")} responses read, asked and freed: the module's memory ${megabytes(freed.warm)} after 1,000 and ${megabytes(freed.after)} at the end`,
  );

  const forgotten = await page.evaluate((rounds) => window.soak.forgotten(rounds), FORGOTTEN);
  report(
    forgotten.after <= 2 * forgotten.warm,
    `${FORGOTTEN.toLocaleString("en")} forgotten and collected: ${megabytes(forgotten.warm)} after 1,000 and ${megabytes(forgotten.after)} at the end`,
  );

  // Twice the body, twice the time; four times would be a square in it. And no byte takes much longer than one of an ordinary
  // response, or more of the module's memory.
  const bodies = await page.evaluate((size) => window.soak.bodies(size), 1_000_000);
  const [ordinary] = bodies;
  for (const { name, bytes, ms, growth, halfMs, outcome, memoryBytes } of bodies) {
    const perByte = ms / bytes / (ordinary.ms / ordinary.bytes);
    const times = `${(ms / halfMs).toFixed(1)} times as long as a body ${growth.toFixed(1)} times smaller`;
    const memory = memoryBytes / bytes;
    report(
      ms / halfMs <= 1.5 * growth && perByte <= 10 && memory <= 6,
      `${name} (${outcome}): ${megabytes(bytes)} in ${ms.toFixed(1)} ms, ${times}; ${perByte.toFixed(1)} times as long for a byte as ordinary groups; memory ${memory.toFixed(1)} times the body`,
    );
  }

  const largest = await page.evaluate(() => window.soak.largest());
  report(
    largest.ms < 150 && largest.outcome === "too-large",
    `empty rows up to the client's maxBytes (${largest.outcome}): ${megabytes(largest.bytes)} in ${largest.ms.toFixed(1)} ms`,
  );
} finally {
  await browser.close();
  close();
}
process.exitCode = failed ? 1 : 0;
