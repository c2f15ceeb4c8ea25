// The page of PLATFORM.md that takes the package from a CDN with integrity hashes, under a policy that allows no more than it needs.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { launchWebKit } from "../../scripts/webkit.mjs";
import { launch } from "../page/browser.mjs";
import { documented } from "./documented.mjs";
import { pack, project } from "./pack.mjs";
import { serve } from "./serve.mjs";

const hash = (algorithm, bytes) => `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;

const packed = await pack();
const installed = await project(packed.tarball);
const dist = join(installed.folder, "node_modules/milestreak/dist");

/** What somebody who has taken the CDN over changes; nothing at first. */
let changed = "";

const cdn = await serve(async (path) => {
  const name = path.split("/dist/")[1];
  const body = await readFile(join(dist, name));
  // Both files stay what they are, a module and a program; only the hash tells.
  const more = name.endsWith(".js") ? Buffer.from("\n") : Buffer.from([0, 2, 1, 120]);
  return {
    body: name === changed ? Buffer.concat([body, more]) : body,
    headers: { "access-control-allow-origin": "*" },
  };
});

let html = documented("cdn.html").replaceAll("https://cdn.example", cdn.origin);
for (const file of ["slim.js", "milestreak.wasm"])
  html = html.replace(`sha384-of-${file}`, hash("sha384", await readFile(join(dist, file))));
// A page cannot catch what keeps its module from loading, but it hears of it.
html = html.replace(
  "<script",
  `<script>addEventListener("error", () => (document.title = "refused"), true);</script>\n<script`,
);
const inline = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => `'${hash("sha256", code)}'`);
const policy = `default-src 'none'; script-src ${cdn.origin} ${inline.join(" ")} 'wasm-unsafe-eval'; connect-src ${cdn.origin}; img-src data:`;
const page = await serve((path) =>
  path === "/index.html" ? { body: html, headers: { "content-security-policy": policy } } : undefined,
);

const puppets = async (which) => {
  const browser = await launch(which);
  if (!browser) return undefined;
  const tab = await browser.newPage();
  return { goto: (url) => tab.goto(url), title: () => tab.title(), close: () => browser.close() };
};
const webkit = async () => {
  const browser = await launchWebKit();
  return (
    browser && { goto: browser.goto, title: () => browser.evaluate("return document.title;"), close: browser.close }
  );
};
const browsers = { Chromium: await puppets("chromium"), Firefox: await puppets("firefox"), WebKit: await webkit() };

after(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser?.close()));
  cdn.close();
  page.close();
  await installed.remove();
  await packed.remove();
});

/** What the page calls itself once it has come to an end. */
async function outcome(browser) {
  await browser.goto(`${page.origin}/`);
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const title = await browser.title();
    if (title !== "app") return title;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return "no end";
}

for (const [name, browser] of Object.entries(browsers)) {
  describe(`from a CDN, in ${name}`, { skip: browser ? false : `${name} is NOT TESTED: it is not installed` }, () => {
    for (const [file, expected] of [
      ["", "user 7"],
      ["slim.js", "refused"],
      ["milestreak.wasm", "refused"],
    ]) {
      test(file ? `${file} is refused when it was changed` : "the page works", async () => {
        changed = file;
        assert.equal(await outcome(browser), expected);
      });
    }
  });
}
