import { flatten, type Markup } from "../elements/markup.js";

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);

/** An attribute behind the name of a tag. */
export function attributeText(name: string, value: string): string {
  if (!/^[a-z][a-z0-9-]*$/i.test(name)) throw new TypeError(`milestreak: ${name} is no name of an attribute`);
  return ` ${name}="${escaped(value)}"`;
}

/**
 * Markup as HTML, at an instant. A content security policy forbids attributes that style: `asRules` makes rules for the sheet of them.
 */
export function toHtml(markup: Markup, now: number, asRules: boolean): { html: string; styles: string } {
  const rules = new Set<string>();
  const write = ({ tag, attributes, children }: Markup): string => {
    let html = `<${tag}`;
    const styles: string[] = [];
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "key" || value === false || value === null || value === undefined || typeof value === "function")
        continue;
      if (name.startsWith("--")) styles.push(`${name}:${value}`);
      else html += attributeText(name, value === true ? "" : String(value));
    }
    const style = styles.join(";");
    if (style) html += attributeText(asRules ? "data-style" : "style", style);
    if (style && asRules) rules.add(`[data-style="${style}"]{${style}}`);
    const inside = flatten(children).map((child) =>
      typeof child === "object" ? write(child) : escaped(typeof child === "function" ? child(now).text : child),
    );
    return `${html}>${inside.join("")}</${tag}>`;
  };
  const html = write(markup);
  return { html, styles: [...rules].join("") };
}
