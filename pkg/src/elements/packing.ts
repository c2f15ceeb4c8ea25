/**
 * Cards of unequal height without holes between them: each spans as many thin rows of its grid as it is high. Without this, as
 * before the first script, the cards of a row are as high as the highest of them.
 *
 * @module
 */

/** How high a row of the grid is, in pixels, as in style.css: as much as the space between two cards may differ. */
const ROW = 2;

export class Packing {
  #cards: readonly HTMLElement[] = [];
  #observer: ResizeObserver | undefined;

  /** Packs the cards that are there now, and again when one of them grows or shrinks. */
  pack(root: ShadowRoot): void {
    // Not at once: what an observer changes must not change what it observes.
    this.#observer ??= new ResizeObserver(() => requestAnimationFrame(() => this.#write()));
    this.end();
    this.#cards = [...root.querySelectorAll<HTMLElement>('[part~="cards"] > *')];
    for (const card of this.#cards) this.#observer.observe(card);
    this.#write();
  }

  end(): void {
    this.#observer?.disconnect();
  }

  #write(): void {
    for (const { parentElement, offsetHeight } of this.#cards)
      parentElement?.toggleAttribute("data-packed", offsetHeight > 0);
    // First all heights, then all spans: one layout.
    const spans = this.#cards.map((card) => {
      const { columnGap } = getComputedStyle(card.parentElement ?? card);
      return Math.ceil((card.offsetHeight + (Number.parseFloat(columnGap) || 0)) / ROW);
    });
    for (const [place, card] of this.#cards.entries()) card.style.setProperty("--span", String(spans[place]));
  }
}
