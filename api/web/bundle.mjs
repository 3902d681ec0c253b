// node bundle.mjs PAGE_FOLDER NODE_MODULES OUTPUT: one HTML file of the page's markup, styles and scripts, with uPlot
// and its licence inside. Only this very script and these very styles may run in it (Content-Security-Policy hashes).
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [page, packages, output] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(packages, "here.js"))("esbuild");

const bundled = (entry) =>
  esbuild
    .buildSync({
      entryPoints: [join(page, entry)],
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      target: ["es2020"],
      charset: "utf8",
      legalComments: "none",
      nodePaths: [packages],
      logLevel: "warning",
    })
    .outputFiles[0].text.trim();

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const script = bundled("main.js");
const style = bundled("style.css");
const licence = readFileSync(join(packages, "uplot/LICENSE"), "utf8").trim();
const version = JSON.parse(readFileSync(join(packages, "uplot/package.json"), "utf8")).version;
const policy = `default-src 'none'; img-src data:; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;

const replacements = {
  "<!--bundle:policy-->": policy,
  "/*bundle:style*/": style,
  "/*bundle:script*/": script,
  "<!--bundle:licence-->": `<!--\nThe line charts are drawn by uPlot ${version}:\n\n${licence}\n-->`,
};
let html = readFileSync(join(page, "index.html"), "utf8");
for (const [mark, text] of Object.entries(replacements)) {
  if (html.split(mark).length !== 2) throw new Error(`index.html must contain ${mark} once`);
  html = html.split(mark).join(text);
}
writeFileSync(output, html);
