import { answer } from "./answer.js";

answer().then(postMessage, (error) => postMessage(String(error)));
