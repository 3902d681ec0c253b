// Why jobs waited over time: jobs by what kept them, one on the other; a strip for each policy, all on one scale.
import { charted } from "./data.js";
import { by, el } from "./dom.js";
import { count, plural } from "./format.js";
import { swatch } from "./legend.js";
import { shown, wholeTime } from "./shared.js";
import { color } from "./theme.js";
import { TimeCharts, xAxis, yTicks } from "./time_curves.js";

// From the bottom up: what the machines lack, then how it lies about, then who else comes first.
export const REASONS = [
  ["gpu", "too few GPUs free"],
  ["cpu", "too few cores free"],
  ["memory", "too little memory free"],
  ["several", "too little of several"],
  ["pieces", "enough free, but in pieces"],
  ["constraint", "enough free, but of another kind"],
  ["topology", "rack, zone, spread or apart"],
  ["policy", "would fit: order or reservation"],
  ["dependency", "jobs it depends on"],
];
export const reasonText = new Map(REASONS);
export const reasonColor = (reason) => `--why-${reason}`;

function layers(cell, reasons) {
  const { parts, jobs } = cell.waiting;
  const width = (wholeTime.until - wholeTime.from) / parts;
  const at = Array.from({ length: parts + 1 }, (_, i) => wholeTime.from + i * width);
  const sum = new Array(parts + 1).fill(0);
  const values = reasons.map((reason) => {
    const counts = jobs[reason] ?? new Array(parts).fill(0);
    return at.map((_, i) => (sum[i] += counts[Math.min(i, parts - 1)]));
  });
  return { at, values, top: Math.max(...sum), of: (reason, i) => jobs[reason]?.[Math.min(i, parts - 1)] ?? 0 };
}

function told(stack, reasons, index) {
  const parts = reasons.map((reason) => [reason, stack.of(reason, index)]).filter(([, jobs]) => jobs > 0);
  const all = parts.reduce((sum, [, jobs]) => sum + jobs, 0);
  if (all === 0) return "nobody waits";
  const most = parts.sort(([, left], [, right]) => right - left).slice(0, 3);
  return `${plural(all, "job")}: ${most.map(([reason, jobs]) => `${count(jobs)} ${reasonText.get(reason)}`).join(", ")}`;
}

export function whyWaiting() {
  const reasons = REASONS.map(([reason]) => reason).filter((reason) => charted.some((cell) => cell.waiting.jobs[reason]));
  by("why-card").hidden = reasons.length === 0;
  if (reasons.length === 0) return;
  const charts = new TimeCharts();
  const stacks = charted.map((cell) => layers(cell, reasons));
  by("why-key").replaceChildren(...reasons.map((reason) => {
    const mark = el("i", { "aria-hidden": "true" });
    mark.style.background = `var(${reasonColor(reason)})`;
    return el("span", {}, mark, reasonText.get(reason));
  }));
  by("why-note").textContent =
    `Looked at ${count(Math.max(...charted.map((cell) => cell.waiting.parts)))} instants evenly apart, each drawn for its part of the time: what was free on every node then is held against every waiting request. ` +
    "Its reason is the first that holds: it would fit as things stand; on nodes of any model, label or taint; but for its rack, spread or neighbours; with more GPUs; with more cores; with more memory. " +
    "“In pieces” is what would be enough in all, on nodes that have the rest of the request, but not on one of them.";
  const build = () => {
    charts.drop();
    const chosen = charted.filter((cell) => shown.state.has(cell.index));
    const top = Math.max(1, ...chosen.map((cell) => stacks[cell.index].top)) * 1.04;
    const host = by("why-charts");
    host.replaceChildren();
    chosen.forEach((cell, i) => {
      const stack = stacks[cell.index];
      const value = el("span", { class: "value" });
      const place = el("div", { class: "chart" });
      host.append(el("p", { class: "strip-name" }, charted.length > 1 ? swatch(cell) : null, el("span", { text: charted.length > 1 ? cell.label : "" }), value), place);
      const last = i === chosen.length - 1;
      const single = chosen.length === 1;
      charts.add(place, {
        label: `Why jobs waited over time, ${cell.label}. Arrow keys move the cursor, plus and minus zoom.`,
        height: single ? 300 : last ? 148 : 120,
        data: [stack.at, ...[...stack.values].reverse()],
        series: [...reasons].reverse().map((reason) => ({ label: reasonText.get(reason), width: 0, fill: () => color(reasonColor(reason)) })),
        x: xAxis(!last),
        y: { range: () => [0, top], splits: () => yTicks(top, single ? 5 : 3), values: (u, splits) => splits.map((jobs) => count(jobs)) },
        readout: "why-readout",
        onCursor: (index) => (value.textContent = index === null ? "" : told(stack, reasons, index)),
      });
    });
  };
  build();
  shown.listen(build);
}
