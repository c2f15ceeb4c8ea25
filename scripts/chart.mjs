// The chart of the README: how many times faster than hand-written JavaScript, for each size and browser.

const WIDTH = 720;
const ROW = 26;
const LEFT = 150;
const COLORS = { chromium: "#3b6fd6", firefox: "#d9662b", webkit: "#6b7f8f", node: "#4c9a52" };

const escaped = (text) => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** An SVG that reads on light and dark pages. */
export function chart({ engines, machine, date }) {
  const bars = [];
  for (const body of Object.keys(Object.values(engines)[0].responses)) {
    for (const [engine, { name, responses }] of Object.entries(engines)) {
      const { figures } = responses[body];
      bars.push({
        body,
        engine,
        name,
        ratio: figures["JSON.parse + hand-written"].medianMs / figures.milestreak.medianMs,
      });
    }
  }
  const most = Math.max(...bars.map(({ ratio }) => ratio));
  const scale = (WIDTH - LEFT - 120) / most;
  let y = 44;
  let last;
  const rows = bars.map(({ body, engine, name, ratio }) => {
    const isFirst = body !== last;
    if (isFirst && last !== undefined) y += 10;
    last = body;
    const base = y + 15;
    const bar = `<rect x="${LEFT}" y="${y}" width="${(ratio * scale).toFixed(1)}" height="20" rx="3" fill="${COLORS[engine]}"/>`;
    const figure = `<text x="${(LEFT + ratio * scale + 8).toFixed(1)}" y="${base}">${ratio.toFixed(1)}× ${escaped(name)}</text>`;
    y += ROW;
    return (
      (isFirst ? `<text x="${LEFT - 12}" y="${base}" text-anchor="end">${escaped(body)}</text>` : "") + bar + figure
    );
  });
  const one = LEFT + scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 30}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="milestreak against JSON.parse with hand-written JavaScript">
<style>text { fill: #1f2328 } line { stroke: #57606a } @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } line { stroke: #8b949e } }</style>
<text x="${LEFT}" y="24" font-weight="600">Times as fast as JSON.parse + hand-written JavaScript (the line is 1×)</text>
${rows.join("\n")}
<line x1="${one}" x2="${one}" y1="36" y2="${y}" stroke-dasharray="3 3"/>
<text x="${LEFT}" y="${y + 20}" font-size="11">${escaped(machine)}, ${date}</text>
</svg>
`;
}
