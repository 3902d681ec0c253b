// What is known of one job, for the tip under the pointer and the card of the chosen one.
import { el } from "../dom.js";
import { amount, count, decimal, duration, exactSeconds, instant, plural } from "../format.js";
import { report } from "../data.js";

function resources(of, job) {
  const parts = [amount(of.cpu_milli[job] / 1000, "core")];
  if (of.memory_mib[job]) parts.push(`${count(of.memory_mib[job])} MiB`);
  if (of.gpu_milli[job]) parts.push(amount(of.gpu_milli[job] / 1000, "GPU"));
  return parts.join(", ");
}

function nodesText(jobs, row, cell) {
  let offset = 0;
  for (let i = 0; i < jobs.cluster[row] && i < cell.clusters.length; ++i) offset += cell.clusters[i].nodes;
  const ranges = [];
  for (let range = jobs.rangeFrom[row]; range < jobs.rangeFrom[row + 1]; ++range) {
    const first = jobs.nodeFirst[range] - offset;
    ranges.push(jobs.nodeExtra[range] === 0 ? String(first) : `${first}–${first + jobs.nodeExtra[range]}`);
  }
  const shown = ranges.slice(0, 12).join(", ");
  return ranges.length > 12 ? `${shown} and ${ranges.length - 12} more ranges` : shown || "–";
}

export function slowdownOf(jobs, row) {
  const run = Math.max(jobs.end[row] - jobs.start[row], report.slowdown_threshold);
  return Math.max(1, (jobs.end[row] - jobs.eligible[row]) / run);
}

export function tip(jobs, row, cell) {
  const of = jobs.facts, job = jobs.job[row];
  if (jobs.isExtra(row)) {
    return [
      el("b", { text: `Job ${jobs.nameOf(row)}: extra replicas` }),
      el("span", { text: `${resources(of, job)} each, for ${duration(jobs.end[row] - jobs.start[row])}` }),
      el("span", { text: `nodes ${nodesText(jobs, row, cell)}` }),
      el("span", { text: `from ${instant(jobs.start[row])}` }),
    ];
  }
  return [
    el("b", { text: `Job ${jobs.nameOf(row)}` }),
    el("span", { text: `waited ${duration(jobs.waitOf(row))}, ran ${duration(jobs.end[row] - jobs.start[row])}` }),
    el("span", { text: `${plural(of.replicas[job], "replica")} × ${resources(of, job)}` }),
    el("span", { text: `nodes ${nodesText(jobs, row, cell)}` }),
    el("span", { text: `started ${instant(jobs.start[row])}` }),
  ];
}

const known = (value) => (value < 0 ? "–" : String(value));

export function card(jobs, row, cell, close) {
  const of = jobs.facts, job = jobs.job[row];
  const run = jobs.end[row] - jobs.start[row];
  const extra = jobs.isExtra(row);
  const entries = [
    ["State", jobs.stateOf(row)],
    ["Submitted", instant(of.submit[job]), exactSeconds(of.submit[job])],
    !extra && jobs.eligible[row] !== of.submit[job] ? [row > 0 && jobs.job[row - 1] === job ? "Interrupted before" : "Eligible", instant(jobs.eligible[row]), exactSeconds(jobs.eligible[row])] : null,
    ["Started", instant(jobs.start[row]), exactSeconds(jobs.start[row])],
    ["Ended", instant(jobs.end[row]), exactSeconds(jobs.end[row])],
    extra ? null : ["Wait", duration(jobs.waitOf(row)), exactSeconds(jobs.waitOf(row))],
    ["Ran", duration(run), exactSeconds(run)],
    ["Requested time", duration(of.requested[job]), exactSeconds(of.requested[job])],
    extra || jobs.stateOf(row) === "interrupted" ? null : ["Bounded slowdown", decimal(slowdownOf(jobs, row))],
    ["Asked for", `${plural(of.replicas[job], "replica")} × ${resources(of, job)}`],
    cell.clusters.length > 1 ? ["Cluster", cell.clusters[jobs.cluster[row]].name] : null,
    ["Nodes", nodesText(jobs, row, cell)],
    ["User, group, queue", [of.user, of.group, of.queue].map((values) => known(values[job])).join(", ")],
    of.priority[job] !== 0 ? ["Priority", String(of.priority[job])] : null,
  ].filter((entry) => entry !== null);
  return [
    el("header", {},
      el("h3", { text: `Job ${jobs.nameOf(row)}` }),
      el("button", { type: "button", text: "Let go", onclick: close })),
    el("dl", {}, ...entries.map(([name, text, exact]) => el("div", {}, el("dt", { text: name }), el("dd", { text, title: exact })))),
  ];
}
