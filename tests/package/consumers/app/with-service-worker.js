const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => (document.title = JSON.stringify([data]));

navigator.serviceWorker.register("./service-worker.js", { type: "module" }).then(
  async () => (await navigator.serviceWorker.ready).active.postMessage("", [port2]),
  (error) => (document.title = String(error)),
);
