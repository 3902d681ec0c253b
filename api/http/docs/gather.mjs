// node gather.mjs PAGES NODE_MODULES TO: puts what /docs and /redoc are made of into the folder TO.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [pages, modules, to] = process.argv.slice(2);
mkdirSync(to, { recursive: true });

for (const name of readdirSync(pages)) writeFileSync(join(to, name), readFileSync(join(pages, name)));

// The pages work offline, under a policy that lets them ask nobody but this server: ReDoc's logo, which it would fetch
// from elsewhere, is an empty picture, and nothing names a source map.
const emptyPicture = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E";
const swagger = join(modules, "swagger-ui-dist");
const redoc = join(modules, "redoc");
const offline = (text) =>
  text
    .replace(/\/[/*]# sourceMappingURL=[\w.-]+\.map( ?\*\/)?/g, "")
    .replaceAll("https://cdn.redoc.ly/redoc/logo-mini.svg", emptyPicture);
for (const file of [
  join(swagger, "swagger-ui.css"),
  join(swagger, "swagger-ui-bundle.js"),
  join(swagger, "oauth2-redirect.js"),
  join(redoc, "bundles", "redoc.standalone.js"),
]) {
  writeFileSync(join(to, file.split("/").pop()), offline(readFileSync(file, "utf8")));
}

const licences = [
  join(swagger, "NOTICE"),
  join(swagger, "LICENSE"),
  join(swagger, "swagger-ui-bundle.js.LICENSE.txt"),
  join(redoc, "LICENSE"),
  join(redoc, "bundles", "redoc.standalone.js.LICENSE.txt"),
];
writeFileSync(join(to, "licenses.txt"), licences.map((file) => readFileSync(file, "utf8").trim()).join("\n\n\n") + "\n");
