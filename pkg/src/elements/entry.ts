/** Whether a promise is settled before the next task. */
const isSettled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 0, false))]);

/**
 * The entry of the package, loaded when an element first fetches: a page that hands its data over needs no engine.
 *
 * On a first visit the WebAssembly module is requested at the same time as the entry, which would request it one round trip
 * later. Where the page has loaded the entry already, it may have started the engine from somewhere else.
 */
export async function entry(): Promise<typeof import("../index.js")> {
  const loading = import("../index.js");
  if (await isSettled(loading)) return loading;
  const response = (async () => fetch(new URL("./milestreak.wasm", import.meta.url)))();
  // Told by the client, which tries again.
  const ignore = (): void => undefined;
  response.catch(ignore);
  const loaded = await loading;
  loaded.init({ response }).catch(ignore);
  return loaded;
}
