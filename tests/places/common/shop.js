// What each page and each server does with the package: starts it, reads a response, shows it. The title says how it went.

import { Client, init, parse } from "milestreak";
import { response } from "milestreak/testing";

export const snapshot = () => parse(response({ groups: [{ name: "Coffee", target: 10, achieved: 4 }] }));

/** `ok 40`, or what went wrong. */
export async function answer(start = init) {
  try {
    await start();
    // A client makes its first request here, which has to fail as a network does.
    await new Client({ baseUrl: "http://127.0.0.1:9", retry: { attempts: 1 } }).targetGroups(7).then(
      () => Promise.reject(new Error("there was an answer")),
      (error) => (error.code === "network" ? undefined : Promise.reject(error)),
    );
    return `ok ${snapshot().activeCycles()[0].displayPercent}`;
  } catch (error) {
    return `failed ${error.name} ${error.code}: ${error.message}`;
  }
}
