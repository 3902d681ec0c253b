// Headless Chromium from this machine, driven by the packages in a folder of node_modules. Ends the test with status 77
// (skipped) where there is none.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const kFlags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const packagesIn = (folder) => createRequire(join(folder, "here.js"));

export function launchChromium(require) {
  const executablePath = [process.env.BERTH_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) {
    console.log("skipped: no Chromium found; apt-get install chromium, or set BERTH_CHROMIUM to the program");
    process.exit(77);
  }
  return require("playwright-core").chromium.launch({ executablePath, args: kFlags });
}
