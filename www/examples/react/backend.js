// Stands in for your backend while you develop: a customer who buys something each time that the page asks.

import { response } from "milestreak/testing";

export const backend = () => {
  let bought = 0;
  return {
    name: "backend",
    configureServer({ middlewares }) {
      middlewares.use("/loyalty", (_request, answer) => {
        const groups = [
          { name: "Coffee", target: 10, achieved: 3 + bought, unit: "visits", triggers: [{ at: 5, points: 20 }] },
          { name: "Spring", target: 5000, achieved: 1200 + 250 * bought, unit: "currency" },
          { name: "Every day", target: 1, levels: [3, 7], cycles: [1, 1, 1, 0, 1, 1, Math.min(bought, 1)] },
        ];
        bought++;
        answer.setHeader("content-type", "application/json");
        answer.end(JSON.stringify(response({ userId: 347286146, groups })));
      });
    },
  };
};
