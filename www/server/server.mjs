// The demo's server: the living programme, the mock API, the pages, the built package and the recorded responses, on one port.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { answer } from "../programme/mock-api.js";
import { Programme } from "../programme/service.js";
import { bundle, ENTRIES } from "./bundle.mjs";
import { faultOf, misbehave, requestsOf } from "./faults.mjs";
import { PAGE_POLICY } from "./policy.mjs";

const top = fileURLToPath(new URL("../..", import.meta.url));

// What is served from where; the first prefix that fits counts.
const FOLDERS = [
  ["/pkg/", join(top, "pkg/dist")],
  ["/generated/", join(top, "pkg/generated")],
  ["/fixtures/", join(top, "tests/fixtures")],
  ["/tests/", join(top, "tests")],
  ["/", join(top, "www")],
];

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

// Any page may ask: this is a server for trying things out.
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers":
    "authorization, data-scope, data-scope-org, x-cap-api-oauth-token, x-cap-api-auth-org-id, x-cap-api-auth-key, if-none-match",
  "access-control-expose-headers": "age, date, etag, retry-after",
  "access-control-max-age": "600",
};

async function file(pathname) {
  const [prefix, folder] = FOLDERS.find(([prefix]) => pathname.startsWith(prefix));
  const relative = normalize(decodeURIComponent(pathname.slice(prefix.length)) || "index.html");
  if (relative.startsWith("..") || relative.startsWith("server")) return undefined;
  const type = TYPES[extname(relative)] ?? "application/octet-stream";
  if (prefix === "/" && ENTRIES.includes(relative)) {
    const { outputFiles } = await bundle([relative], { write: false, outdir: folder });
    return { type, body: outputFiles[0].contents };
  }
  try {
    return { type, body: await readFile(join(folder, relative)) };
  } catch {
    return undefined;
  }
}

const programme = new Programme();
const recording = async (name) => JSON.parse(await readFile(join(top, "tests/fixtures", name), "utf8"));

const compressed = new Map();

/** A text as small as the browser takes it, as from any host of web pages. What stays the same is compressed once, and well. */
function packed({ headers, url }, type, text, { stays }) {
  const body = Buffer.from(text);
  if (!/text|javascript|json|svg|wasm/.test(type) || !/\bbr\b/.test(headers["accept-encoding"] ?? "")) return { body };
  const brotli = (quality) =>
    brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    });
  const encoding = { "content-encoding": "br", vary: "accept-encoding" };
  if (!stays) return { body: brotli(10), encoding };
  if (!compressed.get(url)?.body.equals(body)) compressed.set(url, { body, smaller: brotli(11) });
  return { body: compressed.get(url).smaller, encoding };
}

async function handle(request, response) {
  const url = new URL(request.url, "http://localhost");
  if (request.method === "OPTIONS") {
    response.writeHead(204, CORS).end();
    return;
  }
  if (url.pathname === "/requests") {
    // Credentials are in their headers: a page gets to see those only if it asks for them, and no cache does.
    const requests = requestsOf(url.searchParams.get("fault"));
    const body = url.searchParams.has("whole") ? requests : requests.length;
    response
      .writeHead(200, { ...CORS, "content-type": "application/json", "cache-control": "no-store" })
      .end(JSON.stringify(body));
    return;
  }
  const { method, headers } = request;
  const lived = await programme.answer({
    method,
    pathname: url.pathname,
    search: url.search,
    headers,
    body: method === "POST" ? await text(request) : "",
  });
  if (lived?.isReset) {
    response.socket.resetAndDestroy();
    return;
  }
  if (lived) {
    const { body, encoding } = packed(request, lived.headers["content-type"], lived.body, { stays: false });
    response.writeHead(lived.status, { ...CORS, ...lived.headers, ...encoding }).end(body);
    return;
  }
  const { target, fault } = faultOf(url, request) ?? { target: url };
  const answered = await answer({ method, pathname: target.pathname, search: target.search, headers }, recording);
  if (answered || fault) {
    const { status, body } = answered ?? { status: 404, body: {} };
    const whole = {
      status,
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    };
    await misbehave(fault ?? {}, whole, response, CORS);
    return;
  }
  const found = await file(url.pathname);
  if (found) {
    const policy = found.type.startsWith("text/html") ? { "content-security-policy": PAGE_POLICY } : {};
    const { body, encoding } = packed(request, found.type, found.body, { stays: true });
    response
      .writeHead(200, { ...CORS, ...policy, ...encoding, "content-type": found.type, "cache-control": "no-cache" })
      .end(body);
  } else response.writeHead(404, { ...CORS, "content-type": "text/plain" }).end("not found\n");
}

/** Starts the server; port 0 takes any that is free. Resolves to its address and a way to stop it. */
export function serve(port = 0) {
  const server = createServer((request, response) => {
    handle(request, response).catch(() =>
      response.headersSent ? response.destroy() : response.writeHead(500, CORS).end(),
    );
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
