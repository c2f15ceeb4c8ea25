// Serves the pages, the package and an API that takes its time, as a web server does: compressed, and kept by the browser.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { top } from "../../scripts/run.mjs";

/** How long the API thinks before it answers, in milliseconds. */
const API_MS = 80;

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

const brotli = (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

/**
 * Starts it. Each visitor has addresses of its own, so nobody's browser has kept what another one fetched. `requests` has the
 * paths that were asked for, until it is emptied.
 */
export async function servePages(pages) {
  const answer = brotli(await readFile(join(top, "tests/fixtures/docs-user-all-cycles.json")));
  const files = new Map();
  const requests = [];
  let visitors = 0;

  async function respond(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const [, visitor, name] = /^\/(\d+)\/(.*)$/.exec(pathname) ?? [];
    const reply = (body, type, caching) =>
      response
        .writeHead(200, {
          "content-type": type,
          "content-encoding": "br",
          "cache-control": caching,
          vary: "accept-encoding",
        })
        .end(body);
    requests.push(pathname);
    if (pathname.endsWith("/targetGroups")) {
      setTimeout(() => reply(answer, "application/json", "no-store"), API_MS);
    } else if (name?.startsWith("pkg/")) {
      if (!files.has(name)) files.set(name, brotli(await readFile(join(top, name.replace("pkg/", "pkg/dist/")))));
      reply(files.get(name), TYPES[extname(name)], "max-age=31536000, immutable");
    } else {
      const page = pages[Number(name)].replaceAll('"/pkg/', `"/${visitor}/pkg/`);
      reply(brotli(page), "text/html; charset=utf-8", "no-store");
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    /** The address of a page, for a visitor that was not here before. */
    url: (place) => `http://127.0.0.1:${server.address().port}/${++visitors}/${place}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
