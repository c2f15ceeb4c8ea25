// Bar charts as SVG, which read on light and dark pages.

const WIDTH = 720;
const ROW = 26;
const LEFT = 150;

const escaped = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/**
 * Draws groups of bars.
 *
 * @param label what the chart is, for those who do not see it
 * @param title the line above it, which says what the bars measure
 * @param groups a label and bars each; a bar has a value, a text and a colour
 * @param mark a value that is marked by a dashed line
 * @param note the line below it
 */
export function chart({ label, title, groups, mark, note }) {
  const bars = groups.flatMap((group) => group.bars);
  const scale = (WIDTH - LEFT - 190) / Math.max(...bars.map(({ value }) => value));
  let y = 34;
  const rows = groups.map(({ label, bars }) => {
    y += 10;
    const heading = `<text x="${LEFT - 12}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>`;
    const drawn = bars.map(({ value, text, color }) => {
      const width = value * scale;
      const bar = `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="20" rx="3" fill="${color}"/>`;
      const figure = `<text x="${(LEFT + width + 8).toFixed(1)}" y="${y + 15}">${escaped(text)}</text>`;
      y += ROW;
      return bar + figure;
    });
    return [heading, ...drawn].join("\n");
  });
  const line = mark
    ? `<line x1="${LEFT + mark * scale}" x2="${LEFT + mark * scale}" y1="36" y2="${y}" stroke-dasharray="3 3"/>\n`
    : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 30}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escaped(label)}">
<style>text { fill: #1f2328 } line { stroke: #57606a } @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } line { stroke: #8b949e } }</style>
<text x="${LEFT}" y="24" font-weight="600">${escaped(title)}</text>
${rows.join("\n")}
${line}<text x="${LEFT}" y="${y + 20}" font-size="11">${escaped(note)}</text>
</svg>
`;
}
