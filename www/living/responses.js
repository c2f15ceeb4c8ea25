// Listens in on the page's own requests, to show what the API really sent. Only a demo does that.

/** Calls `onResponse` with each answer to a request for a user's target groups below `baseUrl`. */
export function observeResponses(baseUrl, onResponse) {
  const { fetch } = globalThis;
  globalThis.fetch = async (...call) => {
    const url = call[0].url ?? String(call[0]);
    if (!url.startsWith(baseUrl) || !/\/users\/\d+\/targetGroups/.test(url)) return fetch(...call);
    const began = performance.now();
    const after = () => Math.round(performance.now() - began);
    try {
      const response = await fetch(...call);
      // A copy, read beside the client's.
      response
        .clone()
        .text()
        .then(
          (text) => onResponse({ status: response.status, text, ms: after() }),
          () => undefined,
        );
      return response;
    } catch (error) {
      onResponse({ status: null, text: "", ms: after() });
      throw error;
    }
  };
}
