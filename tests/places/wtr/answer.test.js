// In a real browser: figures, an element, an element that fetches from a mocked network.

import { expect } from "@esm-bundle/chai";
import { init, parse } from "milestreak";
import "milestreak/elements";
import { fakeClient, response } from "milestreak/testing";

const coffee = (achieved) => response({ groups: [{ name: "Coffee", target: 10, achieved }] });

before(() => init());

it("figures", () => {
  expect(parse(coffee(4)).activeCycles()[0].displayPercent).to.equal(40);
});

it("an element", async () => {
  const element = document.createElement("milestreak-progress");
  element.client = fakeClient(coffee(4));
  element.userId = "7";
  document.body.append(element);
  for (let turn = 0; element.state !== "ready" && turn < 100; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(element.shadowRoot.textContent).to.contain("Coffee");
});
