// The story of one job: a bar of its waits and runs, and what happened in sentences.
import { el } from "./dom.js";
import { amount, count, decimal, duration, exactSeconds, instant, percent, plural } from "./format.js";
import { reasonColor, reasonText } from "./why_waiting.js";

export function asked(job) {
  const of = job.per_replica;
  const parts = [amount(of.cpu_milli / 1000, "core")];
  if (of.memory_mib) parts.push(`${count(of.memory_mib)} MiB`);
  if (of.gpu_milli) parts.push(amount(of.gpu_milli / 1000, "GPU"));
  const each = parts.join(", ");
  return each === "1 core" ? plural(job.replicas, "core") : `${count(job.replicas)} × ${each}`;
}

// Seconds by reason over some waits, the longest first.
function byReason(waits) {
  const sums = new Map();
  for (const wait of waits) {
    let from = wait.from;
    for (const [until, reason] of wait.reasons) {
      sums.set(reason, (sums.get(reason) ?? 0) + until - from);
      from = until;
    }
  }
  return [...sums].sort(([, left], [, right]) => right - left);
}

// What a job mostly waited for, in a few words.
export function mainReason(job) {
  const [first] = byReason(job.waits);
  return first ? reasonText.get(first[0]) : "–";
}

// What the records say of a wait.
function circumstances(job, cell) {
  const ofGpus = job.gpus_in_use !== undefined;
  const of = ofGpus ? "gpu_milli" : "cpu_milli";
  const all = cell.clusters.flatMap((cluster) => cluster.groups).reduce((sum, group) => sum + group.count * group.per_node[of], 0);
  const share = all > 0 ? (job.replicas * job.per_replica[of]) / all : 0;
  const parts = [`It asked for ${percent(share)} of the ${ofGpus ? "GPUs" : "cores"}; ${percent(ofGpus ? job.gpus_in_use : job.share_in_use)} were ${ofGpus ? "allocated" : "busy"} while it waited.`];
  if (job.started_meanwhile === 0) parts.push("No job started in that time.");
  else if (job.overtaken_by === 0) parts.push(`All ${plural(job.started_meanwhile, "job")} started in that time came before it.`);
  else parts.push(`Of ${plural(job.started_meanwhile, "job")} started in that time, ${count(job.overtaken_by)} had come after it.`);
  return parts.join(" ");
}

const names = (list, all) => list.join(", ") + (all > list.length ? ` and ${count(all - list.length)} more` : "");

function waitText(wait, job) {
  const length = wait.until - wait.from;
  if (wait.reasons.length === 1 && wait.reasons[0][1] === "dependency") {
    return `Waited ${duration(length)} for jobs it depends on: ${names(job.depends_on ?? [], job.depends_on_count ?? 0)}.`;
  }
  const parts = byReason([wait]).map(([reason, time]) =>
    `${length > 0 && time < length * 0.999 ? `${Math.max(1, Math.round((100 * time) / length))} % ` : ""}${reasonText.get(reason)}`);
  return `Waited ${duration(length)}${parts.length ? `. What kept it: ${parts.join("; ")}` : ""}.`;
}

function startText(run, job, cell, again) {
  const place = cell.clusters.length > 1 ? ` on ${cell.clusters[run.cluster].name},` : " on";
  const inPlace = run.ousted ? `, in the place of ${plural(run.ousted_count, "job")}: ${names(run.ousted, run.ousted_count)}` : "";
  return `${again ? "Started again" : "Started"}${place} ${/[,–]/.test(run.nodes) ? "nodes" : "node"} ${run.nodes}${inPlace}.`;
}

function endText(run, job, last) {
  const ran = duration(run.until - run.from);
  if (run.interrupted_by) {
    const lost = run.lost > 0 ? `; ${duration(run.lost)} of its work was lost` : "";
    if (run.interrupted_by === "closed") return `Interrupted after ${ran}: a node it ran on was closed${lost}.`;
    if (run.interrupted_by !== "preempted") return `Interrupted after ${ran}: a node it ran on went down${lost}.`;
    const by = run.for ? ` by job ${run.for.name}, of priority ${run.for.priority} against its ${job.priority}` : "";
    return `Preempted after ${ran}${by}${lost}.`;
  }
  if (!last || job.state === "running") return `Still running when the replay was stopped, after ${ran}.`;
  return job.state === "killed" ? `Killed at its requested time, after ${ran}.` : `Ended after ${ran}.`;
}

