import { init, parse } from "milestreak";

/** What the package makes of a response, and how often it had a module compiled while that was loading. */
export async function answer() {
  let streamed = 0;
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...source) => {
    const started = await instantiateStreaming(...source);
    streamed++;
    return started;
  };
  await init();
  const response = await fetch("/response.json");
  const cycles = parse(await response.arrayBuffer()).activeCycles({ now: Date.parse("2024-08-30T09:21:43.744Z") });
  return { streamed, active: cycles.map(({ refCode }) => refCode) };
}
