import { answer } from "./answer.js";

addEventListener("message", (event) => {
  const [port] = event.ports;
  event.waitUntil(
    answer().then(
      (found) => port.postMessage(found),
      (error) => port.postMessage(String(error)),
    ),
  );
});
