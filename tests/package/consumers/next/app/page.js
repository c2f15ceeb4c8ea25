import { readFile } from "node:fs/promises";
import { init, parse } from "milestreak";
import Widget from "./widget.js";

// Rendered on the server, with figures of the package; the widget in it asks again in the browser.
export default async function Page() {
  await init();
  const cycles = parse(await readFile("response.json")).activeCycles({ now: Date.parse("2024-08-30T09:21:43.744Z") });
  return (
    <main>
      <p id="rendered">{cycles.map(({ refCode }) => refCode).join()}</p>
      <Widget />
    </main>
  );
}
