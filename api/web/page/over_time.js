// Queue length and utilization over time: a strip for each policy, or all in one picture. All look at one window.
import { charted } from "./data.js";
import { by, chooseOne, el, oncePerFrame } from "./dom.js";
import { count, decimal, instant, percent, tickLabel, timeTicks } from "./format.js";
import { legend, swatch } from "./legend.js";
import { lineChart } from "./line_chart.js";
import { lookAt, looksAtAll, shown, timeWindow, wholeTime } from "./shared.js";
import { fade } from "./theme.js";

// A curve as times and least, mean and greatest values; all three the same where the steps are exact.
function expand(curve) {
  const { from, until } = wholeTime;
  if (curve.kind === "buckets") {
    const width = (until - from) / curve.mean.length;
    const last = (values) => [...values, values[values.length - 1]];
    return {
      at: [...curve.mean.map((_, i) => from + i * width), until],
      least: last(curve.least), mean: last(curve.mean), greatest: last(curve.greatest), exact: false,
    };
  }
  const at = [...curve.at], value = [...curve.value];
  if (at.length === 0 || at[0] > from) (at.unshift(from), value.unshift(0));
  if (at[at.length - 1] < until) (at.push(until), value.push(value[value.length - 1]));
  return { at, least: value, mean: value, greatest: value, exact: true };
}

// Several step curves at the union of their instants.
function together(curves) {
  const at = [...new Set(curves.flatMap((curve) => curve.at))].sort((left, right) => left - right);
  return [at, ...curves.map((curve) => {
    let next = 0, value = 0;
    return at.map((instant) => {
      while (next < curve.at.length && curve.at[next] <= instant) value = curve.mean[next++];
      return value;
    });
  })];
}

const xAxis = (hidden) => ({
  hidden,
  splits: (u, i, from, until) => timeTicks(from, until, u.over.clientWidth / 68).ticks,
  values: (u, splits) => splits.map((tick) => tickLabel(tick, splits.length > 1 ? splits[1] - splits[0] : 86400)),
});

function yTicks(most, wanted) {
  const power = 10 ** Math.floor(Math.log10(most / wanted));
  const step = [1, 2, 5, 10].find((factor) => most / (factor * power) <= wanted) * power;
  const ticks = [];
  for (let tick = 0; tick <= most * 1.001; tick += step) ticks.push(tick);
  return ticks;
}

const QUANTITIES = [
  { key: "queue", host: "queue-charts", readout: "queue-readout", name: "Waiting jobs", text: decimal, tick: (v) => (v >= 10000 ? `${decimal(v / 1000).replace(/\.0+$/, "")}k` : count(v)) },
  { key: "utilization", host: "utilization-charts", readout: "utilization-readout", name: "Utilization", text: percent, tick: (v) => `${Math.round(v * 100)} %`, top: 1 },
];

const charts = [];
let apart = charted.length > 1;

