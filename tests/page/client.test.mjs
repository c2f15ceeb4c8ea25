// What only a page can show of the client: developer tools, storage, memory, and a customer who leaves and comes back.

import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { top } from "../../scripts/run.mjs";
import { profileIn, tells } from "../cases/session.mjs";
import { launch } from "./browser.mjs";

const origin = process.env.MILESTREAK_ORIGIN;
const USERS = { 347286146: "docs-user-all-cycles.json", 566135941: "docs-user-over-target.json" };
const profiles = await Promise.all(
  Object.values(USERS).map(async (file) =>
    profileIn(JSON.parse(await readFile(join(top, "tests/fixtures", file), "utf8"))),
  ),
);

const folders = [];
const browsers = {};
for (const name of ["chromium", "firefox"]) {
  const userDataDir = await mkdtemp(join(tmpdir(), `milestreak-${name}-`));
  folders.push(userDataDir);
  browsers[name] = { userDataDir, browser: await launch(name, { userDataDir }) };
}

after(async () => {
  await Promise.all(Object.values(browsers).map(({ browser }) => browser?.close()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })));
});

/** A page of the origin, with the package started as `ms`. */
async function open(browser) {
  const page = await browser.newPage();
  // A page without a policy, as these tests replace things, and without a word of a customer.
  await page.goto(`${origin}/generated/schema.json`);
  await page.evaluate(async () => {
    globalThis.memories = [];
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = async (...source) => {
      const started = await instantiateStreaming(...source);
      memories.push(started.instance.exports.memory);
      return started;
    };
    globalThis.ms = await import("/pkg/index.js");
    globalThis.store = await import("/pkg/store.js");
    globalThis.cases = await import("/tests/cases/client.mjs");
    await ms.init();
  });
  return page;
}

/** Every file below a folder. */
async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

