// What was measured, in words: for the terminal, and for the documents that show it.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { top } from "../scripts/run.mjs";
import { chart } from "./chart.mjs";

const HAND = "JSON.parse + hand-written";
const COLORS = { chromium: "#3b6fd6", firefox: "#d9662b", webkit: "#6b7f8f", node: "#4c9a52" };

const round = (value) => Number(value.toPrecision(3));
const times = (value, base) => `${(value / base).toFixed(2)}×`;

/** One engine's figures of a part, for the terminal. */
export const report = (part, result) => (part === "throughput" ? throughputLines(result) : firstFigureLines(result));

function throughputLines({ name, version, responses, held, growth, startMs }) {
  const lines = [`\n${name} ${version}: bytes in, active cycles out`];
  for (const [body, { bytes, figures, objects }] of Object.entries(responses)) {
    lines.push(`  ${body} (${bytes} bytes)`);
    for (const group of [figures, objects]) {
      const ours = group.milestreak.medianMs;
      for (const [peer, { medianMs, fromMs, toMs }] of Object.entries(group)) {
        const ratio = peer === "milestreak" ? "" : times(medianMs, ours);
        const spread = `${String(round(medianMs)).padStart(8)} ms (${round(fromMs)} to ${round(toMs)})`;
        lines.push(`    ${ratio.padStart(7)}  ${spread}  ${peer}${group === objects ? ", of an object" : ""}`);
      }
    }
    const { summary, activeCycles } = held[body];
    lines.push(
      `             ${round(summary.medianMs)} ms summary, ${round(activeCycles.medianMs)} ms activeCycles of a held snapshot`,
    );
  }
  for (const { bytes, medianMs, memoryBytes } of growth ?? []) {
    const perMegabyte = round((medianMs / bytes) * 1e6);
    lines.push(
      `  ${(bytes / 1e6).toFixed(0)} MB: ${perMegabyte} ms a megabyte, memory ${(memoryBytes / bytes).toFixed(1)}× the body`,
    );
  }
  return [...lines, `  init: ${round(startMs)} ms with warm caches\n`].join("\n");
}

function firstFigureLines({ name, version, devices }) {
  const lines = [`\n${name} ${version}: from the navigation to the first figure, first visit and second`];
  for (const [device, pages] of Object.entries(devices)) {
    lines.push(`  ${device}`);
    const [hand] = Object.values(pages);
    for (const [page, visits] of Object.entries(pages)) {
      const figures = Object.entries(visits).map(([time, { medianMs, fromMs, toMs }]) => {
        const spread = `${Math.round(medianMs)} ms (${Math.round(fromMs)} to ${Math.round(toMs)})`;
        return `${times(medianMs, hand[time].medianMs)} ${spread}`.padEnd(28);
      });
      lines.push(`    ${figures.join("  ")}  ${page}`);
    }
  }
  return lines.join("\n");
}

/** Writes all figures into the documents that have a place for them, and draws the charts. */
export async function publish(results, sizes) {
  const { throughput, "first-figure": firstFigure } = results;
  if (throughput) {
    await writeFile(join(top, "benches/chart.svg"), throughputChart(throughput));
    await insert("COMPARE.md", "bench", throughputTables(throughput));
    await insert("README.md", "bench", inShort(throughput, sizes));
  }
  if (firstFigure) {
    await writeFile(join(top, "benches/first-figure.svg"), firstFigureChart(firstFigure));
    await insert("COMPARE.md", "first-figure", firstFigureTables(firstFigure));
    await insert("README.md", "first-figure", firstVisit(firstFigure));
  }
}

/** Writes figures between the two comments of a document that have their name. */
async function insert(document, name, figures) {
  const path = join(top, document);
  const text = await readFile(path, "utf8");
  const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*(<!-- /${name} -->)`);
  if (!place.test(text)) throw new Error(`${document} has no place for the figures of ${name}`);
  await writeFile(
    path,
    text.replace(place, (_, before, after) => `${before}${figures}${after}`),
  );
}

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");

/** The figures of the README. */
function inShort({ engines }, sizes) {
  const ratios = (body) =>
    Object.values(engines)
      .map(({ name, responses }, place) => {
        const { figures } = responses[body];
        const ratio = (figures[HAND].medianMs / figures.milestreak.medianMs).toFixed(1);
        return `${ratio} ${place ? "" : "times as fast "}in ${name}`;
      })
      .join(", ");
  const weight = (...names) => `${(names.reduce((sum, name) => sum + sizes[name].brotli, 0) / 1000).toFixed(1)} kB`;
  return [
    `From the bytes of 468 kB to the active cycles, next to \`JSON.parse\` and well-written JavaScript: ${ratios("468 kB")}.`,
    `At 18 kB: ${ratios("18 kB")}.`,
    `Asked again, as a ticking clock does, the whole dashboard of those 468 kB takes ${round(engines.chromium.held["468 kB"].summary.medianMs)} ms in Chromium.`,
    `A page loads ${weight("milestreak.wasm")} of WebAssembly and ${weight("index.js")} of JavaScript, and for the elements another ${weight("elements.js")} (brotli).\n`,
  ].join("\n");
}

