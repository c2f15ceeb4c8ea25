import { answer } from "./answer.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const fromWorker = new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
});

Promise.all([answer(), fromWorker]).then(
  (found) => (document.title = JSON.stringify(found)),
  (error) => (document.title = String(error)),
);
