// The longest waits of a policy with their reasons, and the jobs that were refused.
import { charted, report } from "./data.js";
import { by, el } from "./dom.js";
import { count, duration, exactSeconds, instant, percent, plural } from "./format.js";
import { showJob } from "./schedule/schedule.js";

const headings = (...names) =>
  el("thead", {}, el("tr", {}, ...names.map(([text, className]) => el("th", { scope: "col", class: className, text }))));
const time = (value) => el("td", { text: duration(value), title: exactSeconds(value) });
const when = (value) => el("td", { text: instant(value, 60), title: exactSeconds(value) });

function asked(job) {
  const of = job.per_replica;
  const parts = [plural(of.cpu_milli / 1000, "core")];
  if (of.memory_mib) parts.push(`${count(of.memory_mib)} MiB`);
  if (of.gpu_milli) parts.push(plural(of.gpu_milli / 1000, "GPU"));
  const each = parts.join(", ");
  return each === "1 core" ? plural(job.replicas, "core") : `${count(job.replicas)} × ${each}`;
}

// What the records say of a wait.
function reason(job, cell) {
  const cores = cell.clusters.flatMap((cluster) => cluster.groups).reduce((sum, group) => sum + group.count * group.per_node.cpu_milli, 0);
  const share = cores > 0 ? (job.replicas * job.per_replica.cpu_milli) / cores : 0;
  const parts = [`It asked for ${percent(share)} of the cores; ${percent(job.share_in_use)} were busy while it waited.`];
  if (job.started_meanwhile === 0) parts.push("No job started in that time.");
  else if (job.overtaken_by === 0) parts.push(`All ${plural(job.started_meanwhile, "job")} started in that time came before it.`);
  else parts.push(`Of ${plural(job.started_meanwhile, "job")} started in that time, ${count(job.overtaken_by)} had come after it.`);
  if (job.eligible > job.submit) parts.push("The wait counts from when the jobs it depends on had ended.");
  return parts.join(" ");
}

function worst(cell) {
  if (cell.worst.length === 0) return el("p", { class: "empty", text: "No job waited under this policy." });
  const kept = report.workloads[cell.workload].kept;
  return el("table", {},
    headings(["Job", "text"], ["Wait"], ["Submitted"], ["Asked for"], ["Requested time"], ["User"], ["Why", "text"]),
    el("tbody", {}, ...cell.worst.map((job) => el("tr", {},
      el("th", { scope: "row", class: "text" }, job.job < kept
        ? el("button", { type: "button", class: "link", text: job.name, title: "Show in the schedule", onclick: () => showJob(cell.index, job.job) })
        : job.name),
      time(job.wait), when(job.submit), el("td", { text: asked(job) }), time(job.requested),
      el("td", { text: job.user < 0 ? "–" : String(job.user) }),
      el("td", { class: "text wrap", text: reason(job, cell) })))));
}

function refused(cell) {
  const total = cell.metrics.refused;
  if (total === 0) return [el("p", { class: "empty", text: "No job was refused." })];
  const table = el("table", {},
    headings(["Job", "text"], ["Submitted"], ["Asked for"], ["Requested time"], ["Why", "text"]),
    el("tbody", {}, ...cell.refusals.map((job) => el("tr", {},
      el("th", { scope: "row", class: "text", text: job.name }),
      when(job.submit), el("td", { text: asked(job) }), time(job.requested), el("td", { class: "text wrap", text: job.reason })))));
  const note = total > cell.refusals.length
    ? el("p", { class: "empty", text: `The first ${count(cell.refusals.length)} of ${count(total)} refused jobs.` })
    : null;
  return note ? [table, note] : [table];
}

export function jobTables() {
  const choice = by("jobs-policy");
  choice.append(...charted.map((cell) => el("option", { value: String(cell.index), text: cell.label })));
  const draw = () => {
    const cell = charted[Number(choice.value)];
    if (!cell) return;
    by("worst-table").replaceChildren(worst(cell));
    by("refused-table").replaceChildren(...refused(cell));
  };
  choice.addEventListener("change", draw);
  draw();
}