function build(quantity, curves, writeValues) {
  const host = by(quantity.host);
  host.replaceChildren();
  const chosen = charted.filter((cell) => shown.state.has(cell.index));
  const most = (cells) => Math.max(1, ...cells.map((cell) => Math.max(...curves[cell.index].greatest)));
  const top = () => quantity.top ?? most(charted.filter((cell) => shown.state.has(cell.index))) * 1.04;
  const zoom = (from, until) => lookAt(Math.max(wholeTime.from, from), Math.min(wholeTime.until, until), "curves");
  const common = {
    sync: "time",
    home: () => [wholeTime.from, wholeTime.until],
    onZoom: zoom,
  };
  const read = (at) => (by(quantity.readout).textContent = at === null ? "" : instant(at, 60));
  const add = (place, options) => {
    const chart = lineChart(place, { ...common, ...options });
    chart.setScale("x", { min: timeWindow.state.from, max: timeWindow.state.until });
    charts.push(chart);
  };

  if (!apart) {
    const place = el("div", { class: "chart" });
    host.append(place);
    const data = together(curves);
    add(place, {
      label: `${quantity.name} over time, all policies. Arrow keys move the cursor, plus and minus zoom.`,
      height: 300,
      data,
      series: charted.map((cell) => ({ label: cell.label, color: cell.color, dash: cell.dash, width: 1.5 })),
      x: xAxis(false),
      y: { range: () => [0, top()], splits: () => yTicks(top(), 5), values: (u, splits) => splits.map(quantity.tick) },
      onCursor: (index) => {
        const over = index !== null && index !== undefined;
        read(over ? data[0][index] : null);
        writeValues(over ? data.slice(1).map((values) => quantity.text(values[index])) : null);
      },
    });
    return;
  }
  chosen.forEach((cell, i) => {
    const curve = curves[cell.index];
    const value = el("span", { class: "value" });
    const place = el("div", { class: "chart" });
    host.append(el("p", { class: "strip-name" }, swatch(cell), el("span", { text: cell.label }), value), place);
    const strong = { label: cell.label, color: cell.color, width: 1.5 };
    add(place, {
      label: `${quantity.name} over time, ${cell.label}. Arrow keys move the cursor, plus and minus zoom.`,
      height: i === chosen.length - 1 ? 108 : 80,
      data: curve.exact ? [curve.at, curve.mean] : [curve.at, curve.greatest, curve.least, curve.mean],
      series: curve.exact
        ? [{ ...strong, fill: () => fade(cell.color, 0.14) }]
        : [{ width: 0 }, { width: 0 }, strong],
      bands: curve.exact ? undefined : [{ series: [1, 2], fill: () => fade(cell.color, 0.2) }],
      x: xAxis(i !== chosen.length - 1),
      y: { range: () => [0, top()], splits: () => yTicks(top(), 2), values: (u, splits) => splits.map(quantity.tick) },
      onCursor: (index) => {
        const over = index !== null && index !== undefined;
        read(over ? curve.at[index] : null);
        value.textContent = !over ? "" : curve.exact || curve.least[index] === curve.greatest[index]
          ? quantity.text(curve.mean[index])
          : `${quantity.text(curve.mean[index])} (${quantity.text(curve.least[index])} – ${quantity.text(curve.greatest[index])})`;
      },
    });
  });
}

export function overTime() {
  const writeValues = legend(by("over-time-legend"));
  const curves = new Map(QUANTITIES.map(({ key }) => [key, charted.map((cell) => expand(cell[key]))]));
  const showChosen = () => {
    if (apart) return buildAll();
    for (const chart of charts) {
      charted.forEach((cell, i) => chart.setSeries(i + 1, { show: shown.state.has(cell.index) }));
    }
  };
  const buildAll = () => {
    while (charts.length) charts.pop().destroy();
    writeValues(null);
    for (const quantity of QUANTITIES) build(quantity, curves.get(quantity.key), writeValues);
    if (!apart) showChosen();
  };
  const follow = oncePerFrame(() => {
    for (const chart of charts) chart.setScale("x", { min: timeWindow.state.from, max: timeWindow.state.until });
    by("whole-time").disabled = looksAtAll();
  });
  buildAll();
  shown.listen(showChosen);
  timeWindow.listen(follow);
  follow();
  const arrange = chooseOne([by("curves-apart"), by("curves-together")], (pressed) => {
    apart = pressed === by("curves-apart");
    buildAll();
  });
  if (!apart) arrange(by("curves-together"));
  by("whole-time").addEventListener("click", () => lookAt(wholeTime.from, wholeTime.until, "curves"));
  if ([...curves.values()].flat().some((curve) => !curve.exact)) {
    const parts = charted.find((cell) => cell.queue.kind === "buckets" || cell.utilization.kind === "buckets");
    const length = (parts.queue.mean ?? parts.utilization.mean).length;
    by("curves-note").textContent =
      `Long curves are drawn in ${count(length)} parts of equal length: the line is the mean of each, the shade reaches from its least to its greatest value.`;
  }
}
