// npm run pictures: takes the pictures of the documents anew, into docs/images. Some are in Arabic and Japanese: the machine needs fonts
// for these (Debian: fonts-noto-core fonts-noto-cjk).

import { join } from "node:path";
import { browsers } from "./browsers.mjs";
import { buildPackage } from "./build.mjs";
import { run, top } from "./run.mjs";

const PICTURES = {
  dashboard: { width: 1120, scheme: "light" },
  themes: { width: 1120, scheme: "dark" },
};

for (const language of ["ar", "ja"]) {
  const fonts = await run("fc-list", [`:lang=${language}`], { quiet: true }).catch(() => "");
  if (!fonts) console.log(`There may be no font for "${language}": look at the pictures.`);
}

await buildPackage();
const { serve } = await import("../www/server/server.mjs");
const { default: puppeteer } = await import("puppeteer-core");
const { origin, close } = await serve();
const { binary, arguments: args, help } = browsers().chromium;
if (!binary) throw new Error(help);
const browser = await puppeteer.launch({ executablePath: binary, args });
for (const [name, { width, scheme }] of Object.entries(PICTURES)) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 800, deviceScaleFactor: 1.5 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(`${origin}/tests/page/pages/pictures.html#${name}`);
  await page.waitForSelector("[data-ready]");
  const picture = await page.$("#picture");
  const path = join(top, "docs/images", `${name}.webp`);
  await picture.screenshot({ path, type: "webp", quality: 80 });
  console.log(`took docs/images/${name}.webp`);
  await page.close();
}
await browser.close();
close();
