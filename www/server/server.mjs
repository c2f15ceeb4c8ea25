// The demo's server: the mock API, the page, the built package and the recorded responses, on one port.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { answer } from "./api.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));

// What is served from where; the first prefix that fits counts.
const FOLDERS = [
  ["/pkg/", join(top, "pkg/dist")],
  ["/fixtures/", join(top, "tests/fixtures")],
  ["/", join(top, "www")],
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

// Any page may ask: this is a server for trying things out.
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers":
    "authorization, data-scope, data-scope-org, x-cap-api-oauth-token, x-cap-api-auth-org-id, x-cap-api-auth-key",
  "access-control-max-age": "600",
};

async function file(pathname) {
  const [prefix, folder] = FOLDERS.find(([prefix]) => pathname.startsWith(prefix));
  const relative = normalize(decodeURIComponent(pathname.slice(prefix.length)) || "index.html");
  if (relative.startsWith("..") || relative.startsWith("server")) return undefined;
  try {
    return { type: TYPES[extname(relative)] ?? "application/octet-stream", body: await readFile(join(folder, relative)) };
  } catch {
    return undefined;
  }
}

async function handle(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (request.method === "OPTIONS") {
    response.writeHead(204, CORS).end();
    return;
  }
  const answered = await answer(request.method, url, request.headers);
  if (answered) {
    const body = JSON.stringify(answered.body);
    response.writeHead(answered.status, { ...CORS, "content-type": "application/json", "cache-control": "no-store" }).end(body);
    return;
  }
  const found = await file(url.pathname);
  if (found) response.writeHead(200, { ...CORS, "content-type": found.type, "cache-control": "no-cache" }).end(found.body);
  else response.writeHead(404, { ...CORS, "content-type": "text/plain" }).end("not found\n");
}

/** Starts the server; port 0 takes any that is free. Resolves to its address and a way to stop it. */
export function serve(port = 0) {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.writeHead(500, CORS).end());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve({
        origin: `http://127.0.0.1:${server.address().port}`,
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      });
    });
  });
}
