// What milestreak/react does in a page, whichever React that is: each scene is called by the test and gives back what it saw.

import * as React from "react";
import * as ReactDOM from "react-dom";
import * as ReactDOMClient from "react-dom/client";
import { init, MilestreakError, parse } from "milestreak";
import { MilestreakDashboard, MilestreakProgress, MilestreakProvider, useTargetGroups } from "milestreak/react";
import { fakeClient, response } from "milestreak/testing";
import { Coffee } from "readme";
import { coffee, Figures, tree } from "./tree.js";

const { createElement: h, Fragment, StrictMode, useState } = React;

/** The same calls for the versions before createRoot. */
function createRoot(place) {
  if (ReactDOMClient.createRoot) return ReactDOMClient.createRoot(place);
  return { render: (tree) => ReactDOM.render(tree, place), unmount: () => ReactDOM.unmountComponentAtNode(place) };
}

function hydrate(place, tree) {
  if (ReactDOMClient.hydrateRoot) return ReactDOMClient.hydrateRoot(place, tree);
  return ReactDOM.hydrate(tree, place);
}

function place() {
  const element = document.createElement("div");
  document.body.append(element);
  return element;
}

const frame = () => new Promise((resolve) => setTimeout(resolve));

async function until(test) {
  for (const start = Date.now(); !test(); await frame())
    if (Date.now() - start > 5_000) throw new Error(`not yet: ${test}`);
}

/** Counts snapshots that are held. */
function counting(client) {
  let held = 0;
  const count = (snapshot) => {
    if (!snapshot) return;
    held++;
    const { free } = snapshot;
    let isFreed = false;
    snapshot.free = () => {
      if (!isFreed) held--;
      isFreed = true;
      free.call(snapshot);
    };
  };
  const { watch } = client;
  client.watch = (...asked) => {
    const watching = watch(...asked);
    const { next } = watching;
    watching.next = async () => {
      const result = await next();
      count(result.value?.snapshot);
      return result;
    };
    return watching;
  };
  return () => held;
}

const textOf = (at, name = "figures") => at.querySelector(`[data-name=${name}]`)?.textContent;

