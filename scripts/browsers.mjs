// Which browsers and drivers this machine has, and how to drive them without a screen.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { env } from "./run.mjs";

const CHROMIUM_ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  // Pages of the browser's own, which it loads behind the address bar of each new window: nobody sees one here.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The first of some programs that is there: on PATH, or at a place of its own. */
export function find(...candidates) {
  const folders = env.PATH.split(delimiter);
  for (const candidate of candidates) {
    const places = candidate.includes("/") ? [candidate] : folders.map((folder) => join(folder, candidate));
    const found = places.find((place) => existsSync(place));
    if (found) return found;
  }
  return undefined;
}

export function browsers() {
  return {
    chromium: {
      name: "Chromium",
      binary: find(
        "chromium",
        "chromium-browser",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      ),
      driver: find("chromedriver"),
      arguments: CHROMIUM_ARGUMENTS,
      help: "install Chromium and its chromedriver (Debian: chromium chromium-driver; macOS: brew install --cask google-chrome chromedriver)",
    },
    firefox: {
      name: "Firefox",
      binary: find("firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"),
      driver: find("geckodriver"),
      arguments: ["-headless"],
      help: "install Firefox and geckodriver (Debian: firefox-esr, and cargo install geckodriver; macOS: brew install --cask firefox, brew install geckodriver)",
    },
    webkit: {
      name: "WebKit",
      binary: find(
        "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
        "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
      ),
      driver: find("WebKitWebDriver"),
      arguments: ["--automation"],
      help: "install WebKitGTK's driver (Debian: webkit2gtk-driver xvfb xauth)",
    },
  };
}
