// What networks and servers do wrong, and how a request must end: the fault, the code (none is a success), how many requests it
// takes, and the time it may take. The base is three attempts of 500 ms, waits of up to 20 ms and 40 ms, and 3 s in all.

import { faulty, good, requestsOf, USER } from "./client.mjs";

const QUICK = { retry: { attempts: 3, baseDelayMs: 20, maxDelayMs: 200 }, timeoutMs: 500, deadlineMs: 3_000 };
const HTML = { body: "<!doctype html><title>502</title>", headers: { "content-type": "text/html" } };
const NO_DATA = { code: 8015, message: "Customer not found" };
const renewing = { auth: { type: "bearer", token: ({ refresh }) => (refresh ? "demo-token" : "expired") } };
const hopeless = { auth: { type: "bearer", token: () => "expired" } };

/** `least` is the time it must take at least, in ms; `most` the time it may take, 1,000 ms where there is none. */
export const FAULTS = [
  { fault: "none", plan: [{}], requests: 1 },
  { fault: "503, then good", plan: [{ status: 503 }, {}], requests: 2 },
  { fault: "500 and 502, then good", plan: [{ status: 500 }, { status: 502 }, {}], requests: 3 },
  { fault: "408, then good", plan: [{ status: 408 }, {}], requests: 2 },
  { fault: "504 for good", plan: [{ status: 504 }], code: "http", requests: 3 },
  { fault: "429, then good", plan: [{ status: 429 }, {}], requests: 2 },
  { fault: "429 for good", plan: [{ status: 429 }], code: "rate-limited", requests: 3 },
  {
    fault: "429, Retry-After: 0, then good",
    plan: [{ status: 429, headers: { "retry-after": "0" } }, {}],
    requests: 2,
  },
  {
    fault: "429, Retry-After: 1, within maxDelayMs, then good",
    plan: [{ status: 429, headers: { "retry-after": "1" } }, {}],
    options: { retry: { maxDelayMs: 1_500 } },
    requests: 2,
    least: 1_000,
    most: 2_000,
  },
  {
    fault: "429, Retry-After: 3600",
    plan: [{ status: 429, headers: { "retry-after": "3600" } }],
    code: "rate-limited",
    requests: 1,
    retryAfterMs: 3_600_000,
  },
  {
    fault: "503, Retry-After: 60",
    plan: [{ status: 503, headers: { "retry-after": "60" } }],
    code: "rate-limited",
    requests: 1,
    retryAfterMs: 60_000,
  },
  {
    fault: "429, Retry-After: a date in an hour",
    plan: [
      {
        status: 429,
        headers: { date: "Fri, 30 Aug 2024 09:00:00 GMT", "retry-after": "Fri, 30 Aug 2024 10:00:00 GMT" },
      },
    ],
    code: "rate-limited",
    requests: 1,
    retryAfterMs: 3_600_000,
  },
  {
    fault: "429, Retry-After: a date that has passed, then good",
    plan: [{ status: 429, headers: { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" } }, {}],
    requests: 2,
  },
  {
    fault: "503, Retry-After: nonsense, then good",
    plan: [{ status: 503, headers: { "retry-after": "soon" } }, {}],
    requests: 2,
  },
  { fault: "400 with {}", plan: [{ status: 400, json: {} }], code: "http", requests: 1 },
  { fault: "401", plan: [{ status: 401 }], code: "unauthorized", requests: 1 },
  { fault: "401, then a new token", plan: [{}], options: renewing, requests: 2 },
  { fault: "401, and again with a new token", plan: [{}], options: hopeless, code: "unauthorized", requests: 2 },
  { fault: "403", plan: [{ status: 403 }], code: "forbidden", requests: 1 },
  { fault: "404", plan: [{ status: 404 }], code: "not-found", requests: 1 },
  { fault: "410", plan: [{ status: 410 }], code: "http", requests: 1 },
  { fault: "501", plan: [{ status: 501 }], code: "http", requests: 1 },
  { fault: "304 that nobody asked for", plan: [{ status: 304 }], code: "http", requests: 1 },
  // A browser itself repeats a request whose connection was reset, so the server may see more of them.
  { fault: "connection reset", plan: [{ reset: true }], code: "network", requests: 3, atLeast: true },
  { fault: "connection reset, then good", plan: [{ reset: true }, {}], requests: 2, atLeast: true },
  {
    fault: "nobody listens",
    nowhere: true,
    code: "network",
    requests: 3,
    most: 8_000,
    options: { timeoutMs: 2_500, deadlineMs: 8_000 },
  },
  {
    fault: "no CORS headers",
    plan: [{ headers: { "access-control-allow-origin": "https://else.example" } }],
    code: "network",
    requests: 3,
    onlyInPages: true,
  },
  { fault: "body cut off", plan: [{ cutAt: 100 }], code: "network", requests: 3 },
  { fault: "body cut off, then good", plan: [{ cutAt: 100 }, {}], requests: 2 },
  {
    fault: "Content-Length too large",
    plan: [{ json: {}, length: 500 }],
    code: "timeout",
    requests: 3,
    least: 1_500,
    most: 2_500,
  },
  { fault: "Content-Length too small", plan: [{ length: 40 }], code: "invalid-json", requests: 1 },
  { fault: "malformed JSON", plan: [{ body: '{"data":{"userId":7,}}' }], code: "invalid-json", requests: 1 },
  { fault: "HTML of a gateway, 200", plan: [HTML], code: "invalid-json", requests: 1 },
  { fault: "HTML of a gateway, 502", plan: [{ ...HTML, status: 502 }], code: "http", requests: 3 },
  { fault: "empty body", plan: [{ body: "" }], code: "invalid-json", requests: 1 },
  { fault: "204", plan: [{ status: 204 }], code: "invalid-json", requests: 1 },
  { fault: "{}", plan: [{ json: {} }], code: "unexpected-shape", requests: 1 },
  { fault: "null", plan: [{ json: null }], code: "unexpected-shape", requests: 1 },
  { fault: "the organisation's list", plan: [{ json: { data: [] } }], code: "unexpected-shape", requests: 1 },
  { fault: "nested 200 deep", plan: [{ body: "[".repeat(200) }], code: "too-large", requests: 1 },
  {
    fault: "errors without data: a list",
    plan: [{ json: { data: null, errors: [NO_DATA] } }],
    code: "api",
    requests: 1,
  },
  { fault: "errors without data: an object", plan: [{ json: { errors: NO_DATA } }], code: "api", requests: 1 },
  {
    fault: "errors without data: a text",
    plan: [{ json: { errors: ["Customer not found"] } }],
    code: "api",
    requests: 1,
  },
  {
    fault: "errors beside data",
    plan: [{ replace: ['"errors":null', `"errors":${JSON.stringify([NO_DATA])}`] }],
    requests: 1,
  },
  { fault: "byte-order mark", plan: [{ replace: ["{", "\ufeff{"] }], requests: 1 },
  { fault: "gzip", plan: [{ gzip: true }], requests: 1 },
  { fault: "JSON called text/html", plan: [{ headers: { "content-type": "text/html" } }], requests: 1 },
  {
    fault: "Latin-1",
    plan: [{ replace: ['"name":"', '"name":"caf\u00e9 '], encoding: "latin1" }],
    code: "invalid-json",
    requests: 1,
  },
  { fault: "UTF-16", plan: [{ encoding: "utf16le" }], code: "invalid-json", requests: 1 },
  {
    fault: "too large, announced",
    plan: [{ bytes: 50_000 }],
    options: { maxBytes: 40_000 },
    code: "too-large",
    requests: 1,
  },
  {
    fault: "too large, not announced",
    plan: [{ bytes: 50_000, chunked: true }],
    options: { maxBytes: 40_000 },
    code: "too-large",
    requests: 1,
  },
  {
    fault: "too large once unpacked",
    plan: [{ bytes: 2_000_000, gzip: true }],
    options: { maxBytes: 40_000 },
    code: "too-large",
    requests: 1,
  },
  { fault: "headers after 5 s", plan: [{ delayMs: 5_000 }], code: "timeout", requests: 3, least: 1_500, most: 2_500 },
  { fault: "headers after 5 s, then good", plan: [{ delayMs: 5_000 }, {}], requests: 2, least: 500, most: 1_500 },
  { fault: "slow, but in time", plan: [{ delayMs: 200 }], requests: 1, least: 200 },
  {
    fault: "a body of 10 bytes every 50 ms",
    plan: [{ trickle: [10, 50] }],
    code: "timeout",
    requests: 3,
    least: 1_500,
    most: 2_500,
  },
  { fault: "a body in pieces", plan: [{ trickle: [2_000, 5] }], requests: 1 },
  {
    fault: "no end before the deadline",
    plan: [{ delayMs: 5_000 }],
    options: { deadlineMs: 800 },
    code: "timeout",
    requests: 2,
    least: 800,
    most: 1_500,
  },
  {
    fault: "a wait that the deadline would end",
    plan: [{ status: 503, headers: { "retry-after": "1" } }],
    options: { retry: { maxDelayMs: 5_000 }, deadlineMs: 700 },
    code: "http",
    requests: 1,
    retryAfterMs: 1_000,
  },
  {
    fault: "redirect, with credentials",
    plan: [{ status: 302, headers: { location: "/fixtures/docs-user-all-cycles.json" } }],
    code: "http",
    requests: 1,
  },
  {
    fault: "redirect, without credentials",
    plan: [{ status: 302, headers: { location: "/fixtures/docs-user-all-cycles.json" } }],
    options: { auth: { type: "none" } },
    requests: 1,
  },
];

/** Meets a fault; gives how it ended, and what is wrong with that, if anything. */
export async function meet(
  ms,
  origin,
  { plan, nowhere, options = {}, code = null, requests, atLeast = false, least = 0, most = 1_000, retryAfterMs = null },
) {
  const { name, baseUrl } = faulty(origin, ...(plan ?? [{}]));
  const retry = { ...QUICK.retry, ...options.retry };
  const client = new ms.Client(good(nowhere ? "http://127.0.0.1:1" : baseUrl, { ...QUICK, ...options, retry }));
  const started = performance.now();
  let error;
  try {
    (await client.targetGroups(USER, { includeInactive: true })).free();
  } catch (caught) {
    error = caught;
  }
  const took = Math.round(performance.now() - started);
  const sent = error ? error.attempts : await requestsOf(origin, name);
  const met = nowhere ? sent : await requestsOf(origin, name);
  const wrong = [];
  if (error && error.name !== "MilestreakError") wrong.push(`threw ${error.stack}`);
  if ((error?.code ?? null) !== code) wrong.push(`ended with ${error?.code ?? "a success"}: ${error?.message}`);
  if (error && sent !== requests) wrong.push(`the error counts ${sent} requests`);
  if (atLeast ? met < requests : met !== requests) wrong.push(`the server met ${met} requests`);
  if ((error?.retryAfterMs ?? null) !== retryAfterMs) wrong.push(`retryAfterMs is ${error?.retryAfterMs}`);
  // A timer may fire a little early by another clock.
  if (took < least - 20 || took > most) wrong.push(`took ${took} ms`);
  return { code: error?.code ?? "ok", requests: sent, took, wrong };
}
