// Cumulative distributions of wait and bounded slowdown, all policies in one picture, on a logarithmic axis.
import { charted, report } from "./data.js";
import { by, el } from "./dom.js";
import { DURATION_TICKS, count, decimal, duration, durationTick, percent, plural } from "./format.js";
import { legend } from "./legend.js";
import { lineChart } from "./line_chart.js";
import { shown } from "./shared.js";

const decades = (from, until) => {
  const ticks = [];
  for (let tick = 10 ** Math.floor(Math.log10(from)); tick <= until * 1.0001; tick *= 10) {
    for (const factor of until / from < 30 ? [1, 2, 5] : [1]) {
      if (tick * factor >= from * 0.9999 && tick * factor <= until) ticks.push(tick * factor);
    }
  }
  return ticks;
};

function cumulative(host, readout, source, ticks, tickText, valueText, say, writeValues, height = 300) {
  const data = [source.at, ...source.shares];
  const home = [source.at[0], Math.max(source.at[source.at.length - 1], source.at[0] * 10)];
  const chart = lineChart(host, {
    label: `${say}: cumulative distribution. Arrow keys move the cursor, plus and minus zoom.`,
    height,
    data,
    series: charted.map((cell) => ({ label: cell.label, color: cell.color, dash: cell.dash })),
    x: {
      log: true,
      splits: (u, i, from, until) => spaced(u, ticks(from, until)),
      values: (u, splits) => splits.map(tickText),
    },
    y: {
      range: () => [0, 1.02],
      splits: () => [0, 0.25, 0.5, 0.75, 1],
      values: (u, splits) => splits.map((value) => `${Math.round(value * 100)} %`),
    },
    home: () => home,
    onZoom: (from, until) =>
      chart.setScale("x", { min: Math.max(home[0], from), max: Math.min(home[1], until) }),
    onCursor: (index) => {
      const over = index !== null && index !== undefined;
      readout.textContent = over ? `up to ${valueText(source.at[index])}` : "";
      writeValues(over ? source.shares.map((share) => percent(share[index])) : null);
    },
  });
  chart.setScale("x", { min: home[0], max: home[1] });
  return chart;
}

// Drops ticks whose labels would touch.
function spaced(u, ticks) {
  let last = -Infinity;
  return ticks.filter((tick) => {
    const at = u.valToPos(tick, "x");
    if (at - last < 54) return false;
    last = at;
    return true;
  });
}

// A picture for each class of job, where there is more than one.
function byClass(within, writeValues) {
  const { at, classes } = report.wait_by_class;
  if (classes.length < 2) return [];
  by("wait-by-class").hidden = false;
  return classes.map(({ name, jobs, shares }) => {
    const host = el("div", { class: "chart" });
    const readout = el("output", { class: "readout" });
    by("wait-by-class-charts").append(
      el("figure", { class: "chart-card" }, el("figcaption", {}, el("span", {}, name + " ", el("small", { text: plural(jobs, "job") })), readout), host));
    return cumulative(host, readout, { at, shares }, within, durationTick, duration, `Wait of jobs of ${name}`, writeValues, 190);
  });
}

export function distributions() {
  const writeValues = legend(by("distributions-legend"));
  const within = (from, until) => {
    const ticks = DURATION_TICKS.filter((tick) => tick >= from && tick <= until);
    return ticks.length >= 3 ? ticks : decades(from, until);
  };
  const charts = [
    cumulative(by("wait-chart"), by("wait-readout"), report.wait_distribution, within, durationTick, duration, "Wait", writeValues),
    cumulative(by("slowdown-chart"), by("slowdown-readout"), report.slowdown_distribution, decades, count, decimal, "Bounded slowdown", writeValues),
    ...byClass(within, writeValues),
  ];
  const apply = () =>
    charts.forEach((chart) => charted.forEach((cell, i) => chart.setSeries(i + 1, { show: shown.state.has(cell.index) })));
  shown.listen(apply);
}
