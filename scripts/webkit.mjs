// WebKit, driven over plain WebDriver: puppeteer does not speak to it. WebKitGTK needs a screen, which Xvfb pretends to be.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { browsers, find } from "./browsers.mjs";
import { env } from "./run.mjs";

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts WebKit; nothing if it is not installed. */
export async function launchWebKit() {
  const { binary, driver, arguments: args } = browsers().webkit;
  if (!binary || !driver || !find("xvfb-run")) return undefined;
  const port = await freePort();
  // A group of its own, so that the screen goes with the driver.
  const child = spawn("xvfb-run", ["-a", driver, `--port=${port}`], { env, stdio: "ignore", detached: true });
  const stop = () => {
    try {
      process.kill(-child.pid);
    } catch {
      // It is gone already.
    }
  };
  process.once("exit", stop);

  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
    return value;
  };
  await answering(() => call("GET", "/status"), child);
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary, args } } };
  const { sessionId } = await call("POST", "/session", { capabilities });
  const session = `/session/${sessionId}`;
  await call("POST", `${session}/timeouts`, { script: 30 * 60_000, pageLoad: 60_000 });
  return {
    goto: (url) => call("POST", `${session}/url`, { url }),
    /** Runs the body of an async function in the page; what it returns must be JSON. */
    evaluate: async (body, ...args) => {
      const script = `const [done, ...args] = [...arguments].reverse(); args.reverse();
        (async (...args) => { ${body} })(...args).then((value) => done({ value }), (error) => done({ error: String(error?.stack ? error + "\\n" + error.stack : error) }));`;
      const { value, error } = await call("POST", `${session}/execute/async`, { script, args });
      if (error) throw new Error(error);
      return value;
    },
    screenshot: async () => Buffer.from(await call("GET", `${session}/screenshot`), "base64"),
    close: async () => {
      await call("DELETE", session).catch(() => undefined);
      process.off("exit", stop);
      stop();
    },
  };
}

/** Waits until the driver answers, or is no more. */
async function answering(ask, child) {
  const gone = new Promise((_, reject) =>
    child.once("exit", (code) => reject(new Error(`WebKitWebDriver ended (${code})`))),
  );
  const answered = (async () => {
    for (;;) {
      try {
        return await ask();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  })();
  await Promise.race([answered, gone]);
}