for (const [name, { browser, userDataDir }] of Object.entries(browsers)) {
  describe(`a page in ${name}`, { skip: browser ? false : `${name} is NOT TESTED: it is not installed` }, () => {
    test("two users share a machine: no profile is stored, nobody sees another's figures, a sign-out leaves nothing", async () => {
      const page = await open(browser);
      const found = await page.evaluate(
        async (origin, users) => {
          const { good, faulty, requestsOf } = cases;
          // A server that lets the browser keep its answers: it must not all the same.
          const plan = faulty(origin, { headers: { "cache-control": "private, max-age=600" } });
          const client = (identity) =>
            new ms.Client(good(plan.baseUrl, { cache: { store: store.indexedDbStore(), identity } }));
          const table = async () => {
            const database = await new Promise(
              (resolve) => (indexedDB.open("milestreak").onsuccess = ({ target }) => resolve(target.result)),
            );
            const all = database.transaction("snapshots").objectStore("snapshots");
            const [keys, values] = await Promise.all(
              [all.getAllKeys(), all.getAll()].map(
                (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result))),
              ),
            );
            database.close();
            return keys.map((key, place) => [
              key,
              { ...values[place], body: new TextDecoder().decode(values[place].body) },
            ]);
          };
          const asked = { includeInactive: true, includeInactiveTargets: true };
          const [anna, bert] = [client("anna"), client("bert")];
          for (const user of users) await anna.targetGroups(user, asked);
          while ((await table()).length < users.length) await new Promise(requestAnimationFrame);
          const kept = await table();
          const before = await requestsOf(origin, plan.name);
          const restored = await client("anna").targetGroups(users[0], asked);
          const asAnna = await requestsOf(origin, plan.name);
          await bert.targetGroups(users[0], asked);
          const asBert = await requestsOf(origin, plan.name);
          while ((await table()).length < users.length + 1) await new Promise(requestAnimationFrame);
          await anna.signOut();
          const left = (await table()).map(([key]) => key);
          const elsewhere = JSON.stringify([
            { ...localStorage },
            { ...sessionStorage },
            document.cookie,
            await caches.keys(),
          ]);
          return { kept, requests: [before, asAnna, asBert], groups: restored.groups.length, left, elsewhere };
        },
        origin,
        Object.keys(USERS),
      );
      assert.deepEqual(found.requests, [2, 2, 3]);
      assert.equal(found.groups, 9);
      assert.equal(found.left.length, 1);
      assert.match(found.left[0], /bert/);
      assert.equal(found.elsewhere, '[{},{},"",[]]');
      const kept = JSON.stringify(found.kept);
      assert.match(kept, /t1Fixed/);
      for (const text of profiles.flat()) assert.ok(!tells(kept, text), `the store has ${text}`);
      await page.close();
    });

    test("no file of the browser has the customer's numbers and addresses, or the token", async () => {
      // The browser's own files have words like `mobile`, but nobody's telephone number.
      const secrets = [...profiles.flat().filter((text) => /\d{8}|@/.test(text)), "Bearer demo-token"];
      assert.ok(secrets.length > 4, secrets.join());
      let figures = 0;
      for (const path of await files(userDataDir)) {
        const bytes = await readFile(path).catch(() => Buffer.alloc(0));
        // Stores compress what they keep: this is a piece of a name that nothing before it has.
        figures += bytes.includes("_dummff") ? 1 : 0;
        for (const secret of secrets) {
          assert.ok(
            !bytes.includes(secret) && !bytes.includes(Buffer.from(secret, "utf16le")),
            `${path} has ${secret}`,
          );
        }
      }
      assert.ok(figures > 0, "what the test before this one stored is in these files");
    });

    test("two hundred calls with random aborts leave no more memory than before, and no rejection unheard", async () => {
      const page = await open(browser);
      const heard = await page.evaluate(async (origin) => {
        const unheard = [];
        addEventListener("unhandledrejection", ({ reason }) => unheard.push(String(reason)));
        const { faulty, good, USER } = cases;
        const client = new ms.Client(
          good(faulty(origin, { status: 503 }, { trickle: [500, 1] }, { cutAt: 50 }, {}).baseUrl, {
            retry: { attempts: 2, baseDelayMs: 5, maxDelayMs: 10 },
          }),
        );
        const round = async () => {
          const calls = Array.from({ length: 200 }, (_, call) => {
            const controller = new AbortController();
            if (call % 2) setTimeout(() => controller.abort(), (call * 7) % 100);
            return client.targetGroups(USER, { targetRuleId: call % 50, signal: controller.signal });
          });
          for (const { value } of await Promise.allSettled(calls)) value?.free();
          return memories[0].buffer.byteLength;
        };
        // A round takes more than those before it when more of its answers arrive at once, so memory may grow late. It
        // settles all the same, unless calls leave something behind: 66 bytes of each are a page within six rounds.
        const sizes = [];
        const settled = () => sizes.length >= 6 && sizes.slice(-6).every((size) => size === sizes.at(-1));
        while (!settled() && sizes.length < 40) sizes.push(await round());
        return { sizes, settled: settled(), unheard };
      }, origin);
      assert.deepEqual(heard.unheard, []);
      assert.ok(heard.settled, heard.sizes.join());
      await page.close();
    });

    test("a watch asks again when the customer or the network comes back, and rests while nobody looks", async () => {
      const page = await open(browser);
      const counts = await page.evaluate(async (origin) => {
        const { faulty, good, requestsOf, USER } = cases;
        const plan = faulty(origin, {});
        const updates = [];
        const watched = new ms.Client(good(plan.baseUrl)).watch(USER, {
          minAgeMs: 0,
          onUpdate: (update) => updates.push(update),
        });
        const settled = async (count) => {
          const end = Date.now() + 3_000;
          while (updates.length < count && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
          return [updates.length, await requestsOf(origin, plan.name)];
        };
        const hide = (hidden) => {
          Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
          document.dispatchEvent(new Event("visibilitychange"));
        };
        const rest = () => new Promise((resolve) => setTimeout(resolve, 100));
        const seen = {};
        seen.start = await settled(1);
        window.dispatchEvent(new Event("focus"));
        seen.focus = await settled(2);
        window.dispatchEvent(new Event("online"));
        seen.online = await settled(3);
        // The second of these comes while the first is on its way.
        watched.refresh();
        watched.refresh();
        seen.refreshed = await settled(5);
        hide(true);
        window.dispatchEvent(new Event("online"));
        await rest();
        seen.hidden = await settled(5);
        hide(false);
        seen.visible = await settled(6);
        watched.dispose();
        for (const type of ["focus", "online"]) window.dispatchEvent(new Event(type));
        hide(false);
        watched.refresh();
        await rest();
        seen.disposed = await settled(6);
        return seen;
      }, origin);
      assert.deepEqual(counts, {
        start: [1, 1],
        focus: [2, 2],
        online: [3, 3],
        refreshed: [5, 5],
        hidden: [5, 5],
        visible: [6, 6],
        disposed: [6, 6],
      });
      await page.close();
    });
  });
}

test("developer tools show no credentials of a client, a watch or an error", {
  skip: browsers.chromium.browser ? false : "Chromium is NOT TESTED: it is not installed",
}, async () => {
  const page = await open(browsers.chromium.browser);
  await page.evaluate(async (origin) => {
    const { good, USER } = cases;
    const auth = { type: "basic", username: "till", password: "s3cret-of-nobody" };
    globalThis.client = new ms.Client(good(origin, { auth, headers: { "x-cap-api-auth-key": "s3cret-of-nobody" } }));
    globalThis.watched = client.watch(USER);
    globalThis.error = await client.targetGroups(USER).catch((error) => error);
  }, origin);
  const tools = await page.createCDPSession();
  for (const name of ["client", "watched", "error"]) {
    const shown = await tools.send("Runtime.evaluate", { expression: name, generatePreview: true });
    const inside = await tools.send("Runtime.getProperties", {
      objectId: shown.result.objectId,
      generatePreview: true,
      accessorPropertiesOnly: false,
    });
    assert.ok(shown.result.className, name);
    assert.doesNotMatch(JSON.stringify([shown, inside]), /s3cret/, name);
  }
  await page.close();
});
