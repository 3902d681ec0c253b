// node browser_test.mjs PAGES NODE_MODULES: opens the reports in headless Chromium, offline, and uses them as people
// do. Exit status 77 where there is no Chromium.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { launchChromium, packagesIn } from "./chromium.mjs";

const [pages, packages] = process.argv.slice(2).map((path) => resolve(path));
const require = packagesIn(packages);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => {
  browser = await launchChromium(require);
});
after(() => browser?.close());

// Opens a report, gives it to `use`, and fails on any request but the file itself and on anything the page complains of.
async function inReport(name, options, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints = [];
  const url = `file://${join(pages, name)}`;
  await context.route("**/*", (route) => (route.request().url().split("#")[0] === url ? route.continue() : route.abort()));
  const page = await context.newPage();
  page.on("request", (request) => {
    const asked = request.url();
    if (asked.split("#")[0] !== url && !asked.startsWith("data:")) complaints.push(`request: ${asked}`);
  });
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => (complaints.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  try {
    await page.goto(url);
    await page.waitForSelector("html[data-drawn]");
    await settle(page);
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

const settle = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));

// How many different colours a canvas shows, and a digest of its pixels.
const pixelsOf = (canvas) =>
  canvas.evaluate((element) => {
    const copy = new OffscreenCanvas(element.width, element.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(element, 0, 0);
    const { data } = copy.getImageData(0, 0, element.width, element.height);
    const words = new Uint32Array(data.buffer);
    const colours = new Set();
    let digest = 7;
    for (const word of words) {
      colours.add(word);
      digest = (Math.imul(digest, 31) + word) | 0;
    }
    return { colours: colours.size, digest };
  });

const schedule = (page) => page.locator("#schedule-canvas");
const jobsInView = async (page) => (await settle(page), Number(await schedule(page).getAttribute("data-jobs-in-view")));

// The middle of the plot, after the pointer has come to rest there.
async function pointAtSchedule(page, across = 0.5, up = 0.5) {
  await schedule(page).scrollIntoViewIfNeeded();
  await settle(page);
  const box = await schedule(page).boundingBox();
  const at = { x: box.x + 60 + (box.width - 70) * across, y: box.y + 10 + (box.height - 40) * (1 - up) };
  await page.mouse.move(at.x - 5, at.y);
  await page.mouse.move(at.x, at.y);
  await settle(page);
  return at;
}

for (const name of ["small.html", "gpus.html", "preempting.html", "single.html", "large.html", "wide.html", "empty.html"]) {
  test(`${name} opens offline without a request or a complaint`, () => inReport(name, {}, async () => {}));
}

test("names from outside stay text", () =>
  inReport("hostile.html", {}, async (page) => {
    const hostile = "</script><script>alert(1)</script>";
    assert.equal(await page.locator("h1").textContent(), hostile);
    assert.match(await page.title(), /^<\/script>/);
    assert.equal(await page.locator("main img, main b:not(.tip b)").count(), 0);
    assert.match(await page.locator("#refused-table").textContent(), /<\/script>/);
  }));

test("the table of metrics sorts and marks the best", () =>
  inReport("small.html", {}, async (page) => {
    assert.equal(await page.locator("#metrics-table tbody tr").count(), 4);
    assert.ok((await page.locator("#metrics-table td.best").count()) >= 3);
    const first = () => page.locator("#metrics-table tbody th").first().textContent();
    const heading = page.locator("#metrics-table thead tr:nth-child(2) th:nth-child(2)");
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    const best = await page.locator("#metrics-table tbody tr:has(td:nth-child(2).best) th").first().textContent();
    assert.equal(await first(), best);
    await page.locator("#metrics-table thead tr:nth-child(2) th:nth-child(2) button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    assert.notEqual(await first(), best);
    assert.match(await page.locator("#metrics-table tbody td").first().getAttribute("title"), / s$/);
  }));

test("every chart is drawn", () =>
  inReport("small.html", {}, async (page) => {
    const charts = page.locator(".uplot canvas");
    assert.equal(await charts.count(), 2 + 4 + 3 * 4 + 9, "distributions, waits of four classes, queue, utilization and reasons to wait of four policies, nine users");
    assert.ok(!(await page.locator("#gpu-card").isVisible()), "no GPUs, no picture of them");
    for (const canvas of await charts.all()) assert.ok((await pixelsOf(canvas)).colours > 8);
    assert.ok((await pixelsOf(schedule(page))).colours > 20);
  }));

test("GPUs allocated and fragmented are drawn for each policy, and read under the cursor", () =>
  inReport("gpus.html", {}, async (page) => {
    assert.equal(await page.locator("#gpu-charts .uplot").count(), 3);
    for (const canvas of await page.locator("#gpu-charts canvas").all()) assert.ok((await pixelsOf(canvas)).colours > 8);
    await page.locator("#gpu-charts .chart").first().focus();
    await page.keyboard.press("ArrowRight");
    assert.match(await page.locator("#gpu-charts .strip-name .value").first().textContent(), /% allocated, .*% fragmented/);
    await page.locator("#curves-together").click();
    await settle(page);
    assert.equal(await page.locator("#gpu-charts .uplot").count(), 2);
  }));

test("the table of metrics tells what became of GPUs and who was interrupted, where there is something to tell", () =>
  inReport("gpus.html", {}, async (page) => {
    const headings = async () => (await page.locator("#metrics-table thead").textContent()).replace(/\s+/g, " ");
    assert.match(await headings(), /GPUs at the last job.*allocatedfragmented.*interrupted/);
    assert.doesNotMatch(await headings(), /GPU-hours lost/);
    await page.locator("#all-metrics").click();
    assert.match(await headings(), /GPU-hours lost/);
  }));

test("waits are told by class of job, by GPUs where there are any", () =>
  inReport("gpus.html", {}, async (page) => {
    const names = await page.locator("#wait-by-class-charts figcaption > span").allTextContents();
    assert.deepEqual(names.map((name) => name.replace(/ [\d,]+ jobs?$/, "")), ["no GPU", "part of a GPU", "1 GPU", "2–4 GPUs", "more than 8 GPUs"]);
    for (const canvas of await page.locator("#wait-by-class-charts canvas").all()) assert.ok((await pixelsOf(canvas)).colours > 8);
  }));

test("why jobs waited is stacked over time for each policy, and read under the cursor", () =>
  inReport("gpus.html", {}, async (page) => {
    assert.equal(await page.locator("#why-charts .uplot").count(), 3);
    assert.ok((await page.locator("#why-key span").count()) >= 3);
    for (const canvas of await page.locator("#why-charts canvas").all()) assert.ok((await pixelsOf(canvas)).colours > 8);
    const chart = page.locator("#why-charts .chart").last();
    await chart.focus();
    for (let i = 0; i < 4; ++i) await page.keyboard.press("ArrowLeft");
    assert.match(await page.locator("#why-charts .strip-name .value").last().textContent(), /^\d+ jobs?: \d+ |^nobody waits$/);
    assert.match(await page.locator("#why-note").textContent(), /instants evenly apart/);
  }));

test("shares of users are drawn against what they are entitled to, of one policy at a time", () =>
  inReport("gpus.html", {}, async (page) => {
    const chart = page.locator("#tenant-charts .chart").first();
    assert.equal(await page.locator("#tenant-charts .uplot").count(), 9);
    const before = await pixelsOf(chart.locator("canvas"));
    assert.ok(before.colours > 8);
    await chart.focus();
    await page.keyboard.press("ArrowLeft");
    assert.match(await page.locator("#tenant-charts .readout").first().textContent(), /^holds .* %, entitled to .* %$/);
    await page.locator("#tenant-policy").selectOption("2");
    await settle(page);
    assert.notEqual((await pixelsOf(page.locator("#tenant-charts canvas").first())).digest, before.digest);
    assert.match(await page.locator("#tenant-note").textContent(), /The 9 that held most, of 12/);
  }));

test("the heat maps of nodes tell node, time and use under the pointer and under the keys' cursor", () =>
  inReport("gpus.html", {}, async (page) => {
    const maps = page.locator("#nodes canvas.heat");
    assert.equal(await maps.count(), 3);
    for (const map of await maps.all()) assert.ok((await pixelsOf(map)).colours > 20);
    await maps.first().hover({ position: { x: 400, y: 20 } });
    await settle(page);
    assert.match(await page.locator("#nodes-tip").textContent(), /node \d+ \(small\).*% of GPUs in use.*day/);
    const before = await pixelsOf(maps.first());
    await page.locator("#nodes-resource button", { hasText: "Cores" }).click();
    await settle(page);
    assert.notEqual((await pixelsOf(maps.first())).digest, before.digest);
    await page.locator("#nodes-by-use").click();
    await maps.first().focus();
    await page.keyboard.press("ArrowDown");
    await settle(page);
    assert.match(await page.locator("#nodes-readout").textContent(), /^node \d+ .* · day .* · .*% of cores in use$/);
    assert.match(await maps.first().getAttribute("aria-label"), /^node \d+/);
    const whole = await jobsInView(page);
    await page.keyboard.press("+");
    assert.ok((await jobsInView(page)) < whole, "all pictures look at one window of time");
  }));

test("dragging across a heat map zooms all pictures over time", () =>
  inReport("gpus.html", {}, async (page) => {
    const all = await jobsInView(page);
    const map = page.locator("#nodes canvas.heat").nth(1);
    await map.scrollIntoViewIfNeeded();
    const box = await map.boundingBox();
    await page.mouse.move(box.x + 200, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + 330, box.y + 60, { steps: 5 });
    await page.mouse.up();
    assert.ok((await jobsInView(page)) < all);
  }));

test("ten thousand nodes fit into one heat map", () =>
  inReport("wide.html", {}, async (page) => {
    const map = page.locator("#nodes canvas.heat");
    await map.hover({ position: { x: 500, y: 100 } });
    await settle(page);
    assert.match(await page.locator("#nodes-tip b").textContent(), /^nodes [\d,]+–[\d,]+$/);
    assert.ok((await pixelsOf(map)).colours > 20);
  }));

test("the legend shows and hides a policy everywhere", () =>
  inReport("small.html", {}, async (page) => {
    const canvas = page.locator("#wait-chart canvas");
    const before = await pixelsOf(canvas);
    const button = page.locator("#distributions-legend button").first();
    await button.click();
    await settle(page);
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    assert.equal(await page.locator("#over-time-legend button").first().getAttribute("aria-pressed"), "false");
    assert.notEqual((await pixelsOf(canvas)).digest, before.digest);
    assert.equal(await page.locator("#queue-charts .uplot").count(), 3);
    await button.click();
    await settle(page);
    assert.equal((await pixelsOf(canvas)).digest, before.digest);
  }));

test("curves can be laid over each other", () =>
  inReport("small.html", {}, async (page) => {
    await page.locator("#curves-together").click();
    await settle(page);
    assert.equal(await page.locator("#queue-charts .uplot").count(), 1);
    assert.ok((await pixelsOf(page.locator("#queue-charts canvas"))).colours > 8);
  }));

test("dragging across a curve zooms the schedule too", () =>
  inReport("small.html", {}, async (page) => {
    const all = await jobsInView(page);
    const over = page.locator("#queue-charts .u-over").first();
    await over.scrollIntoViewIfNeeded();
    const box = await over.boundingBox();
    await page.mouse.move(box.x + 200, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 20, { steps: 5 });
    await page.mouse.up();
    assert.ok((await jobsInView(page)) < all);
    await page.locator("#whole-time").click();
    assert.equal(await jobsInView(page), all);
  }));

for (const name of ["small.html", "large.html"]) {
  test(`the schedule of ${name} zooms and moves by wheel, drag, buttons and keys`, () =>
    inReport(name, {}, async (page) => {
      const all = await jobsInView(page);
      assert.equal(all, name === "large.html" ? 100_000 : 399);
      const at = await pointAtSchedule(page);
      for (let i = 0; i < 6; ++i) await page.mouse.wheel(0, -200);
      await page.waitForFunction((most) => Number(document.querySelector("#schedule-canvas").dataset.jobsInView) < most, all / 2);
      const near = await jobsInView(page);
      assert.ok(near > 0);

      await page.mouse.down();
      await page.mouse.move(at.x + 120, at.y + 90, { steps: 6 });
      await page.mouse.up();
      const selected = await jobsInView(page);
      assert.ok(selected < near, "a selected area is zoomed into");

      const readout = page.locator("#schedule-readout");
      const place = await readout.textContent();
      await page.locator("#drag-pan").click();
      await page.mouse.move(at.x, at.y);
      await page.mouse.down();
      await page.mouse.move(at.x - 150, at.y, { steps: 6 });
      await page.mouse.up();
      await settle(page);
      assert.notEqual(await readout.textContent(), place, "dragging moves");

      await page.locator("#zoom-fit").click();
      assert.equal(await jobsInView(page), all);
      await page.locator("#zoom-in").click();
      assert.ok((await jobsInView(page)) < all);
      await page.locator("#zoom-out").click();
      assert.equal(await jobsInView(page), all);

      await schedule(page).focus();
      for (let i = 0; i < 4; ++i) await page.keyboard.press("+");
      const zoomed = await jobsInView(page);
      assert.ok(zoomed < all);
      const here = await readout.textContent();
      await page.keyboard.press("ArrowRight");
      await settle(page);
      assert.notEqual(await readout.textContent(), here);
      await page.keyboard.press("Home");
      assert.equal(await jobsInView(page), all);
    }));

  test(`a job of ${name} is found by its id, told under the pointer and pinned`, () =>
    inReport(name, {}, async (page) => {
      await page.locator("#find-job").fill("123");
      await page.keyboard.press("Enter");
      await settle(page);
      assert.match(await page.locator("#pinned").textContent(), /Job 123/);
      assert.match(await page.locator("#pinned").textContent(), /Wait.*Ran.*Requested time/s);
      assert.ok(Number(await schedule(page).getAttribute("data-rectangles")) > 0);

      let told = "";
      for (let up = 0.02; up < 1 && told === ""; up += 0.03) {
        await pointAtSchedule(page, 0.5, up);
        if (await page.locator("#schedule-tip").isVisible()) told = await page.locator("#schedule-tip b").textContent();
      }
      assert.match(told, /^Job \d+$/);
      await page.mouse.down();
      await page.mouse.up();
      await settle(page);
      assert.equal(await page.locator("#pinned h3").textContent(), told);
      await schedule(page).focus();
      await page.keyboard.press("n");
      await settle(page);
      assert.notEqual(await page.locator("#pinned h3").textContent(), told);
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#pinned").textContent(), "");

      await page.locator("#find-job").fill("no such job");
      await page.keyboard.press("Enter");
      assert.match(await page.locator("#pinned").textContent(), /No job “no such job”/);
    }));
}

test("choosing a policy draws its schedule in the same window", () =>
  inReport("small.html", {}, async (page) => {
    const before = await pixelsOf(schedule(page));
    await page.locator('#schedule-policies label:has(input[value="2"])').click();
    await settle(page);
    assert.notEqual((await pixelsOf(schedule(page))).digest, before.digest);
    for (const colour of ["user", "job"]) {
      const last = await pixelsOf(schedule(page));
      await page.locator("#colour-by").selectOption(colour);
      await settle(page);
      assert.notEqual((await pixelsOf(schedule(page))).digest, last.digest);
    }
  }));

test("the worst-served jobs lead to their stories and on into the schedule, refused jobs are listed with reasons", () =>
  inReport("small.html", {}, async (page) => {
    const link = page.locator("#worst-table .link").first();
    const name = await link.textContent();
    await link.focus();
    await page.keyboard.press("Enter");
    await settle(page);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), `The story of job ${name}`);
    const story = page.locator("#story");
    assert.match(await story.textContent(), /Submitted by user.*Waited .*What kept it: .*asked for .* of the cores.*Started on nodes? .*Ended after/s);
    assert.ok((await story.locator(".story-bar .waits").count()) > 0);
    await story.locator("button", { hasText: "Show in the schedule" }).click();
    await settle(page);
    assert.equal(await page.locator("#pinned h3").textContent(), `Job ${name}`);
    await story.locator("button", { hasText: "Close" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), name, "back to where it was asked for");
    assert.equal(await story.textContent(), "");
    assert.equal(await page.locator("#refused-table tbody tr").count(), 1);
    assert.match(await page.locator("#refused-table").textContent(), /5000/);
  }));

test("the worst-served jobs are told by wait and by slowdown", () =>
  inReport("small.html", {}, async (page) => {
    const column = (n) => page.locator(`#worst-table tbody tr td:nth-child(${n})`).allTextContents();
    assert.equal((await column(3)).length, 20);
    await page.locator("#worst-by-slowdown").click();
    const slowdowns = (await column(3)).map((text) => Number(text.replace(",", "")));
    assert.deepEqual(slowdowns, [...slowdowns].sort((left, right) => right - left));
  }));

test("a story tells who interrupted a job and whose place it took, and has an address of its own", () =>
  inReport("preempting.html", {}, async (page) => {
    assert.equal(await page.locator("#worst-by-slowdown").getAttribute("aria-pressed"), "true", "nobody waited before a first start");
    await page.locator("#worst-table a", { hasText: "middle" }).click();
    await settle(page);
    assert.match(await page.locator("#story").textContent(), /Started on node \d, in the place of 1 job: low-\d\..*Preempted after 10 min by job high-\d, of priority 10 against its 5.*Started again on node/s);
    assert.equal(await page.locator("#worst-table tr.chosen").count(), 1);
    await page.reload();
    await page.waitForSelector("html[data-drawn]");
    assert.equal(await page.locator("#story h3").textContent(), "The story of job middle");
  }));

test("everything that can be used is reached by the keyboard", () =>
  inReport("small.html", {}, async (page) => {
    const reached = new Set();
    for (let i = 0; i < 120; ++i) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(() => {
        const at = document.activeElement;
        const outlined = getComputedStyle(at).outlineStyle !== "none" || at.matches("input[type=radio]");
        return { name: at.id || at.closest("[id]")?.id || at.tagName, outlined, body: at === document.body };
      });
      if (place.body) break;
      assert.ok(place.outlined, `${place.name} shows that it has the focus`);
      reached.add(place.name);
    }
    for (const name of ["metrics-table", "all-metrics", "distributions-legend", "wait-chart", "slowdown-chart", "curves-together", "queue-charts", "schedule-policies", "zoom-in", "colour-by", "find-job", "schedule-canvas", "jobs-policy", "worst-by-slowdown", "worst-table"]) {
      assert.ok(reached.has(name), `${name} is reached`);
    }
  }));

for (const [name, colorScheme] of [["small.html", "light"], ["gpus.html", "light"], ["gpus.html", "dark"]]) {
  test(`nothing serious in ${name} stands in the way of assistive technology, ${colorScheme}`, () =>
    inReport(name, { colorScheme }, async (page) => {
      await page.locator("#find-job").fill("5");
      await page.keyboard.press("Enter");
      await page.locator("#worst-table .link").first().click();
      if (name === "small.html") await page.locator("#oddities summary").click();
      await page.locator("#over-time-legend button").first().click();
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
      assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), []);
    }));
}

for (const width of [380, 768, 1280, 1600]) {
  test(`nothing sticks out at ${width} pixels`, () =>
    inReport("gpus.html", { viewport: { width, height: 800 } }, async (page) => {
      await page.locator("#worst-table .link").first().click();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0);
    }));
}

test("reduced motion is honoured", () =>
  inReport("small.html", { reducedMotion: "reduce" }, async (page) => {
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  }));

test("print leaves the controls out", () =>
  inReport("small.html", {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator(".contents").isVisible()));
    assert.ok(await page.locator("#metrics-table").isVisible());
  }));