const scenes = {
  /** Strict Mode, two components that ask the same, an answer, a failure, and the end. */
  async watches() {
    const client = fakeClient(coffee(4));
    const held = counting(client);
    const at = place();
    const root = createRoot(at);
    const seen = [];
    const saw = [];
    root.render(
      h(
        StrictMode,
        null,
        h(
          Fragment,
          null,
          h(Figures, { client, userId: 7, onEvents: (types) => seen.push(...types) }),
          h(Figures, { client, userId: 7, name: "second" }),
        ),
      ),
    );
    saw.push(textOf(at) ?? "nothing yet");
    await until(() => textOf(at) === "4/10" && textOf(at, "second") === "4/10");
    client.answer(coffee(10));
    await until(() => textOf(at) === "10/10" && textOf(at, "second") === "10/10");
    for (let achieved = 11; achieved < 30; achieved++) {
      client.answer(coffee(achieved));
      await until(() => textOf(at) === `${achieved}/10`);
    }
    const most = held();
    client.answer(new MilestreakError({ code: "network", message: "gone" }));
    await until(() => at.querySelector("[data-stale=true]"));
    const kept = textOf(at);
    const watches = client.calls.filter(({ method }) => method === "watch").length;
    root.unmount();
    await frame();
    await frame();
    return { seen: [...new Set(seen)], most, kept, watches, left: held() };
  },

  /** One customer leaves and another comes: nobody sees the other's figures, not for one frame. */
  async twoUsers() {
    const client = fakeClient();
    const held = counting(client);
    client.answer(coffee(1), "a");
    client.answer(coffee(2), "b");
    const at = place();
    const root = createRoot(at);
    const frames = [];
    const observer = new MutationObserver(() => frames.push(`${at.firstChild?.dataset.user}:${textOf(at)}`));
    observer.observe(at, { subtree: true, childList: true, characterData: true, attributes: true });
    let choose;
    function App() {
      const [userId, set] = useState("a");
      choose = set;
      return h("div", { "data-user": userId }, h(Figures, { client, userId }));
    }
    root.render(h(StrictMode, null, h(App)));
    await until(() => textOf(at) === "1/10");
    choose("b");
    await until(() => textOf(at) === "2/10");
    choose(null);
    await until(() => textOf(at) === "waiting");
    await client.signOut();
    root.unmount();
    await frame();
    observer.disconnect();
    return { mixed: frames.filter((frame) => /^(a:2|b:1|null:\d)/.test(frame)), left: held() };
  },

  /** A sign-out clears what is shown, though nobody changed a prop. */
  async signOut() {
    const client = fakeClient(coffee(4));
    const at = place();
    const root = createRoot(at);
    root.render(h(Figures, { client, userId: "me" }));
    await until(() => textOf(at) === "4/10");
    await client.signOut();
    await until(() => textOf(at) === "waiting");
    root.unmount();
    return "waiting";
  },

  /** An answer that changes by itself: a cycle ends in a moment. */
  async changes() {
    const now = Date.now();
    const client = fakeClient(
      response({
        now,
        groups: [
          { name: "Coffee", cycles: [{ achieved: 3, starts: now - 60_000, ends: now + 400 }], evaluation: "cyclic" },
        ],
      }),
    );
    const at = place();
    const root = createRoot(at);
    root.render(h(Figures, { client, userId: 7 }));
    await until(() => textOf(at) === "3/10");
    await until(() => textOf(at) === "");
    root.unmount();
    return "ended by itself";
  },

  /** Rendered on a server, taken over by the page. */
  async hydrates(html) {
    const at = place();
    at.innerHTML = html;
    hydrate(at, tree(fakeClient(coffee(4))));
    await until(() => textOf(at) === "4/10");
    await until(() => at.querySelector("milestreak-progress").state === "ready");
    return at.querySelector("milestreak-progress").shadowRoot.textContent.includes("Coffee");
  },

  /** The components: properties, events, refs, and what is taken away again. */
  async components() {
    const client = fakeClient(coffee(4));
    const at = place();
    const root = createRoot(at);
    const heard = [];
    let provider;
    const ref = (element) => (provider = element ?? provider);
    const view = (props) =>
      h(
        StrictMode,
        null,
        h(
          MilestreakProvider,
          { client, userId: 7, ref, ...props },
          h(MilestreakProgress, { group: "Coffee" }),
          h(MilestreakDashboard, null),
        ),
      );
    root.render(view({ onProgressed: ({ detail }) => heard.push(`first ${detail.to}`) }));
    await until(() => at.querySelector("milestreak-progress")?.state === "ready");
    const shown = at.querySelector("milestreak-progress").shadowRoot.textContent.includes("Coffee");
    client.answer(coffee(5));
    await until(() => heard.length === 1);
    root.render(
      view({
        onProgressed: ({ detail }) => heard.push(`second ${detail.to}`),
        currency: "INR",
        messages: { retry: "Once more" },
      }),
    );
    await until(() => provider.getAttribute("currency") === "INR");
    client.answer(coffee(6));
    await until(() => heard.length === 2);
    const messages = provider.messages.retry;
    root.render(view({}));
    await until(() => provider.getAttribute("currency") === null);
    const without = provider.messages;
    client.answer(coffee(7));
    await frame();
    root.unmount();
    return { heard, shown, messages, without, left: at.innerHTML };
  },

  /** A thousand mounts leave nothing behind. */
  async mounts() {
    const client = fakeClient(coffee(4));
    const held = counting(client);
    const at = place();
    for (let index = 0; index < 200; index++) {
      const root = createRoot(at);
      root.render(h(Figures, { client, userId: index % 3 }));
      if (index % 4 === 0) await until(() => textOf(at) === "4/10");
      root.unmount();
    }
    await frame();
    await frame();
    return held();
  },

  /** What the README shows. */
  async readme() {
    const at = place();
    const root = createRoot(at);
    root.render(h(Coffee, { client: fakeClient(coffee(4)), userId: 7 }));
    await until(() => at.querySelector("progress"));
    const { max, value } = at.querySelector("progress");
    root.unmount();
    return `<progress max="${max}" value="${value}"></progress>`;
  },

  /** A deferred value may lag behind by an answer: what it holds can still be asked. */
  async deferred() {
    const { useDeferredValue = (value) => value } = { ...React };
    const client = fakeClient(coffee(4));
    const at = place();
    const root = createRoot(at);
    const asked = [];
    function Lagging() {
      const { snapshot } = useTargetGroups(client, 7);
      const late = useDeferredValue(snapshot);
      asked.push(late?.activeCycles().length);
      return h("p", { "data-name": "figures" }, String(late?.activeCycles()[0]?.achieved));
    }
    root.render(h(Lagging));
    for (const achieved of [4, 5, 6, 7]) {
      client.answer(coffee(achieved));
      await until(() => textOf(at) === String(achieved));
    }
    root.unmount();
    return asked.length > 3;
  },
};

init().then(() => {
  // Once, so that no scene is the first to load it.
  parse(coffee(1)).free();
  window.scene = (name, ...given) => scenes[name](...given);
  document.title = "ready";
});
