// What was run, in a sentence and in facts.
import { cells, charted, report } from "./data.js";
import { by, el } from "./dom.js";
import { amount, count, decimal, duration, plural } from "./format.js";

const unique = (values) => [...new Set(values)];

function resourcesOf(of) {
  const parts = [amount(of.cpu_milli / 1000, "core")];
  if (of.memory_mib) parts.push(of.memory_mib >= 1024 ? `${decimal(of.memory_mib / 1024)} GiB` : `${of.memory_mib} MiB`);
  if (of.gpu_milli) parts.push(amount(of.gpu_milli / 1000, "GPU"));
  return parts.join(", ");
}

function clusterText(cluster) {
  const groups = cluster.groups.map((group) => `${plural(group.count, "node")} of ${resourcesOf(group.per_node)}`);
  return `${cluster.name}: ${groups.join("; ")}`;
}

function fact(name, ...values) {
  return el("div", {}, el("dt", { text: name }), el("dd", {}, ...values));
}

function wide(...entry) {
  const made = fact(...entry);
  made.classList.add("wide");
  return made;
}

function lead() {
  const host = by("lead");
  const strong = (text) => el("strong", { text });
  const jobs = unique(report.workloads.map((workload) => count(workload.jobs))).join(" or ");
  host.append(
    `${plural(cells.length, "run")} of ${jobs} jobs on ${unique(cells.map((cell) => nodesOf(cell))).join(" or ")}, over `,
    `${duration((report.span_cut ?? report.span[1]) - report.span[0])}. `,
  );
  const judged = cells.filter((cell) => cell.metrics.completed + cell.metrics.killed > 0);
  if (judged.length < 2) return;
  const mean = (cell) => cell.metrics.wait.mean;
  const sorted = [...judged].sort((left, right) => mean(left) - mean(right));
  const [best, worst] = [sorted[0], sorted[sorted.length - 1]];
  if (mean(best) === mean(worst)) {
    host.append("Jobs waited equally long under all of them.");
    return;
  }
  host.append("Jobs waited least under ", strong(best.label), `: ${duration(mean(best))} on average, against `);
  host.append(`${duration(mean(worst))} under `, strong(worst.label), ". ");
  const slowdown = (cell) => cell.metrics.bounded_slowdown.mean;
  const calmest = judged.reduce((left, right) => (slowdown(right) < slowdown(left) ? right : left));
  host.append("The mean bounded slowdown was lowest ");
  if (calmest === best) host.append("there too");
  else host.append("under ", strong(calmest.label));
  host.append(` (${decimal(slowdown(calmest))}).`);
}

const nodesOf = (cell) => plural(cell.clusters.reduce((sum, cluster) => sum + cluster.nodes, 0), "node");

function notices() {
  const host = by("notices");
  const note = (text) => host.append(el("p", { class: "notice", text }));
  const partial = cells.filter((cell) => cell.partial);
  if (partial.length > 0) {
    note(
      `Partial: ${partial.length === cells.length ? "the runs were" : plural(partial.length, "run") + " of these was"} ` +
        `stopped before the end. Unfinished jobs are counted, but not in waits and slowdowns.`,
    );
  }
  if (report.span_cut !== null) {
    note(
      `All jobs came within a tiny part of the ${duration(report.span_cut - report.span[0])} until the last one ended; ` +
        `pictures over time show the first ${duration(report.span[1] - report.span[0])} of it. Metrics and distributions are of all.`,
    );
  }
  if (report.outcomes > cells.length) {
    note(`${count(report.outcomes)} outcomes were compared; the first ${count(cells.length)} are shown.`);
  }
  if (cells.length > charted.length) {
    note(`The first ${count(charted.length)} of ${count(cells.length)} outcomes have curves and a schedule; the table of metrics has all.`);
  }
}

function facts() {
  const host = by("facts");
  const first = report.workloads[0];
  const inputs = unique(report.workloads.map((workload) => JSON.stringify(workload.input))).map((text) => JSON.parse(text));
  const refused = unique(cells.map((cell) => cell.metrics.refused));
  const clusters = unique(cells.flatMap((cell) => cell.clusters.map(clusterText)));
  const semantics = { batch: "completions, then submissions, then one pass an instant", event: "one event at a time, a pass after each" };
  host.append(
    fact("Workload", first.name || report.title, el("small", { text: `${count(first.jobs)} jobs${first.input.skipped ? `, ${count(first.input.skipped)} skipped` : ""}` })),
    fact("Machine", ...clusters.slice(0, 4).map((text, i) => el(i ? "small" : "span", { text })), clusters.length > 4 ? el("small", { text: `and ${clusters.length - 4} more` }) : null),
    fact("Semantics", ...unique(cells.map((cell) => cell.semantics)).map((name) => el("span", {}, name, el("small", { text: semantics[name] })))),
    fact("Seed", unique(cells.map((cell) => cell.seed)).slice(0, 12).join(", "), first.input.format === "generated" ? null : el("small", { text: "not used by a recorded workload" })),
    fact("Input", inputs[0].format || "–", el("small", { text: inputs[0].lines ? plural(inputs[0].lines, "line") : "" })),
    wide("Input hash (XXH3-128)", ...inputs.slice(0, 3).map((input) => el("code", { text: input.hash || "–" }))),
    fact("Refused jobs", refused.map(count).join(" – ")),
    fact("Program", `Berth ${report.version}`),
  );
}

function oddities() {
  const all = report.workloads.flatMap((workload) => workload.input.oddities);
  const seen = new Map(all.map((oddity) => [JSON.stringify(oddity), oddity]));
  if (seen.size === 0) return;
  const total = [...seen.values()].reduce((sum, oddity) => sum + oddity.count, 0);
  const rows = [...seen.values()].map((oddity) =>
    el("tr", {},
      el("th", { scope: "row", class: "text", text: oddity.what }),
      el("td", { text: count(oddity.count) }),
      el("td", { class: "text", text: oddity.consequence }),
      el("td", { text: oddity.first_line ? count(oddity.first_line) : "–" })),
  );
  by("oddities").append(
    el("details", {},
      el("summary", { text: `${plural(total, "oddity", "oddities")} of the input, in ${plural(seen.size, "kind")}` }),
      el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Oddities of the input" },
        el("table", {},
          el("thead", {}, el("tr", {}, ...["What", "Times", "What was done", "First line"].map((text, i) =>
            el("th", { scope: "col", class: i === 0 || i === 2 ? "text" : null, text })))),
          el("tbody", {}, ...rows)))),
  );
}

export function header() {
  by("title").textContent = report.title;
  by("version").textContent = report.version;
  by("foot-version").textContent = report.version;
  lead();
  notices();
  facts();
  oddities();
}
