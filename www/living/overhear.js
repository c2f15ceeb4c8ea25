// Listens in on the page's own requests, to show what the API really sent. Only a demo does that.

/** Tells of each request for target groups below `baseUrl` as it is sent, and of its answer. */
export function overhear(baseUrl, { sent, heard }) {
  const { fetch } = globalThis;
  globalThis.fetch = async (...call) => {
    const url = call[0].url ?? String(call[0]);
    if (!url.startsWith(baseUrl) || !url.includes("/targetGroups")) return fetch(...call);
    sent();
    const began = performance.now();
    const after = () => Math.round(performance.now() - began);
    try {
      const response = await fetch(...call);
      // A copy, read beside the client's.
      response.clone().text().then((text) => heard({ status: response.status, text, ms: after() }), () => undefined);
      return response;
    } catch (error) {
      heard({ status: null, text: "", ms: after() });
      throw error;
    }
  };
}
