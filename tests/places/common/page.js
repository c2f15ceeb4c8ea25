// The same in a page, with an element.

import { init } from "milestreak";
import "milestreak/elements";
import { snapshot } from "./shop.js";

export async function show(start = init) {
  try {
    await start();
    const element = document.createElement("milestreak-progress");
    element.snapshot = snapshot();
    document.body.append(element);
    for (let turn = 0; element.state !== "ready" && turn < 100; turn++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    document.title = `ok ${element.shadowRoot.querySelector("[role=progressbar]").getAttribute("aria-valuenow")} ${element.state}`;
  } catch (error) {
    document.title = `failed ${error.name} ${error.code}: ${error.message}`;
  }
}
