// npm run soak: what takes minutes and is no test of every change. In Chromium, through the built package: a million responses
// read, asked and freed; some that are forgotten, for the garbage collector to free; bodies made to be slow; a hundred thousand
// calls of a client against an API that fails; and a page that stays open for a day. Ends with an error when memory grows, time
// grows faster than the body, a call does not settle, or a widget shows another day than its programme has. `npm run soak -- day`
// runs one part alone: memory, bodies, network or day.

import puppeteer from "puppeteer-core";
import { hostileBodies } from "../tests/soak/bodies.mjs";
import { aDay } from "../tests/soak/day.mjs";
import { manyResponses } from "../tests/soak/memory.mjs";
import { manyCalls } from "../tests/soak/network.mjs";
import { serve } from "../www/server/server.mjs";
import { browsers } from "./browsers.mjs";
import { buildPackage } from "./build.mjs";

const PARTS = { memory: manyResponses, bodies: hostileBodies, network: manyCalls, day: aDay };
const chosen = Object.keys(PARTS).filter((part) => process.argv.includes(part));

await buildPackage();
const { binary, arguments: args, help } = browsers().chromium;
if (!binary) throw new Error(`Chromium is needed: ${help}`);
const { origin, close } = await serve();
const browser = await puppeteer.launch({
  executablePath: binary,
  args: [...args, "--js-flags=--expose-gc"],
  headless: true,
  // Each request would be told here in half a dozen messages, behind which the result waits.
  networkEnabled: false,
  protocolTimeout: 60 * 60_000,
});
let failed = 0;
const report = (good, line) => {
  failed += good ? 0 : 1;
  console.log(`${good ? "ok    " : "FAILED"}  ${line}`);
};

try {
  for (const part of chosen.length ? chosen : Object.keys(PARTS)) await PARTS[part](browser, origin, report);
} finally {
  await browser.close();
  close();
}
process.exitCode = failed ? 1 : 0;
