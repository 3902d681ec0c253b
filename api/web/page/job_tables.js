// The worst-served jobs of a policy, each with a link to its story, and the jobs that were refused. A story has an address
// of its own, #story-POLICY-JOB.
import { charted, report } from "./data.js";
import { by, chooseOne, el } from "./dom.js";
import { count, decimal, duration, exactSeconds, instant } from "./format.js";
import { showJob } from "./schedule/schedule.js";
import { asked, mainReason, story } from "./story.js";

const LISTED = 20;

const headings = (...names) =>
  el("thead", {}, el("tr", {}, ...names.map(([text, className]) => el("th", { scope: "col", class: className, text }))));
const time = (value) => el("td", { text: duration(value), title: exactSeconds(value) });
const when = (value) => el("td", { text: instant(value, 60), title: exactSeconds(value) });

const SORTS = {
  wait: (left, right) => right.wait - left.wait,
  slowdown: (left, right) => (right.slowdown ?? 0) - (left.slowdown ?? 0),
};
let sort = "wait";
let told = null;  // the address of the story that is shown

function worst(cell) {
  const bad = sort === "wait" ? (job) => job.wait > 0 : (job) => job.slowdown > 1;
  const jobs = cell.worst.filter(bad).sort(SORTS[sort]).slice(0, LISTED);
  if (jobs.length === 0) {
    return el("p", { class: "empty", text: sort === "wait" ? "No job waited under this policy." : "No job was slowed down under this policy." });
  }
  const interrupted = jobs.some((job) => job.runs.length > 1);
  return el("table", {},
    headings(["Job", "text"], ["Wait"], ["Bounded slowdown"], ["Submitted"], ["Asked for"], ["Requested time"], ...(interrupted ? [["Interrupted"]] : []), ["User"], ["Mostly kept waiting by", "text"]),
    el("tbody", {}, ...jobs.map((job) => {
      const address = `#story-${cell.index}-${job.job}`;
      return el("tr", { class: address === told ? "chosen" : null },
        el("th", { scope: "row", class: "text" }, el("a", { class: "link", href: address, text: job.name, title: "Its story" })),
        time(job.wait), el("td", { text: decimal(job.slowdown) }), when(job.submit), el("td", { text: asked(job) }), time(job.requested),
        ...(interrupted ? [el("td", { text: count(job.runs.length - 1 + job.runs_left_out) })] : []),
        el("td", { text: job.user < 0 ? "–" : String(job.user) }),
        el("td", { class: "text", text: mainReason(job) }));
    })));
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

function draw() {
  const cell = charted[Number(by("jobs-policy").value)];
  if (!cell) return;
  by("worst-table").replaceChildren(worst(cell));
  by("refused-table").replaceChildren(...refused(cell));
}

function close() {
  const link = document.querySelector(`#worst-table a[href="${told}"]`);
  told = null;
  history.replaceState(null, "", "#jobs");
  by("story").replaceChildren();
  draw();
  (link && document.querySelector(`#worst-table a[href="${link.getAttribute("href")}"]`))?.focus();
}

// Shows the story that the address asks for.
function follow() {
  const asks = /^#story-(\d+)-(\d+)$/.exec(location.hash);
  const cell = asks && charted[Number(asks[1])];
  const job = cell?.worst.find((entry) => entry.job === Number(asks[2]));
  if (!job) return;
  told = location.hash;
  by("jobs-policy").value = String(cell.index);
  draw();
  const drawn = job.runs.length > 0 && job.job < report.workloads[cell.workload].kept;
  by("story").replaceChildren(...story(job, cell, { close, show: drawn ? () => showJob(cell.index, job.job) : null }));
  by("story").scrollIntoView({ block: "nearest" });
  by("story").querySelector("h3").focus({ preventScroll: true });
}

export function jobTables() {
  by("jobs-policy").append(...charted.map((cell) => el("option", { value: String(cell.index), text: cell.label })));
  by("jobs-policy").addEventListener("change", () => {
    told = null;
    by("story").replaceChildren();
    draw();
  });
  const [byWait, bySlowdown] = [by("worst-by-wait"), by("worst-by-slowdown")];
  const choose = chooseOne([byWait, bySlowdown], (pressed) => {
    sort = pressed === byWait ? "wait" : "slowdown";
    draw();
  });
  choose(charted.some((cell) => cell.worst.some((job) => job.wait > 0)) ? byWait : bySlowdown);
  addEventListener("hashchange", follow);
  follow();
}
