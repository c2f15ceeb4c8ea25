// What people test with Vitest: figures, an element with a snapshot, an element that fetches, fake clocks, msw.

import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { Client, init, parse } from "milestreak";
import { fakeClient, response } from "milestreak/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const server = setupServer(http.get("http://shop.example/*", () => HttpResponse.json(coffee(4))));
const coffee = (achieved) => response({ groups: [{ name: "Coffee", target: 10, achieved }] });
const inPage = typeof document === "object";

beforeAll(async () => {
  server.listen({ onUnhandledRequest: "error" });
  await init();
});
afterAll(() => server.close());

test("figures", () => {
  expect(parse(coffee(4)).activeCycles()[0].displayPercent).toBe(40);
});

test("a client, with a signal of the environment", async () => {
  const { signal } = new AbortController();
  const snapshot = await new Client({ baseUrl: "http://shop.example" }).targetGroups(7, { signal });
  expect(snapshot.activeCycles()[0].achieved).toBe(4);
});

test("a network failure", async () => {
  server.use(http.get("http://shop.example/*", () => HttpResponse.error(), { once: true }));
  const client = new Client({ baseUrl: "http://shop.example", retry: { attempts: 1 } });
  await expect(client.targetGroups(7)).rejects.toMatchObject({ code: "network" });
});

test("a clock that the test has set", () => {
  vi.useFakeTimers({ now: Date.parse("2025-10-22T12:00:00Z"), toFake: ["Date"] });
  const snapshot = parse(coffee(4));
  expect(snapshot.summary().now).toBe(Date.parse("2025-10-22T12:00:00Z"));
  vi.setSystemTime(Date.parse("2026-10-22T12:00:00Z"));
  expect(snapshot.activeCycles()).toEqual([]);
  vi.useRealTimers();
});

const state = async (element, wanted) => {
  for (let turn = 0; element.state !== wanted && turn < 200; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return element.state;
};

test.runIf(inPage)("an element with a snapshot", async () => {
  await import("milestreak/elements");
  const element = document.createElement("milestreak-progress");
  element.snapshot = parse(coffee(4));
  document.body.append(element);
  expect(await state(element, "ready")).toBe("ready");
  expect(element.shadowRoot.textContent).toContain("Coffee");
});

test.runIf(inPage)("an element that fetches by itself", async () => {
  await import("milestreak/elements");
  const element = document.createElement("milestreak-progress");
  element.setAttribute("src", "http://shop.example");
  element.setAttribute("user-id", "7");
  document.body.append(element);
  expect(await state(element, "ready")).toBe("ready");
});

test.runIf(inPage)("news: an event, a celebration", async () => {
  await import("milestreak/elements");
  const client = fakeClient(coffee(4));
  const element = document.createElement("milestreak-progress");
  Object.assign(element, { client, userId: "7" });
  const heard = [];
  element.addEventListener("milestreak-target-achieved", ({ detail }) => heard.push(detail.type));
  document.body.append(element);
  await state(element, "ready");
  client.answer(coffee(10));
  await vi.waitFor(() => expect(heard).toEqual(["target-achieved"]));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(element.state).toBe("ready");
});
