// A network that misbehaves on purpose, for tests.
//
// A base URL of `/fault/<name>/<plan>` answers with the faults of its plan: a JSON array in the URL, one entry for each
// request with that name, the last one for all that follow. An entry that says nothing lets the API answer.

import { gzipSync } from "node:zlib";

const met = new Map();

/**
 * What a request asks for behind the faults, and the fault it meets. Nothing for a request that asked for none.
 *
 * An entry may hold: `delayMs` (before the headers), `status`, `headers`, `body` (text), `json`, `bytes` (that many
 * spaces and then the body), `trickle` ([bytes, milliseconds] between two pieces), `cutAt` (the connection is reset
 * after so many bytes of the body), `length` (a Content-Length that is not true), `reset` (before any answer), `gzip`,
 * `replace` ([text, text] in the body).
 */
export function faultOf(url, { method, headers }) {
  const match = /^\/fault\/([^/]+)\/([^/]+)(\/.*)$/.exec(url.pathname);
  if (!match) return undefined;
  const [, name, plan, pathname] = match;
  const steps = JSON.parse(decodeURIComponent(plan));
  const target = new URL(url);
  target.pathname = pathname;
  if (!met.has(name)) met.set(name, []);
  const requests = met.get(name);
  requests.push({ method, url: target.pathname + target.search, headers });
  return { target, fault: steps[Math.min(requests.length, steps.length) - 1] ?? {} };
}

/** The requests that a plan has met. */
export const requestsOf = (name) => met.get(name) ?? [];

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Answers as the fault says; `answered` is what the API would say. */
export async function misbehave(fault, answered, response, cors) {
  if (fault.delayMs) await wait(fault.delayMs);
  if (fault.reset) {
    response.socket.resetAndDestroy();
    return;
  }
  let body = fault.body ?? (fault.json === undefined ? answered.body : JSON.stringify(fault.json));
  if (fault.replace) body = body.replace(...fault.replace);
  body = Buffer.from(body, fault.encoding ?? "utf8");
  if (fault.bytes) body = Buffer.concat([Buffer.alloc(fault.bytes, 0x20), body]);
  if (fault.gzip) body = gzipSync(body);
  const status = fault.status ?? answered.status;
  const headers = {
    ...cors,
    ...answered.headers,
    ...(fault.gzip ? { "content-encoding": "gzip" } : {}),
    ...fault.headers,
  };
  if (fault.length !== undefined) headers["content-length"] = fault.length;
  else if (!fault.trickle && fault.cutAt === undefined && !fault.chunked) headers["content-length"] = body.length;
  if ([204, 304].includes(status)) {
    delete headers["content-length"];
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, headers);
  const end = fault.cutAt ?? body.length;
  const [size, everyMs] = fault.trickle ?? [64 * 1024, 0];
  for (let at = 0; at < end && !response.destroyed; at += size) {
    response.write(body.subarray(at, Math.min(at + size, end)));
    if (everyMs) await wait(everyMs);
  }
  if (fault.cutAt === undefined) response.end();
  else {
    // What was written must be on its way before the connection goes.
    await wait(20);
    response.socket?.resetAndDestroy();
  }
}
