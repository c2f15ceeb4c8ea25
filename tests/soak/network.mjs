// A hundred thousand calls of a client against an API that fails one time in three, in every way it knows.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { megabytes, withPage } from "./page.mjs";

const CALLS = 100_000;
const AT_ONCE = 40;
const ATTEMPTS = 3;

const fixture = await readFile(new URL("../fixtures/docs-user-over-target.json", import.meta.url));

/** A random number from 0 to 1, the same ones in each run. */
function random(state) {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, if-none-match, data-scope",
  "access-control-expose-headers": "date, etag, retry-after, age",
  "access-control-max-age": "86400",
};

const status =
  (code, headers = {}) =>
  (response) =>
    response.writeHead(code, { ...CORS, ...headers }).end("{}");
const FAULTS = [
  status(500),
  status(503, { "retry-after": "0" }),
  status(429, { "retry-after": "0" }),
  status(404),
  status(403),
  (response) => response.socket.resetAndDestroy(),
  (response) => {
    response.writeHead(200, { ...CORS, "content-length": fixture.length });
    response.write(fixture.subarray(0, 500), () => response.socket?.resetAndDestroy());
  },
  (response) => response.writeHead(200, { ...CORS, "content-type": "text/html" }).end("<!doctype html>"),
  (response) => response.writeHead(200, CORS).end('{"data":{"targetGroups":[{'),
  (response) => response.writeHead(200, CORS).end("{}"),
];

/** Runs the calls and reports. */
export async function manyCalls(browser, origin, report) {
  const next = random(7);
  let requests = 0;
  const server = createServer((request, response) => {
    if (request.method === "OPTIONS") return response.writeHead(204, CORS).end();
    requests++;
    const fault = Math.floor(next() * 3 * FAULTS.length);
    if (FAULTS[fault]) return FAULTS[fault](response);
    if (request.headers["authorization"] === "Bearer old") return status(401)(response);
    if (request.headers["if-none-match"] === '"1"') return response.writeHead(304, CORS).end();
    return response.writeHead(200, { ...CORS, "content-type": "application/json", etag: '"1"' }).end(fixture);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const api = `http://127.0.0.1:${server.address().port}`;
  const started = Date.now();
  try {
    const found = await withPage(browser, origin, (page) =>
      page.evaluate((...given) => window.soak.calls(...given), api, CALLS, AT_ONCE, ATTEMPTS),
    );
    const seconds = Math.round((Date.now() - started) / 1000);
    const outcomes = Object.entries(found.outcomes).map(([name, count]) => `${name} ${count}`);
    report(
      found.settled === CALLS && !found.outcomes["other"] && found.outcomes["answered"] > CALLS / 2,
      `${CALLS.toLocaleString("en")} calls of a client in ${seconds} s, all of them settled: ${outcomes.join(", ")}`,
    );
    report(
      requests > CALLS / 4 && requests <= CALLS * ATTEMPTS,
      `${requests.toLocaleString("en")} requests for them, with aborts, renewed tokens and repeated questions`,
    );
    report(
      found.after <= found.warm,
      `the module's memory ${megabytes(found.warm)} after a quarter of the calls and ${megabytes(found.after)} at the end`,
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
