// The table of metrics: sortable, the best value of a column marked, a bar below each value.
import { cells } from "./data.js";
import { by, el } from "./dom.js";
import { count, decimal, duration, exactSeconds, percent } from "./format.js";
import { swatch } from "./legend.js";

const LESS = -1, MORE = 1;
const spread = (group, key, text, exact, names) =>
  names.map(([name, label, extra]) => ({
    group, label, extra, better: LESS, text, exact, value: (metrics) => metrics[key][name],
  }));
const exactly = (value) => String(value);

const COLUMNS = [
  ...spread("Wait", "wait", duration, exactSeconds, [
    ["mean", "mean"], ["median", "median"], ["p90", "p90", true], ["p95", "p95"], ["p99", "p99", true], ["max", "max"]]),
  ...spread("Bounded slowdown", "bounded_slowdown", decimal, exactly, [
    ["mean", "mean"], ["median", "median"], ["p90", "p90", true], ["p95", "p95"], ["p99", "p99", true], ["max", "max"]]),
  ...spread("Slowdown", "slowdown", decimal, exactly, [["mean", "mean", true], ["median", "median", true], ["max", "max", true]]),
  ...spread("Turnaround", "turnaround", duration, exactSeconds, [["mean", "mean", true], ["median", "median", true], ["max", "max", true]]),
  { group: "Machine", label: "utilization", better: MORE, text: percent, exact: exactly, value: (m) => m.utilization },
  { group: "Machine", label: "GPU utilization", better: MORE, text: percent, exact: exactly, value: (m) => m.gpu_utilization, ifAny: true },
  { group: "Machine", label: "makespan", better: LESS, text: duration, exact: exactSeconds, value: (m) => m.makespan },
  { group: "Machine", label: "cost", better: LESS, text: decimal, exact: exactly, value: (m) => m.cost, ifAny: true },
  { group: "Machine", label: "jobs per hour", better: MORE, text: decimal, exact: exactly, value: (m) => m.throughput, extra: true },
  { group: "GPUs at the last job", label: "allocated", better: MORE, text: percent, exact: exactly, value: (m) => m.gpu_allocated, ifAny: true },
  { group: "GPUs at the last job", label: "fragmented", better: LESS, text: percent, exact: exactly, value: (m) => m.gpu_fragmented, ifAny: true },
  { group: "Queue", label: "mean", better: LESS, text: decimal, exact: exactly, value: (m) => m.mean_queue },
  { group: "Queue", label: "max", better: LESS, text: count, exact: exactly, value: (m) => m.max_queue },
  { group: "Users", label: "fairness", better: MORE, text: (v) => v.toFixed(3), exact: exactly, value: (m) => m.fairness },
  { group: "Jobs", label: "interrupted", better: LESS, text: count, exact: exactly, value: (m) => m.interruptions, ifAny: true },
  { group: "Jobs", label: "by failures", better: LESS, text: count, exact: exactly, value: (m) => m.failures, ifAny: true, extra: true },
  { group: "Jobs", label: "core-hours lost", better: LESS, text: decimal, exact: exactly, value: (m) => m.lost_core_hours, ifAny: true, extra: true },
  { group: "Jobs", label: "GPU-hours lost", better: LESS, text: decimal, exact: exactly, value: (m) => m.lost_gpu_hours, ifAny: true, extra: true },
  { group: "Jobs", label: "killed", better: LESS, text: count, exact: exactly, value: (m) => m.killed, ifAny: true },
  { group: "Jobs", label: "refused", better: LESS, text: count, exact: exactly, value: (m) => m.refused, ifAny: true },
  { group: "Jobs", label: "unfinished", better: LESS, text: count, exact: exactly, value: (m) => m.unfinished, ifAny: true },
];

const state = { sort: null, descending: false, all: false };

function visibleColumns() {
  return COLUMNS.filter(
    (column) =>
      (state.all || !column.extra) && (!column.ifAny || cells.some((cell) => column.value(cell.metrics) > 0)),
  );
}

// The best value of a column; null where all are alike.
function bestOf(column) {
  const values = cells.map((cell) => column.value(cell.metrics));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least === most) return null;
  return column.better === LESS ? least : most;
}

function sortBy(column) {
  const again = state.sort === column;
  state.descending = again ? !state.descending : column !== null && column.better === MORE;
  state.sort = column;
  draw();
  const focus = by("metrics-table").querySelector("[aria-sort] button");
  if (focus) focus.focus();
}

function heading(column, className) {
  const sorted = state.sort === column;
  const arrow = sorted ? (state.descending ? "↓" : "↑") : "";
  return el(
    "th",
    { scope: "col", class: className, "aria-sort": sorted ? (state.descending ? "descending" : "ascending") : null },
    el("button", { type: "button", onclick: () => sortBy(column), title: column ? `Sort by ${column.group.toLowerCase()}, ${column.label}` : "Sort by policy" },
      el("span", { text: column ? column.label : "Policy" }), el("span", { class: "arrow", "aria-hidden": "true", text: arrow })),
  );
}

function figure(column, cell, best, largest, className) {
  const value = column.value(cell.metrics);
  const isBest = best !== null && value === best;
  const bar = el("i");
  bar.style.width = `${largest > 0 ? Math.max(1.5, (100 * value) / largest) : 0}%`;
  return el(
    "td",
    { class: [className, isBest ? "best" : ""].join(" ").trim() || null, title: column.exact(value) },
    el("span", { class: "meter", "aria-hidden": "true" }, bar),
    el("span", { class: "figure", text: column.text(value) }),
    isBest ? el("span", { class: "visually-hidden", text: " (best)" }) : null,
  );
}

function order(left, right) {
  if (state.sort === null) return state.descending ? right.index - left.index : left.index - right.index;
  const difference = state.sort.value(left.metrics) - state.sort.value(right.metrics);
  return (state.descending ? -difference : difference) || left.index - right.index;
}

function draw() {
  const columns = visibleColumns();
  const starts = columns.map((column, i) => (i === 0 || columns[i - 1].group !== column.group ? "group-start" : ""));
  const groups = [];
  for (const column of columns) {
    const last = groups[groups.length - 1];
    if (last && last.name === column.group) ++last.span;
    else groups.push({ name: column.group, span: 1 });
  }
  const best = columns.map(bestOf);
  const largest = columns.map((column) => Math.max(...cells.map((cell) => column.value(cell.metrics))));
  const rows = [...cells].sort(order).map((cell) =>
    el("tr", {},
      el("th", { scope: "row", title: cell.policy },
        el("span", { class: "policy-name" }, cell.charted ? swatch(cell) : null, el("span", { text: cell.label }))),
      ...columns.map((column, i) => figure(column, cell, best[i], largest[i], starts[i]))),
  );
  by("metrics-table").replaceChildren(
    el("table", { class: "metrics" },
      el("caption", { class: "visually-hidden", text: "Metrics of every policy" }),
      el("thead", {},
        el("tr", {}, el("td"), ...groups.map((group) => el("th", { scope: "colgroup", colspan: group.span, class: "group-start", text: group.name }))),
        el("tr", {}, heading(null, ""), ...columns.map((column, i) => heading(column, starts[i])))),
      el("tbody", {}, ...rows)),
  );
}

export function metricsTable() {
  by("all-metrics").addEventListener("click", () => {
    state.all = !state.all;
    by("all-metrics").setAttribute("aria-pressed", String(state.all));
    draw();
  });
  draw();
}
