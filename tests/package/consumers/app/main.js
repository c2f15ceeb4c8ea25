import { answer } from "./answer.js";

Promise.all([answer()]).then(
  (found) => (document.title = JSON.stringify(found)),
  (error) => (document.title = String(error)),
);
