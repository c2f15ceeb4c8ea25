// npm run build:demo: the demo as a folder of files, www/dist, for any host and any path. The programme runs in the page.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, ENTRIES } from "../www/server/bundle.mjs";
import { PAGE_POLICY } from "../www/server/policy.mjs";
import { buildPackage } from "./build.mjs";
import { top } from "./run.mjs";

const www = join(top, "www");
const dist = join(www, "dist");

/** Builds it from the package in pkg/dist, which must be there. */
export async function buildDemo() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await bundle(["serverless.js", ...ENTRIES], { outdir: dist });
  for (const name of ["index.html", "inspect.html"]) {
    const page = await readFile(join(www, name), "utf8");
    const policy = `<meta http-equiv="content-security-policy" content="${PAGE_POLICY}">`;
    // The policy before all that it is about, the programme before all that asks it.
    const whole = page
      .replace("<meta charset", `${policy}\n    <meta charset`)
      .replace("<script type", '<script type="module" src="serverless.js"></script>\n    <script type');
    await writeFile(join(dist, name), whole);
  }
  await cp(join(www, "icon.svg"), join(dist, "icon.svg"));
  await cp(join(top, "tests/fixtures"), join(dist, "fixtures"), { recursive: true });
  await cp(join(top, "pkg/dist"), join(dist, "pkg"), {
    recursive: true,
    filter: (path) => !/types|node\.js|store\.js/.test(path.slice(top.length)),
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildPackage();
  await buildDemo();
  console.log("built www/dist");
}
