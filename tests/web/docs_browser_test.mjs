// node docs_browser_test.mjs BERTH NODE_MODULES: opens the documentation of a running service in headless Chromium, and
// uses it as people do. Anything the pages complain of fails, and so does a request to anybody but the service. Exit
// status 77 where there is no Chromium. With BERTH_SCREENSHOTS=FOLDER, pictures are left there.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

import { launchChromium, packagesIn } from "./chromium.mjs";

const [berth, packages] = process.argv.slice(2).map((path) => resolve(path));
const require = packagesIn(packages);

let browser, service, address;
before(async () => {
  browser = await launchChromium(require);
  service = spawn(berth, ["serve", "--ephemeral", "--port", "0", "--argon2-memory", "8"], { stdio: ["ignore", "ignore", "pipe"] });
  for await (const line of createInterface({ input: service.stderr })) {
    address = /serving on (\S+)/.exec(line)?.[1];
    if (address) break;
  }
  service.stderr.resume();
  assert.ok(address, "berth does not serve");
});
after(async () => {
  service?.kill();
  await browser?.close();
});

// On a machine that has much else to do a request comes late, and is refused unread; one asks again.
const kTooBusy = 503;
const kTries = 50;
const saysItIsBusy = (text) => text.includes(`status of ${kTooBusy} `);

// Opens a page, gives it to `use`.
async function onPage(path, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const complaints = [];
  const page = await context.newPage();
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${address}/`) && !/^(data|blob):/.test(asked)) complaints.push(`request: ${asked}`);
  });
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
  page.on("console", (message) => message.type() === "error" && !saysItIsBusy(message.text()) && complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  try {
    await page.goto(address + path);
    await use(page);
    if (process.env.BERTH_SCREENSHOTS) await page.screenshot({ path: join(process.env.BERTH_SCREENSHOTS, `${path.slice(1)}.png`) });
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

// Fills in and sends an operation's form; the status and body that come back.
async function execute(page, operation, { query, body } = {}) {
  const block = page.locator(`[id$="-${operation}"]`);
  await block.locator(".opblock-summary-control").click();
  const tryIt = block.locator(".try-out__btn");
  await tryIt.waitFor();
  if ((await tryIt.textContent()).startsWith("Try")) await tryIt.click();
  for (const [name, value] of Object.entries(query ?? {})) await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  if (body) await block.locator("textarea").first().fill(JSON.stringify(body));
  const live = block.locator(".live-responses-table");
  for (let tries = 1; ; ++tries) {
    const answered = page.waitForResponse((response) => response.request().resourceType() === "fetch");
    await block.locator(".execute").click();
    const status = (await answered).status();
    await live.locator("tbody .response-col_status", { hasText: String(status) }).first().waitFor();
    if (status !== kTooBusy || tries === kTries) return { status, text: await live.textContent() };
    await page.waitForTimeout(100);
  }
}

test("/docs lists what can be asked, and asks it", () =>
  onPage("/docs", async (page) => {
    await page.waitForSelector(".opblock");
    assert.match(await page.locator(".info .title").textContent(), /^Cluster Management API/);
    assert.equal(await page.locator(".errors-wrapper").count(), 0);
    const described = await page.evaluate(async () => Object.values((await (await fetch("/openapi.json")).json()).paths).flatMap(Object.keys).length);
    assert.equal(await page.locator(".opblock").count(), described);
    const health = await execute(page, "health_check_health_get");
    assert.equal(health.status, 200);
    assert.match(health.text, /healthy/);
  }));

test("in /docs one registers, logs in, and makes an organization", () =>
  onPage("/docs", async (page) => {
    await page.waitForSelector(".opblock");
    const account = { username: "ann", password: "long enough" };
    assert.equal((await execute(page, "register_api_v1_auth_register_post", { body: account })).status, 200);
    assert.equal((await execute(page, "login_api_v1_auth_login_post", { query: account })).status, 200);
    const made = await execute(page, "create_organization_api_v1_organizations__post", { body: { name: "astronomy" } });
    assert.equal(made.status, 200);
    assert.match(made.text, /invite_code/);
  }));

test("/redoc tells the same, and finds what is searched for", () =>
  onPage("/redoc", async (page) => {
    await page.waitForSelector("[data-section-id]");
    assert.match(await page.locator("h1").first().textContent(), /^Cluster Management API/);
    await page.locator("input[type=text]").first().fill("invite");
    await page.waitForSelector("[data-role='search:results'] li");
    assert.ok((await page.locator("[data-role='search:results'] li").count()) >= 1);
  }));