// What happened, in order: [instant, text, kind].
function events(job, cell) {
  const list = [[job.submit, `Submitted${job.user < 0 ? "" : ` by user ${job.user}`}: ${asked(job)} for ${duration(job.requested)}, of priority ${job.priority}.`, "came"]];
  const firstWait = job.wait > 0 && job.waits.find((wait) => wait.from >= job.eligible);
  for (const wait of job.waits) list.push([wait.from, waitText(wait, job) + (wait === firstWait ? ` ${circumstances(job, cell)}` : ""), "waited"]);
  job.runs.forEach((run, i) => {
    const last = i === job.runs.length - 1;
    if (last && job.runs_left_out > 0) list.push([run.from, `${plural(job.runs_left_out, "more start")} before this one.`, "gap"]);
    list.push([run.from, startText(run, job, cell, i > 0), "started"]);
    list.push([run.until, endText(run, job, last), run.interrupted_by ? "stopped" : "ended"]);
  });
  if (job.runs.length === 0 || (job.state === "waiting" && job.runs[job.runs.length - 1].interrupted_by)) {
    list.push([job.waits.length ? job.waits[job.waits.length - 1].until : job.eligible, "Still waiting when the replay was stopped.", "ended"]);
  }
  const rank = { came: 0, ended: 1, stopped: 1, waited: 2, gap: 3, started: 4 };
  return list.map((event, i) => [...event, i]).sort((a, b) => a[0] - b[0] || (a[2] === "ended" && b[2] === "started" ? 1 : b[2] === "ended" && a[2] === "started" ? -1 : rank[a[2]] - rank[b[2]]) || a[3] - b[3]);
}

function bar(job, cell) {
  const from = job.submit;
  const until = Math.max(from + 1e-6, ...job.waits.map((wait) => wait.until), ...job.runs.map((run) => run.until));
  const host = el("div", { class: "story-bar", role: "img", "aria-label": "Its waits and runs over time; the list below says the same" });
  const add = (begin, end, className, paint, title) => {
    const part = el("i", { class: className, title });
    part.style.left = `${(100 * (begin - from)) / (until - from)}%`;
    part.style.width = `${(100 * (end - begin)) / (until - from)}%`;
    part.style.background = paint;
    host.append(part);
  };
  for (const wait of job.waits) {
    let begin = wait.from;
    for (const [end, reason] of wait.reasons) {
      add(begin, end, "waits", `var(${reasonColor(reason)})`, `${duration(end - begin)}: ${reasonText.get(reason)}`);
      begin = end;
    }
  }
  for (const run of job.runs) add(run.from, run.until, run.interrupted_by ? "runs stopped" : "runs", `var(${cell.color})`, `ran ${duration(run.until - run.from)}`);
  const key = byReason(job.waits).map(([reason, time]) => {
    const mark = el("i", { "aria-hidden": "true" });
    mark.style.background = `var(${reasonColor(reason)})`;
    return el("span", {}, mark, `${reasonText.get(reason)}, ${duration(time)}`);
  });
  const ran = job.runs.reduce((sum, run) => sum + run.until - run.from, 0);
  if (job.runs.length > 0) {
    const mark = el("i", { class: "tall", "aria-hidden": "true" });
    mark.style.background = `var(${cell.color})`;
    key.push(el("span", {}, mark, `ran, ${duration(ran)}`));
  }
  return [host, el("p", { class: "chart-key" }, ...key)];
}

// The story as elements; `close` and `show` (in the schedule; null where it is not drawn) are what its buttons do.
export function story(job, cell, { close, show }) {
  return [
    el("header", {},
      el("h3", { tabindex: "-1", text: `The story of job ${job.name}` }),
      el("span", { class: "tools" },
        show ? el("button", { type: "button", text: "Show in the schedule", onclick: show }) : null,
        el("button", { type: "button", text: "Close", onclick: close }))),
    el("p", { class: "hint", text:
      `Under ${cell.label}: waited ${duration(job.wait)}${job.slowdown === null ? "" : `, bounded slowdown ${decimal(job.slowdown)}`}${job.runs.length > 1 ? `, interrupted ${plural(job.runs.length - 1 + job.runs_left_out, "time")}` : ""}.` }),
    ...bar(job, cell),
    el("ol", { class: "story" }, ...events(job, cell).map(([at, text, kind]) =>
      el("li", { class: kind }, el("span", { class: "when", text: instant(at), title: exactSeconds(at) }), el("span", { text })))),
  ];
}
