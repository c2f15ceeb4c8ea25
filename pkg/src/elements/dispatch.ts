/** Tells the page of something; false where a listener said that it sees to that itself, which means something for `retry` alone. */
export const dispatch = (element: HTMLElement, name: string, detail: unknown): boolean =>
  element.dispatchEvent(
    new CustomEvent(`milestreak-${name}`, { detail, bubbles: true, composed: true, cancelable: name === "retry" }),
  );
