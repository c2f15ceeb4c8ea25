// Every piece of JavaScript in the documents runs as it stands, with the installed tarball, and every link leads somewhere.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { access, copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const installed = await project(packed.tarball);
for (const [fixture, name] of [["docs-user-all-cycles.json", "response.json"], ["catalog-all-milestones.json", "catalog.json"]]) {
  await copyFile(join(top, "tests/fixtures", fixture), join(installed.folder, name));
}

// A shop's own backend: it holds the credentials and passes questions on to the API.
const backend = createServer(async (request, response) => {
  const { method, headers, url } = request;
  const scope = headers["data-scope"] ? { "data-scope": headers["data-scope"] } : {};
  const answer = await fetch(process.env.MILESTREAK_ORIGIN + url.replace("/loyalty", ""), { method, headers: { authorization: "Bearer demo-token", ...scope } });
  response.writeHead(answer.status, { "content-type": "application/json" }).end(Buffer.from(await answer.arrayBuffer()));
});
await new Promise((resolve) => backend.listen(0, "127.0.0.1", resolve));
const shop = `http://127.0.0.1:${backend.address().port}/loyalty`;

after(async () => {
  backend.close();
  await installed.remove();
  await packed.remove();
});

const folders = [".", "pkg", "docs", "tests", "tests/vectors"];
const paths = (
  await Promise.all(folders.map(async (folder) => (await readdir(join(top, folder))).filter((name) => name.endsWith(".md")).map((name) => join(top, folder, name))))
).flat();
const documents = await Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, "utf8") })));

for (const { path, text } of documents) {
  const name = relative(top, path);
  const pieces = [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  for (const [place, code] of pieces.entries()) {
    test(`${name}, code ${place + 1}`, async () => {
      // Node 20 has no `using` yet; nothing else is changed but where the shop is.
      const { code: lowered } = await transform(code.replaceAll("https://shop.example/loyalty", shop), { target: "es2022", format: "esm" });
      const file = join(installed.folder, `piece-${place}.mjs`);
      await writeFile(file, lowered);
      await promisify(execFile)(process.execPath, [file], { cwd: installed.folder, timeout: 60_000 });
    });
  }

  test(`${name} links to what is there`, async () => {
    // Each document is read without its code, in which brackets mean something else.
    const links = [...text.replace(/^```.*?^```/gms, "").matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, link]) => link);
    for (const link of links) await assert.doesNotReject(access(join(dirname(path), link)), `${name}: ${link}`);
  });
}

test("the errors are documented, each of them and no others", async () => {
  const { choices } = JSON.parse(await readFile(join(top, "pkg/generated/schema.json"), "utf8"));
  const documented = [...(await readFile(join(top, "ERRORS.md"), "utf8")).matchAll(/^## `([a-z-]+)`$/gm)].map(([, code]) => code);
  assert.deepEqual(documented.sort(), [...choices.FailureCode].sort());
});
