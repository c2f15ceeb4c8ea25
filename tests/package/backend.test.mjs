// The backend that docs/client.md offers for copying, as it stands there, between the mock API and the installed package.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { pack, project, top } from "./pack.mjs";

const [, code] = /^```mjs\n(.*?)^```/ms.exec(await readFile(join(top, "docs/client.md"), "utf8"));
const packed = await pack();
const installed = await project(packed.tarball, { "use.mjs": 'export * from "milestreak";', "backend.mjs": code });

let backend;
let ms;

/** Starts the backend; gives its origin. */
async function start(env) {
  const child = spawn(process.execPath, ["backend.mjs"], {
    cwd: installed.folder,
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, origin: new URL(String(line).trim()).origin };
}

before(async () => {
  ms = await import(pathToFileURL(join(installed.folder, "use.mjs")));
  await ms.init();
  backend = await start({ API: process.env.MILESTREAK_ORIGIN, API_USER: "demo", API_PASSWORD: "demo" });
});

after(async () => {
  backend.child.kill();
  await installed.remove();
  await packed.remove();
});

// A page would send the cookie by itself.
const page = (session, origin = backend.origin) =>
  new ms.Client({
    baseUrl: origin,
    path: "/loyalty/{userId}",
    headers: session ? { cookie: `a=b; session=${session}` } : {},
    retry: { attempts: 1 },
  });

test("gives the figures of whoever is signed in", async () => {
  const snapshot = await page("a-session").targetGroups("me", { includeInactive: true });
  assert.equal(snapshot.userId, 347286146);
  assert.equal(snapshot.streaks()[0].historyComplete, true);
});

test("gives nobody anything who is not", async () => {
  for (const session of [undefined, "another"])
    await assert.rejects(page(session).targetGroups("me"), { code: "unauthorized" });
  await assert.rejects(page("a-session").targetGroups(566135941), { code: "not-found" });
});

test("does not take its own trouble for the customer's", async () => {
  const refused = await start({ API: process.env.MILESTREAK_ORIGIN, API_USER: "demo", API_PASSWORD: "wrong" });
  await assert.rejects(page("a-session", refused.origin).targetGroups("me"), { code: "http", status: 502 });
  refused.child.kill();
  const alone = await start({ API: "http://127.0.0.1:1" });
  await assert.rejects(page("a-session", alone.origin).targetGroups("me"), { code: "http", status: 502 });
  alone.child.kill();
});
