// An element in the markup of each framework, with what people give it: a snapshot, plain results, the same as a text.

import { init, parse, summary } from "milestreak";
import "milestreak/elements";
import { response } from "milestreak/testing";
import { html, render as renderLit } from "lit";
import { h as preact, render as renderPreact } from "preact";
import { createElement as react } from "react";
import { createRoot } from "react-dom/client";
import solid from "solid-js/h";
import { render as renderSolid } from "solid-js/web";
import { mount } from "svelte";
import { createApp, ref } from "vue";
import Svelte from "./Svelte.svelte";

const made = response({ groups: [{ name: "Coffee", target: 10, achieved: 4 }] });

const FRAMEWORKS = {
  react(place, given) {
    createRoot(place).render(react("milestreak-progress", given));
  },
  preact(place, given) {
    renderPreact(preact("milestreak-progress", given), place);
  },
  solid(place, given) {
    renderSolid(() => solid("milestreak-progress", given), place);
  },
  lit(place, { snapshot, data }) {
    renderLit(
      typeof data === "string"
        ? html`<milestreak-progress data=${data}></milestreak-progress>`
        : html`<milestreak-progress .snapshot=${snapshot ?? null} .data=${data ?? null}></milestreak-progress>`,
      place,
    );
  },
  vue(place, given) {
    const app = createApp({
      setup: () => ({ given: ref(given) }),
      template: '<milestreak-progress v-bind="given" />',
    });
    app.config.compilerOptions.isCustomElement = (tag) => tag.startsWith("milestreak-");
    app.mount(place);
  },
  svelte(place, given) {
    mount(Svelte, { target: place, props: { given } });
  },
};

window.show = async (framework, what) => {
  const figures = summary(made);
  const given = {
    snapshot: { snapshot: parse(made) },
    data: { data: figures },
    text: { data: JSON.stringify(figures) },
  };
  const place = document.createElement("div");
  document.body.append(place);
  FRAMEWORKS[framework](place, given[what]);
  const element = () => place.querySelector("milestreak-progress");
  for (let turn = 0; element()?.state !== "ready" && turn < 100; turn++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return `${element()?.state} ${element()?.shadowRoot.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")}`;
};

init().then(() => (document.title = "ready"));