/** What a first visit costs, and what to do about it. */
function firstVisit({ engines }) {
  const phone = engines.chromium.devices["4G phone"];
  const ms = (page, time) => Math.round(phone[page][time].medianMs);
  return [
    `On a 4G phone a first visit shows its first figure after ${ms("quick start", "first")} ms, or ${ms("quick start, with hints", "first")} ms with [two lines of HTML](PLATFORM.md#hints); hand-written JavaScript takes ${ms("hand-written", "first")} ms.`,
    `On a second visit they take ${ms("quick start", "second")} ms (without the hints) and ${ms("hand-written", "second")} ms.\n`,
  ].join("\n");
}

function throughputTables({ engines, machine, date }) {
  const all = Object.values(engines);
  const { figures, objects } = all[0].responses["468 kB"];
  const peers = (group) => Object.keys(group).filter((name) => name !== "milestreak");
  const ratios = (head, group, named) =>
    table(
      ["response", "engine", head, ...peers(group)],
      Object.keys(all[0].responses).flatMap((body) =>
        all.map(({ name, responses }) => {
          const measured = responses[body][named];
          const ours = measured.milestreak.medianMs;
          return [body, name, `${round(ours)} ms`, ...peers(group).map((peer) => times(measured[peer].medianMs, ours))];
        }),
      ),
    );
  const rest = table(
    ["engine", "summary of a held snapshot, 18 kB", "468 kB", "9 MB", "init, caches warm", "1 MB", "10 MB", "100 MB"],
    all.map(({ name, held, startMs, growth }) => [
      name,
      ...["18 kB", "468 kB", "9 MB"].map((body) => `${round(held[body].summary.medianMs)} ms`),
      `${round(startMs)} ms`,
      ...[0, 1, 2].map((place) => {
        const point = growth?.[place];
        return point
          ? `${round((point.medianMs / point.bytes) * 1e6)} ms a MB, ${(point.memoryBytes / point.bytes).toFixed(1)}× memory`
          : "–";
      }),
    ]),
  );
  return [
    `\nMeasured on ${machine}, ${date}, by \`npm run bench\`: medians, bytes in and active cycles out; each column says how many times as long the other way takes.\n`,
    ratios("milestreak", figures, "figures"),
    "The same from an object that the page has parsed already; below 1× the other way is faster:\n",
    ratios("`parse(object)`", objects, "objects"),
    "Questions to a snapshot that is held already, the start of the engine, and growing bodies (time for a megabyte, memory next to the body):\n",
    rest,
  ].join("\n");
}

function firstFigureTables({ engines, machine, date }) {
  const rows = Object.values(engines).flatMap(({ name, devices }) =>
    Object.entries(devices).flatMap(([device, pages]) => {
      const [hand] = Object.values(pages);
      return Object.entries(pages).map(([page, visits]) => [
        `${name}, ${device}`,
        page.replace(/^<[^>]+>/, "`$&`"),
        ...["first", "second"].map((time) => {
          if (!visits[time]) return "–";
          const { medianMs, fromMs, toMs } = visits[time];
          const spread = `${Math.round(medianMs)} ms (${Math.round(fromMs)} to ${Math.round(toMs)})`;
          return `${spread}, ${times(medianMs, hand[time].medianMs)}`;
        }),
      ]);
    }),
  );
  return `\nMeasured on ${machine}, ${date}, by \`npm run bench\`: from the navigation until the first figure is painted; medians and quartiles.\n\n${table(["where", "page", "first visit", "second visit"], rows)}\n`;
}

function throughputChart({ engines, machine, date }) {
  const [first] = Object.values(engines);
  const groups = Object.keys(first.responses).map((body) => ({
    label: body,
    bars: Object.entries(engines).map(([engine, { name, responses }]) => {
      const { figures } = responses[body];
      const value = figures[HAND].medianMs / figures.milestreak.medianMs;
      return { value, text: `${value.toFixed(1)}× ${name}`, color: COLORS[engine] };
    }),
  }));
  return chart({
    label: "milestreak against JSON.parse with hand-written JavaScript",
    title: "Times as fast as JSON.parse + hand-written JavaScript (the line is 1×)",
    groups,
    mark: 1,
    note: `${machine}, ${date}`,
  });
}

function firstFigureChart({ engines, machine, date }) {
  const groups = Object.entries(engines.chromium.devices).map(([device, pages]) => {
    const [hand] = Object.values(pages);
    const bars = Object.entries(pages).map(([page, { first }]) => ({
      value: first.medianMs,
      text: `${Math.round(first.medianMs)} ms, ${(first.medianMs / hand.first.medianMs).toFixed(1)}×, ${page}`,
      color: page.includes("hand-written") ? COLORS.webkit : COLORS.chromium,
    }));
    return { label: device, bars };
  });
  return chart({
    label: "How long a first visitor waits for the first figure",
    title: "From the navigation to the first figure, first visit, Chromium",
    groups,
    note: `${machine}, ${date}; networks and processors emulated`,
  });
}
