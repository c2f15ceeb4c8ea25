/**
 * Cards of unequal height without holes between them: each spans as many thin rows of its grid as it is high. Without this, as
 * before the first script, the cards of a row are as high as the highest of them.
 *
 * @module
 */

/** How high a row of the grid is, in pixels: as much as the space between two cards may differ. */
const ROW = 2;

/** What a grid is then, in place of rows of cards. */
const PACKED = { "--row": `${ROW}px`, "--row-gap": "0px", "--align": "start" };

export class Packing {
  readonly #cards = new Set<HTMLElement>();
  #observer: ResizeObserver | undefined;
  #frame = 0;

  /** Packs the cards that are there now, and again when one of them grows or shrinks. */
  pack(root: ShadowRoot): void {
    const cards = new Set(root.querySelectorAll<HTMLElement>('[part~="cards"] > *'));
    this.#observer ??= new ResizeObserver(() => this.#later());
    for (const card of this.#cards)
      if (!cards.has(card)) {
        this.#cards.delete(card);
        this.#observer.unobserve(card);
      }
    for (const card of cards)
      if (!this.#cards.has(card)) {
        this.#cards.add(card);
        this.#observer.observe(card);
      }
    this.#write();
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer?.disconnect();
    this.#cards.clear();
  }

  /** Not at once: what an observer changes must not change what it observes. */
  #later(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#write());
  }

  #write(): void {
    const cards = [...this.#cards];
    const isSeen = cards.some(({ offsetHeight }) => offsetHeight);
    for (const list of new Set(cards.flatMap(({ parentElement }) => parentElement ?? [])))
      for (const [name, value] of Object.entries(PACKED)) list.style.setProperty(name, isSeen ? value : "");
    // First all heights, then all spans: one layout.
    const spans = cards.map((card) => {
      const gap = Number.parseFloat(getComputedStyle(card.parentElement ?? card).columnGap) || 0;
      return Math.ceil((card.offsetHeight + gap) / ROW);
    });
    for (const [place, card] of cards.entries()) card.style.setProperty("--span", String(spans[place]));
  }
}
