// Draws the report: every section from the data inside the page.
import { cells } from "./data.js";
import { distributions } from "./distributions.js";
import { by, el } from "./dom.js";
import { header } from "./header.js";
import { jobTables } from "./job_tables.js";
import { metricsTable } from "./metrics_table.js";
import { nodes } from "./nodes/nodes.js";
import { overTime } from "./over_time.js";
import { tenants } from "./tenants.js";
import { whyWaiting } from "./why_waiting.js";
import { schedule } from "./schedule/schedule.js";

// Marks the section in view among the links at the top.
function followSections() {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.hash.slice(1), link]));
  const inView = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) entry.isIntersecting ? inView.add(entry.target.id) : inView.delete(entry.target.id);
      let marked = false;
      for (const [id, link] of links) {
        const current = !marked && inView.has(id);
        marked ||= current;
        current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-70px 0px -50% 0px" },
  );
  for (const id of links.keys()) observer.observe(by(id));
}

if (cells.length === 0) {
  by("title").textContent = "Nothing was replayed";
  by("main").replaceChildren(el("p", { class: "hint", text: "There are no outcomes to report." }));
} else {
  header();
  metricsTable();
  distributions();
  overTime();
  whyWaiting();
  tenants();
  nodes();
  schedule();
  jobTables();
  followSections();
}
document.documentElement.dataset.drawn = "true";
