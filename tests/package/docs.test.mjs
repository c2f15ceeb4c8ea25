// Every piece of JavaScript in the documents runs as it stands, with the installed tarball, and every link leads somewhere.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { access, copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { PAGE_POLICY } from "../../www/server/policy.mjs";
import { pack, project, top } from "./pack.mjs";

const packed = await pack();
const installed = await project(packed.tarball);
for (const [fixture, name] of [
  ["docs-user-all-cycles.json", "response.json"],
  ["catalog-all-milestones.json", "catalog.json"],
]) {
  await copyFile(join(top, "tests/fixtures", fixture), join(installed.folder, name));
}

// A shop's own backend: it holds the credentials and passes questions on to the API.
const backend = createServer(async (request, response) => {
  const { method, headers, url } = request;
  const scope = headers["data-scope"] ? { "data-scope": headers["data-scope"] } : {};
  const answer = await fetch(process.env.MILESTREAK_ORIGIN + url.replace("/loyalty", ""), {
    method,
    headers: { authorization: "Bearer demo-token", ...scope },
  });
  response
    .writeHead(answer.status, { "content-type": "application/json" })
    .end(Buffer.from(await answer.arrayBuffer()));
});
await new Promise((resolve) => backend.listen(0, "127.0.0.1", resolve));
const shop = `http://127.0.0.1:${backend.address().port}/loyalty`;

after(async () => {
  backend.close();
  await installed.remove();
  await packed.remove();
});

const folders = [".", "pkg", "pkg/skills/milestreak", "docs", "tests", "tests/vectors"];
const paths = (
  await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(top, folder))).filter((name) => name.endsWith(".md")).map((name) => join(top, folder, name)),
    ),
  )
).flat();
const documents = await Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, "utf8") })));

for (const { path, text } of documents) {
  const name = relative(top, path);
  const pieces = [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code);
  for (const [place, code] of pieces.entries()) {
    test(`${name}, code ${place + 1}`, async () => {
      // Node 20 has no `using` yet; nothing else is changed but where the shop is.
      const { code: lowered } = await transform(code.replaceAll("https://shop.example/loyalty", shop), {
        target: "es2022",
        format: "esm",
      });
      const file = join(installed.folder, `piece-${place}.mjs`);
      await writeFile(file, lowered);
      await promisify(execFile)(process.execPath, [file], { cwd: installed.folder, timeout: 60_000 });
    });
  }

  test(`${name} links to what is there`, async () => {
    // Each document is read without its code, in which brackets mean something else.
    const links = [...text.replace(/^```.*?^```/gms, "").matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(
      ([, link]) => link,
    );
    for (const link of links) await assert.doesNotReject(access(join(dirname(path), link)), `${name}: ${link}`);
  });
}

test("the errors are documented, each of them and no others, with cause and cure", async () => {
  const { choices } = JSON.parse(await readFile(join(top, "pkg/generated/schema.json"), "utf8"));
  const [, ...sections] = (await readFile(join(top, "ERRORS.md"), "utf8")).split("\n## ");
  assert.deepEqual(
    sections.map((section) => /^`([a-z-]+)`\n/.exec(section)[1]).sort(),
    [...choices.FailureCode].sort(),
  );
  for (const section of sections) assert.match(section, /\n\*\*Cause\.\*\* [\s\S]+\n\n\*\*Cure\.\*\* ./, section);
});

/** The documents, or where they lie, of which some test takes the pieces in a language. */
function tested(language) {
  const byTheElements = ["docs/elements.md", "README.md", "pkg/README.md", "pkg/skills/milestreak/SKILL.md"];
  const documents = {
    js: [""],
    text: [""],
    mjs: ["docs/client.md"],
    html: byTheElements,
    css: ["docs/elements.md"],
    jsx: ["pkg/README.md"],
  };
  return documents[language] ?? [];
}

test("every piece of code in the documents is run by a test", async () => {
  const rustPage = await readFile(join(top, "examples/rust-page/src/lib.rs"), "utf8");
  const places = (await readdir(join(top, "tests/places"), { withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  const others = await Promise.all(
    [
      ...["bundlers", "cdn", "elements", "hints"].map((name) => `tests/package/${name}.test.mjs`),
      ...places.filter(({ name }) => name !== "common").map(({ name }) => `tests/places/${name}/place.mjs`),
    ].map((path) => readFile(join(top, path), "utf8")),
  );
  for (const { path, text } of documents) {
    for (const [, kind, code] of text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
      const [language, name] = kind.split(" ");
      // A file that PLATFORM.md shows is named by the test that uses it; backend.test.mjs takes the one of docs/client.md.
      // Files of the examples, which are started as they are.
      if (name?.startsWith("www/examples/")) assert.equal(code, await readFile(join(top, name), "utf8"), name);
      else if (name)
        assert.ok(
          others.some((test) => test.includes(`"${name}"`)),
          `${path}: nobody tests ${name}`,
        );
      else if (language === "sh") await commandsExist(code);
      else if (language === "http") askNoMore(code);
      // A piece of the page in Rust, which rust-page.test.mjs drives.
      else if (language === "rust")
        assert.ok(rustPage.replace(/^ +/gm, "").includes(code), `${path}: no page has this\n${code}`);
      else
        assert.ok(
          tested(language).some((end) => relative(top, path).startsWith(end)),
          `${path}: nobody tests this\n${code}`,
        );
    }
  }
});

/** A policy that a document calls enough: the demo and the elements are tested under these very directives. */
function askNoMore(header) {
  const [, policy] = /^Content-Security-Policy: (.*)$/m.exec(header);
  for (const directive of policy.split("; ")) assert.ok(PAGE_POLICY.split("; ").includes(directive), directive);
}

/** What a document tells people to type: npm's own commands, or scripts of the project that are there. */
async function commandsExist(code) {
  const { scripts } = JSON.parse(await readFile(join(top, "package.json"), "utf8"));
  for (const [, command] of code.matchAll(/^npm (?:run )?([\w:]+)/gm))
    assert.ok(command === "install" || command in scripts, `there is no npm ${command}`);
}
