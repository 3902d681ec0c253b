// Shares of tenants over time against what they are entitled to: a small picture for each of those that held most, of one
// policy at a time, all on one scale.
import { charted } from "./data.js";
import { by, el } from "./dom.js";
import { count, percent } from "./format.js";
import { wholeTime } from "./shared.js";
import { fade } from "./theme.js";
import { TimeCharts, xAxis, yTicks } from "./time_curves.js";

const tick = (share) => `${Number((share * 100).toFixed(1))} %`;

function steps(parts) {
  const width = (wholeTime.until - wholeTime.from) / parts;
  return {
    at: Array.from({ length: parts + 1 }, (_, i) => wholeTime.from + i * width),
    of: (list) => [...list, list[list.length - 1]],
  };
}

function build(charts, cell) {
  charts.drop();
  const host = by("tenant-charts");
  host.replaceChildren();
  const { kind, parts, foremost, count: all } = cell.tenants;
  const top = Math.min(1, 1.05 * Math.max(0.01, ...foremost.flatMap((tenant) => [...tenant.shares, ...tenant.entitlements])));
  by("tenant-heading").textContent = `Shares of ${kind}s`;
  by("tenant-note").textContent =
    `A ${kind}’s share is its dominant one: of cores, memory or GPUs, whichever it holds most of. Whoever has a job that runs or waits is entitled to as much as any other such ${kind}. ` +
    (all > foremost.length ? `The ${count(foremost.length)} that held most, of ${count(all)}. ` : "") +
    `Means over ${count(parts)} equal parts of the time.`;
  for (const tenant of foremost) {
    const { at, of } = steps(parts);
    const name = tenant.number < 0 ? `unknown ${kind}` : `${kind} ${tenant.number}`;
    const readout = el("output", { class: "readout", text: "" });
    const about = `${percent(tenant.share)} on average, entitled to ${percent(tenant.entitled)}`;
    const place = el("div", { class: "chart" });
    host.append(el("figure", { class: "chart-card" }, el("figcaption", {}, el("span", {}, `${name} `), readout), place));
    const [shares, entitlements] = [of(tenant.shares), of(tenant.entitlements)];
    readout.textContent = about;
    charts.add(place, {
      label: `Share of ${name} over time against what it is entitled to, ${cell.label}. Arrow keys move the cursor, plus and minus zoom.`,
      height: 150,
      data: [at, shares, entitlements],
      series: [
        { label: "share", color: cell.color, width: 1.5, fill: () => fade(cell.color, 0.24) },
        { label: "entitled", color: "--ink", width: 1.25, dash: [5, 3] },
      ],
      x: xAxis(false),
      y: { range: () => [0, top], splits: () => yTicks(top, 3), values: (u, splits) => splits.map(tick) },
      onCursor: (index) => (readout.textContent = index === null ? about : `holds ${percent(shares[index])}, entitled to ${percent(entitlements[index])}`),
    });
  }
}

export function tenants() {
  const cells = charted.filter((cell) => cell.tenants);
  by("tenant-card").hidden = cells.length === 0;
  if (cells.length === 0) return;
  const charts = new TimeCharts();
  const choice = by("tenant-policy");
  choice.append(...cells.map((cell) => el("option", { value: String(cell.index), text: cell.label })));
  choice.parentElement.hidden = cells.length < 2;
  choice.addEventListener("change", () => build(charts, charted[Number(choice.value)]));
  build(charts, cells[0]);
}
