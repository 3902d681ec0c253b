// GPUs over time: what was allocated, what was idle but in pieces that a typical request cannot use, and the idle rest.
// A strip for each policy, all on one scale; or one line each for allocation and for fragmentation.
import { charted } from "./data.js";
import { by, el } from "./dom.js";
import { percent } from "./format.js";
import { swatch } from "./legend.js";
import { fade, hatch } from "./theme.js";
import { expand, together, xAxis, yTicks } from "./time_curves.js";

const HOST = "gpu-charts", READOUT = "gpu-readout";
const tick = (value) => `${Math.round(value * 100)} %`;

// By cell, null where it has no GPUs; null where none has.
export function gpuCurves() {
  const curves = charted.map(({ gpus }) => gpus && { allocated: expand(gpus.allocated), fragmented: expand(gpus.fragmented) });
  return curves.some((curve) => curve) ? curves : null;
}

function key() {
  const entry = (className, text) => el("span", {}, el("i", { class: className, "aria-hidden": "true" }), text);
  return el("p", { class: "chart-key" },
    entry("key-solid", "allocated"), entry("key-hatch", "idle, but fragmented: a typical request cannot use it"), entry("key-blank", "idle and of use"));
}

export function gpusApart(charts, curves, chosen) {
  const host = by(HOST);
  host.replaceChildren(key());
  const withGpus = chosen.filter((cell) => curves[cell.index]);
  withGpus.forEach((cell, i) => {
    const { allocated, fragmented } = curves[cell.index];
    const value = el("span", { class: "value" });
    const place = el("div", { class: "chart" });
    host.append(el("p", { class: "strip-name" }, swatch(cell), el("span", { text: cell.label }), value), place);
    const either = allocated.mean.map((share, k) => share + fragmented.mean[k]);
    charts.add(place, {
      label: `GPUs allocated and fragmented over time, ${cell.label}. Arrow keys move the cursor, plus and minus zoom.`,
      height: i === withGpus.length - 1 ? 138 : 110,
      data: [allocated.at, either, allocated.mean],
      series: [
        { label: "fragmented", color: "--muted", width: 0.75 },
        { label: "allocated", color: cell.color, width: 1.5, fill: () => fade(cell.color, 0.34) },
      ],
      bands: [{ series: [1, 2], fill: () => hatch("--muted") }],
      x: xAxis(i !== withGpus.length - 1),
      y: { range: () => [0, 1], splits: () => [0, 0.25, 0.5, 0.75, 1], values: (u, splits) => splits.map((share) => (share % 0.5 ? "" : tick(share))) },
      readout: READOUT,
      onCursor: (index) => {
        value.textContent = index === null ? ""
          : `${percent(allocated.mean[index])} allocated, ${percent(fragmented.mean[index])} fragmented`;
      },
    });
  });
}

export function gpusTogether(charts, curves, writeValues) {
  const host = by(HOST);
  host.replaceChildren();
  const nothing = { at: [], mean: [] };
  return ["allocated", "fragmented"].map((part) => {
    const data = together(curves.map((curve) => curve?.[part] ?? nothing));
    const place = el("div", { class: "chart" });
    host.append(el("p", { class: "strip-name", text: part === "allocated" ? "Allocated" : "Idle, but fragmented" }), place);
    const top = () => (part === "allocated" ? 1 : Math.max(0.01, ...curves.map((curve) => Math.max(0, ...(curve?.fragmented.mean ?? [])))) * 1.04);
    return charts.add(place, {
      label: `GPUs ${part} over time, all policies. Arrow keys move the cursor, plus and minus zoom.`,
      height: part === "allocated" ? 260 : 190,
      data,
      series: charted.map((cell) => ({ label: cell.label, color: cell.color, dash: cell.dash, width: 1.5 })),
      x: xAxis(part === "allocated"),
      y: { range: () => [0, top()], splits: () => yTicks(top(), 4), values: (u, splits) => splits.map((share) => (top() < 0.05 ? percent(share) : tick(share))) },
      readout: READOUT,
      read: (index) => writeValues(index === null ? null : data.slice(1).map((values) => percent(values[index]))),
    });
  });
}
