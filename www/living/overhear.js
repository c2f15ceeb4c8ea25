// Listens in on the page's own requests, to show what the API really sent. Only a demo does that.

/** Tells of each answer to a request for target groups below `baseUrl`. */
export function overhear(baseUrl, heard) {
  const { fetch } = globalThis;
  globalThis.fetch = async (...call) => {
    const url = call[0].url ?? String(call[0]);
    if (!url.startsWith(baseUrl) || !url.includes("/targetGroups")) return fetch(...call);
    const began = performance.now();
    const after = () => Math.round(performance.now() - began);
    try {
      const response = await fetch(...call);
      // A copy, read beside the client's.
      response
        .clone()
        .text()
        .then(
          (text) => heard({ status: response.status, text, ms: after() }),
          () => undefined,
        );
      return response;
    } catch (error) {
      heard({ status: null, text: "", ms: after() });
      throw error;
    }
  };
}
