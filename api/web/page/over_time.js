// Queue length, utilization and use of GPUs over time: a strip for each policy, or all in one picture. All look at one
// window.
import { charted } from "./data.js";
import { by, chooseOne, el, oncePerFrame } from "./dom.js";
import { count, decimal, percent } from "./format.js";
import { gpuCurves, gpusApart, gpusTogether } from "./gpu_use.js";
import { legend, swatch } from "./legend.js";
import { lookAt, looksAtAll, shown, timeWindow, wholeTime } from "./shared.js";
import { fade } from "./theme.js";
import { TimeCharts, expand, together, xAxis, yTicks } from "./time_curves.js";

const QUANTITIES = [
  { key: "queue", host: "queue-charts", readout: "queue-readout", name: "Waiting jobs", text: decimal, tick: (v) => (v >= 10000 ? `${decimal(v / 1000).replace(/\.0+$/, "")}k` : count(v)) },
  { key: "utilization", host: "utilization-charts", readout: "utilization-readout", name: "Utilization", text: percent, tick: (v) => `${Math.round(v * 100)} %`, top: 1 },
];

const charts = new TimeCharts();
const overlaid = [];  // those with a line for each policy
let apart = charted.length > 1;

function build(quantity, curves, writeValues) {
  const host = by(quantity.host);
  host.replaceChildren();
  const chosen = charted.filter((cell) => shown.state.has(cell.index));
  const most = (cells) => Math.max(1, ...cells.map((cell) => Math.max(...curves[cell.index].greatest)));
  const top = () => quantity.top ?? most(charted.filter((cell) => shown.state.has(cell.index))) * 1.04;

  if (!apart) {
    const place = el("div", { class: "chart" });
    host.append(place);
    const data = together(curves);
    overlaid.push(charts.add(place, {
      label: `${quantity.name} over time, all policies. Arrow keys move the cursor, plus and minus zoom.`,
      height: 300,
      data,
      series: charted.map((cell) => ({ label: cell.label, color: cell.color, dash: cell.dash, width: 1.5 })),
      x: xAxis(false),
      y: { range: () => [0, top()], splits: () => yTicks(top(), 5), values: (u, splits) => splits.map(quantity.tick) },
      readout: quantity.readout,
      read: (index) => writeValues(index === null ? null : data.slice(1).map((values) => quantity.text(values[index]))),
    }));
    return;
  }
  chosen.forEach((cell, i) => {
    const curve = curves[cell.index];
    const value = el("span", { class: "value" });
    const place = el("div", { class: "chart" });
    host.append(el("p", { class: "strip-name" }, swatch(cell), el("span", { text: cell.label }), value), place);
    const strong = { label: cell.label, color: cell.color, width: 1.5 };
    charts.add(place, {
      label: `${quantity.name} over time, ${cell.label}. Arrow keys move the cursor, plus and minus zoom.`,
      height: i === chosen.length - 1 ? 108 : 80,
      data: curve.exact ? [curve.at, curve.mean] : [curve.at, curve.greatest, curve.least, curve.mean],
      series: curve.exact
        ? [{ ...strong, fill: () => fade(cell.color, 0.14) }]
        : [{ width: 0 }, { width: 0 }, strong],
      bands: curve.exact ? undefined : [{ series: [1, 2], fill: () => fade(cell.color, 0.2) }],
      x: xAxis(i !== chosen.length - 1),
      y: { range: () => [0, top()], splits: () => yTicks(top(), 2), values: (u, splits) => splits.map(quantity.tick) },
      readout: quantity.readout,
      onCursor: (index) => {
        value.textContent = index === null ? "" : curve.exact || curve.least[index] === curve.greatest[index]
          ? quantity.text(curve.mean[index])
          : `${quantity.text(curve.mean[index])} (${quantity.text(curve.least[index])} – ${quantity.text(curve.greatest[index])})`;
      },
    });
  });
}

export function overTime() {
  const writeValues = legend(by("over-time-legend"));
  const curves = new Map(QUANTITIES.map(({ key }) => [key, charted.map((cell) => expand(cell[key]))]));
  const gpus = gpuCurves();
  by("gpu-card").hidden = gpus === null;
  const showChosen = () => {
    if (apart) return buildAll();
    for (const chart of overlaid) {
      charted.forEach((cell, i) => chart.setSeries(i + 1, { show: shown.state.has(cell.index) }));
    }
  };
  const buildAll = () => {
    charts.drop();
    overlaid.length = 0;
    writeValues(null);
    for (const quantity of QUANTITIES) build(quantity, curves.get(quantity.key), writeValues);
    if (gpus && apart) gpusApart(charts, gpus, charted.filter((cell) => shown.state.has(cell.index)));
    else if (gpus) overlaid.push(...gpusTogether(charts, gpus, writeValues));
    if (!apart) showChosen();
  };
  const atAll = () => (by("whole-time").disabled = looksAtAll());
  buildAll();
  shown.listen(showChosen);
  timeWindow.listen(oncePerFrame(atAll));
  atAll();
  const arrange = chooseOne([by("curves-apart"), by("curves-together")], (pressed) => {
    apart = pressed === by("curves-apart");
    buildAll();
  });
  if (!apart) arrange(by("curves-together"));
  by("whole-time").addEventListener("click", () => lookAt(wholeTime.from, wholeTime.until, "curves"));
  const parts = charted.flatMap((cell) => [cell.queue, cell.utilization]).find((curve) => curve.kind === "buckets");
  if (parts) {
    by("curves-note").textContent =
      `Long curves are drawn in ${count(parts.mean.length)} parts of equal length: the line is the mean of each, the shade reaches from its least to its greatest value.`;
  }
}
