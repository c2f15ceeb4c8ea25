/** Throws confetti over an element; nothing for those who asked for less motion, or do not look. */
export function celebrate(root: ShadowRoot, pieces: number): void {
  // jsdom has no `matchMedia`, and moves nothing.
  if (document.hidden || !globalThis.matchMedia || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const layer = document.createElement("div");
  layer.setAttribute("part", "celebration");
  layer.setAttribute("aria-hidden", "true");
  root.append(layer);
  const { width, height } = layer.getBoundingClientRect();
  const flights = Array.from({ length: pieces }, (_, piece) => {
    const confetti = document.createElement("i");
    confetti.dataset.colour = String(piece % 4);
    layer.append(confetti);
    // Up and out from the middle, and down again.
    const across = (Math.random() - 0.5) * width;
    const turn = Math.random() * 900 - 450;
    const rise = height * (0.3 + Math.random() * 0.5);
    return confetti.animate(
      [
        { transform: "none", opacity: 1 },
        {
          transform: `translate(${across * 0.7}px, ${-rise}px) rotate(${turn * 0.6}deg)`,
          opacity: 1,
          offset: 0.45,
          easing: "ease-in",
        },
        { transform: `translate(${across}px, ${height * 0.4}px) rotate(${turn}deg)`, opacity: 0 },
      ],
      { duration: 1100 + Math.random() * 700, easing: "ease-out" },
    ).finished;
  });
  // Settled, not done: the flights of an element that is removed end there.
  void Promise.allSettled(flights).then(() => layer.remove());
}
