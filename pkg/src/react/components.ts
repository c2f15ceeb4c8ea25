import {
  createElement,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
  useImperativeHandle,
  useRef,
} from "react";
import { type Elements, EVENTS, PROPERTIES, REFLECTED } from "../../generated/elements.js";
import type { MilestreakEventMap } from "../elements/index.js";
import { useLayoutEffect } from "./react.js";

type Tag = keyof Elements;

/** `milestreak-target-achieved` → `TargetAchieved`. */
type Pascal<name extends string> = name extends `milestreak-${infer rest}`
  ? Pascal<rest>
  : name extends `${infer word}-${infer rest}`
    ? `${Capitalize<word>}${Pascal<rest>}`
    : Capitalize<name>;

type Listeners<names extends string> = {
  [name in names as `on${Pascal<name>}`]?:
    | ((event: name extends keyof MilestreakEventMap ? MilestreakEventMap[name] : CustomEvent) => void)
    | undefined;
};

type Own<tag extends Tag> = Elements[tag]["properties"] & Listeners<Elements[tag]["events"]>;

/** What the component of an element takes: its properties, `onTargetAchieved` and the like for its events, and what any element takes. */
export type ComponentProps<tag extends Tag> = Own<tag> &
  Omit<HTMLAttributes<Elements[tag]["element"]>, keyof Own<tag>> &
  RefAttributes<Elements[tag]["element"]>;

/** An element with what React 16 to 18 do not give it. */
type Bag = Record<string, unknown>;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The event that a prop like `onTargetAchieved` is a listener of. */
function eventOf(prop: string): string | undefined {
  const name = /^on[A-Z]/.test(prop) ? kebab(prop).slice(3) : "";
  return EVENTS.includes(name) ? `milestreak-${name}` : undefined;
}

/** Makes an element what its props say, where they differ from the last ones. */
function update(element: HTMLElement, before: Bag, now: Bag): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (before[name] === now[name]) continue;
    const event = eventOf(name);
    if (!event) (element as unknown as Bag)[name] = now[name] ?? null;
    else {
      if (before[name]) element.removeEventListener(event, before[name] as EventListener);
      if (now[name]) element.addEventListener(event, now[name] as EventListener);
    }
  }
}

const NONE: Bag = {};

function component<tag extends Tag>(
  tag: tag,
  name: string,
  // Only when one is shown, so that pages which have none do not load them. Where they are imported already this is free.
  define: () => Promise<unknown> = () => import("../elements/index.js"),
): ForwardRefExoticComponent<ComponentProps<tag>> {
  const Component = forwardRef<HTMLElement, Bag>((props, ref) => {
    const element = useRef<HTMLElement>(null);
    const set = useRef(NONE);
    const attributes: Bag = { ref: element };
    const rest: Bag = {};
    for (const [prop, value] of Object.entries(props)) {
      if (PROPERTIES.includes(prop) || eventOf(prop)) rest[prop] = value;
      else if (REFLECTED.includes(prop)) attributes[kebab(prop)] = value;
      // Before version 19 React writes the name as it stands.
      else attributes[prop === "className" ? "class" : prop] = value;
    }
    useImperativeHandle(ref, () => element.current!, []);
    useLayoutEffect(() => {
      update(element.current!, set.current, rest);
      set.current = rest;
    });
    useLayoutEffect(() => {
      void define();
      const own = element.current!;
      return () => {
        update(own, set.current, NONE);
        set.current = NONE;
      };
    }, []);
    return createElement(tag, attributes);
  });
  Component.displayName = name;
  return Component as unknown as ForwardRefExoticComponent<ComponentProps<tag>>;
}

/** `<milestreak-provider>` as a component. */
export const MilestreakProvider: ForwardRefExoticComponent<ComponentProps<"milestreak-provider">> =
  /* @__PURE__ */ component("milestreak-provider", "MilestreakProvider");
/** `<milestreak-progress>` as a component. */
export const MilestreakProgress: ForwardRefExoticComponent<ComponentProps<"milestreak-progress">> =
  /* @__PURE__ */ component("milestreak-progress", "MilestreakProgress");
/** `<milestreak-streak>` as a component. */
export const MilestreakStreak: ForwardRefExoticComponent<ComponentProps<"milestreak-streak">> =
  /* @__PURE__ */ component("milestreak-streak", "MilestreakStreak");
/** `<milestreak-dashboard>` as a component. */
export const MilestreakDashboard: ForwardRefExoticComponent<ComponentProps<"milestreak-dashboard">> =
  /* @__PURE__ */ component("milestreak-dashboard", "MilestreakDashboard");
/** `<milestreak-calendar>` as a component. */
export const MilestreakCalendar: ForwardRefExoticComponent<ComponentProps<"milestreak-calendar">> =
  /* @__PURE__ */ component("milestreak-calendar", "MilestreakCalendar", () => import("../calendar/index.js"));
