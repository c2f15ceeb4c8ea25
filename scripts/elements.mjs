// What editors and frameworks know of the elements, all of it from pkg/custom-elements.json: names and types for JSX and React,
// data for VS Code and for JetBrains' editors.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { top } from "./run.mjs";

const at = (...parts) => join(top, "pkg", ...parts);

const { modules } = JSON.parse(await readFile(at("custom-elements.json"), "utf8"));
const ELEMENTS = modules.flatMap(({ declarations }) => declarations).filter(({ customElement }) => customElement);

/** `dist/calendar.js` is made of `src/calendar/index.ts`. */
const importOf = ({ path, declarations }) =>
  `import type { ${declarations.map(({ name }) => name).join(", ")} } from "../src/${path.slice(5, -3)}/index.js";`;

/** The fields that a page may set: those that only tell have no place in markup. */
const fieldsOf = ({ members }) => members.filter(({ kind, readonly }) => kind === "field" && !readonly);
const attributesOf = ({ attributes }) => attributes.filter(({ name }) => name !== "lang");
const comment = (text) => `  /** ${text.replaceAll("*/", "* /")} */\n`;

/** TypeScript: each element's properties, attributes and events; and the names that a component needs when it runs. */
function types() {
  const named = new Set();
  const typeOf = ({ type, attribute }) => {
    // A property that reflects an attribute takes what an attribute takes.
    if (attribute) return "Attribute";
    for (const [name] of type.text.matchAll(/\b[A-Z]\w+/g)) named.add(name);
    return `${type.text} | undefined`;
  };
  const interfaces = ELEMENTS.map((element) => {
    const properties = fieldsOf(element).map(
      (field) => `${comment(field.description)}  ${field.name}?: ${typeOf(field)};\n`,
    );
    const attributes = attributesOf(element)
      // `data` is a property of that name already.
      .filter(({ name }) => !fieldsOf(element).some((field) => field.name === name))
      .map(({ name, description }) => `${comment(description)}  "${name}"?: Attribute;\n`);
    const events = element.events.map(({ name }) => `"${name}"`).join(" | ");
    return `/** ${element.description} */
export interface ${element.name}Properties {\n${properties.join("")}}

/** The same as attributes. */
export interface ${element.name}Attributes {\n${attributes.join("")}}

/** What it dispatches. */
export type ${element.name}Events = ${events};
`;
  });
  const builtIn = ["Partial", "Date", "MilestreakError"];
  const imported = [...named].filter((name) => !builtIn.includes(name));
  const unique = (names) => JSON.stringify([...new Set(names)]);
  const fields = ELEMENTS.flatMap(fieldsOf);
  return `// Made from custom-elements.json by scripts/elements.mjs.

${modules.map(importOf).join("\n")}
import type { ${imported.sort().join(", ")} } from "../src/elements/index.js";
import type { MilestreakError } from "../src/error.js";

/** What becomes the text of an attribute; none for null. */
export type Attribute = string | number | null | undefined;

${interfaces.join("\n")}
/** All of them, by tag. */
export interface Elements {
${ELEMENTS.map(({ tagName, name }) => `  "${tagName}": { element: ${name}; properties: ${name}Properties; attributes: ${name}Attributes; events: ${name}Events };\n`).join("")}}

/** Properties that an attribute stands for. @internal */
export const REFLECTED: readonly string[] = ${unique(fields.filter(({ attribute }) => attribute).map(({ name }) => name))};

/** Properties that none does. @internal */
export const PROPERTIES: readonly string[] = ${unique(fields.filter(({ attribute }) => !attribute).map(({ name }) => name))};

/** Events, without the prefix \`milestreak-\`. @internal */
export const EVENTS: readonly string[] = ${unique(ELEMENTS.flatMap(({ events }) => events.map(({ name }) => name.replace(/^milestreak-/, ""))))};
`;
}

/** VS Code: https://code.visualstudio.com/api/extension-guides/custom-data-extension */
const vsCode = () => ({
  version: 1.1,
  tags: ELEMENTS.map((element) => ({
    name: element.tagName,
    description: element.description,
    attributes: element.attributes.map(({ name, description, type }) => ({ name, description, ...choices(type) })),
  })),
});

/** The values of an attribute that has a few. */
function choices({ text }) {
  const values = [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => ({ name }));
  return values.length ? { values } : {};
}

/** Custom properties of the style sheet, which VS Code offers in CSS. */
const vsCodeCss = () => ({
  version: 1.1,
  properties: [
    ...new Map(
      ELEMENTS.flatMap(({ cssProperties = [] }) => cssProperties).map(({ name, description }) => [
        name,
        { name, description },
      ]),
    ).values(),
  ],
});

/** JetBrains: https://github.com/JetBrains/web-types */
const webTypes = (version) => ({
  $schema: "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
  name: "milestreak",
  version,
  "description-markup": "markdown",
  contributions: {
    html: {
      elements: ELEMENTS.map((element) => ({
        name: element.tagName,
        description: element.description,
        attributes: element.attributes.map(({ name, description, type }) => ({
          name,
          description,
          value: { type: type.text },
        })),
        slots: (element.slots ?? []).map(({ name, description }) => ({ name, description })),
        js: {
          properties: fieldsOf(element).map(({ name, description, type }) => ({ name, description, type: type.text })),
          events: element.events.map(({ name, description }) => ({ name, description })),
        },
        css: {
          properties: (element.cssProperties ?? []).map(({ name, description }) => ({ name, description })),
          parts: (element.cssParts ?? []).map(({ name, description }) => ({ name, description })),
        },
      })),
    },
  },
});

/** Writes the types, which the TypeScript of the package is compiled with. */
export const writeElementTypes = () => writeFile(at("generated/elements.ts"), types());

/** Writes what editors read. */
export async function writeEditorData() {
  const { version } = JSON.parse(await readFile(at("package.json"), "utf8"));
  for (const [name, data] of [
    ["vscode.html-data.json", vsCode()],
    ["vscode.css-data.json", vsCodeCss()],
    ["web-types.json", webTypes(version)],
  ])
    await writeFile(at("dist", name), `${JSON.stringify(data, null, 1)}\n`);
}
