/**
 * Markup as data, and the one place that writes it to the page. It writes in place, so that what has the focus keeps it,
 * a bar moves to its new value, and nothing is read aloud twice. Text is only ever written as text.
 *
 * @module
 */

/** A text that changes by itself: what it is at an instant, and until when. */
export type Ticking = (now: number) => { text: string; until: number };

export interface Markup {
  tag: string;
  attributes: Attributes;
  children: readonly Child[];
}

/**
 * Attributes by name; false, null and undefined leave one out. `key` tells children of one parent apart, names like
 * `--value` are custom properties of the style, and functions are listeners, by names like `onclick`.
 */
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | (() => void)>>;

export type Child = Markup | Ticking | string | false | null | undefined | readonly Child[];

/** An element with its attributes and children. @internal */
export const h = (tag: string, attributes: Attributes = {}, ...children: Child[]): Markup => ({
  tag,
  attributes,
  children,
});

const SVG = "http://www.w3.org/2000/svg";

/** Which child of its parent a node is. */
const keys = new WeakMap<ChildNode, string>();

/** Children without what is left out; texts side by side are one, as HTML has them. @internal */
export function flatten(children: readonly Child[]): (Markup | Ticking | string)[] {
  const shown: (Markup | Ticking | string)[] = [];
  for (const child of (children as Child[][]).flat(9) as Exclude<Child, readonly Child[]>[]) {
    if (child === false || child === null || child === undefined || child === "") continue;
    const last = shown.at(-1);
    if (typeof child === "string" && typeof last === "string") shown[shown.length - 1] = last + child;
    else shown.push(child);
  }
  return shown;
}

/** The same, each with what tells it from its siblings. */
function keyed(children: readonly Child[]): [string, Markup | Ticking | string][] {
  const counts: Record<string, number> = {};
  return flatten(children).map((child) => {
    const kind = typeof child === "object" ? `${child.tag} ${child.attributes["key"] ?? ""}` : "";
    counts[kind] = (counts[kind] ?? 0) + 1;
    return [`${kind} ${counts[kind]}`, child];
  });
}

/**
 * Makes the children of an element what they should be, and notes the texts among them that tick. Nodes that it did not
 * make stay as they are.
 */
export function patch(parent: Element | ShadowRoot, children: readonly Child[], ticking: Map<Text, Ticking>): void {
  const old = new Map<string, ChildNode>();
  for (const node of parent.childNodes) if (keys.has(node)) old.set(keys.get(node)!, node);
  // A server puts styles before what is shown.
  let place = old.values().next().value ?? parent.firstChild;
  for (const [key, child] of keyed(children)) {
    const isElement = typeof child === "object";
    const node = old.get(key) ?? (isElement ? create(child.tag, parent) : document.createTextNode(""));
    old.delete(key);
    keys.set(node, key);
    if (isElement) update(node as HTMLElement, child, ticking);
    else if (typeof child === "function") ticking.set(node as Text, child);
    else write(node as Text, child);
    if (node === place) place = node.nextSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

/**
 * Takes an element that a server made of the same markup for one of `patch`, which then changes only what differs. What has no place in
 * the markup is removed.
 */
export function adopt(element: Element, markup: Markup): void {
  take(element, keyed([markup])[0]!);
}

function take(node: ChildNode, [key, child]: [string, Markup | Ticking | string]): void {
  keys.set(node, key);
  if (typeof child !== "object") return;
  const nodes = [...node.childNodes];
  for (const one of keyed(child.children)) {
    const [, { tag = "#text" }] = one as [string, Partial<Markup>];
    const place = nodes.findIndex(({ nodeName }) => nodeName.toLowerCase() === tag);
    if (place < 0) continue;
    const [made, ...others] = nodes.splice(0, place + 1).reverse();
    for (const other of others) other.remove();
    take(made!, one);
  }
  for (const other of nodes) other.remove();
}

/** Writes a text where it is another one. */
export function write(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}

function create(tag: string, parent: Node): Element {
  const isSvg = tag === "svg" || (parent as Element).namespaceURI === SVG;
  return isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

function update(element: HTMLElement, { attributes, children }: Markup, ticking: Map<Text, Ticking>): void {
  const gone = new Set(element.getAttributeNames());
  gone.delete("style");
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "key" || value === false || value === null || value === undefined) continue;
    gone.delete(name);
    const text = value === true ? "" : String(value);
    if (typeof value === "function") (element as unknown as Record<string, unknown>)[name] = value;
    // Not as an attribute: a content security policy forbids those, and rightly.
    else if (name.startsWith("--")) {
      if (element.style.getPropertyValue(name) !== text) element.style.setProperty(name, text);
    } else if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
  for (const name of gone) element.removeAttribute(name);
  patch(element, children, ticking);
}

/** A node, the one that contains it, and so on: out of shadow trees too. */
export function* ancestors(node: Node | null | undefined): Generator<Element> {
  for (let at = node; at; at = at.parentNode ?? (at as ShadowRoot).host) if (at.nodeType === 1) yield at as Element;
}
