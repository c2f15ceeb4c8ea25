// What people test with Jest: figures, a client on a polyfilled fetch, an element with a snapshot, an element that fetches.

import { createServer } from "node:http";
import { jest } from "@jest/globals";
import { Client, init, isMilestreakError, parse } from "milestreak";
import { response } from "milestreak/testing";

const coffee = (achieved) => response({ groups: [{ name: "Coffee", target: 10, achieved }] });
const inPage = typeof document === "object";
const testInPage = inPage ? test : test.skip;

let server;
let origin;

beforeAll(async () => {
  server = createServer((_request, answer) => {
    answer.setHeader("access-control-allow-origin", "*");
    answer.setHeader("access-control-allow-headers", "*");
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(coffee(4)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  // Jest's jsdom has no fetch: people bring one along.
  if (!globalThis.fetch) await import("whatwg-fetch");
  await init();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("figures", () => {
  expect(parse(coffee(4)).activeCycles()[0].displayPercent).toBe(40);
});

test("errors are told apart", () => {
  let error;
  try {
    parse("{ oops }");
  } catch (caught) {
    error = caught;
  }
  expect(isMilestreakError(error)).toBe(true);
  expect(error).toBeInstanceOf(Error);
  expect(error.code).toBe("invalid-json");
});

test("a client, with a signal of the environment", async () => {
  const { signal } = new AbortController();
  const snapshot = await new Client({ baseUrl: origin }).targetGroups(7, { signal });
  expect(snapshot.activeCycles()[0].achieved).toBe(4);
});

test("a clock that the test has set", () => {
  const now = Date.parse("2025-10-22T12:00:00Z");
  jest.useFakeTimers({ now, advanceTimers: true });
  const snapshot = parse(coffee(4));
  expect(snapshot.summary().now).toBeGreaterThanOrEqual(now);
  expect(snapshot.summary().now).toBeLessThan(now + 60_000);
  jest.setSystemTime(now + 400 * 86_400_000);
  expect(snapshot.activeCycles()).toEqual([]);
  jest.useRealTimers();
});

async function state(element, wanted) {
  for (let turn = 0; element.state !== wanted && turn < 200; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return element.state;
}

testInPage("an element with a snapshot", async () => {
  await import("milestreak/elements");
  const element = document.createElement("milestreak-progress");
  element.snapshot = parse(coffee(4));
  document.body.append(element);
  expect(await state(element, "ready")).toBe("ready");
});

testInPage("an element that fetches by itself", async () => {
  await import("milestreak/elements");
  const element = document.createElement("milestreak-progress");
  element.setAttribute("src", origin);
  element.setAttribute("user-id", "7");
  document.body.append(element);
  expect(await state(element, "ready")).toBe("ready");
});
