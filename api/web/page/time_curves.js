// What all curves over time have in common: how they come out of the page's data, their axes, one window of time.
import { by, oncePerFrame } from "./dom.js";
import { instant, tickLabel, timeTicks } from "./format.js";
import { Y_AXIS, lineChart } from "./line_chart.js";
import { lookAt, timeWindow, wholeTime } from "./shared.js";

// A curve as times and least, mean and greatest values; all three the same where the steps are exact.
export function expand(curve) {
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
export function together(curves) {
  const at = [...new Set(curves.flatMap((curve) => curve.at))].sort((left, right) => left - right);
  return [at, ...curves.map((curve) => {
    let next = 0, value = 0;
    return at.map((instant) => {
      while (next < curve.at.length && curve.at[next] <= instant) value = curve.mean[next++];
      return value;
    });
  })];
}

export const xAxis = (hidden) => ({
  hidden,
  splits: (u, i, from, until) => timeTicks(from, until, (u.width - Y_AXIS) / 68).ticks,
  values: (u, splits) => splits.map((tick) => tickLabel(tick, splits.length > 1 ? splits[1] - splits[0] : 86400)),
});

export function yTicks(most, wanted) {
  const power = 10 ** Math.floor(Math.log10(most / wanted));
  const step = [1, 2, 5, 10].find((factor) => most / (factor * power) <= wanted) * power;
  const ticks = [];
  for (let tick = 0; tick <= most * 1.001; tick += step) ticks.push(tick);
  return ticks;
}

// Charts over time that follow the window all pictures share; `keep` holds them until they are dropped.
export class TimeCharts {
  constructor() {
    this.charts = [];
    timeWindow.listen(oncePerFrame(() => this.charts.forEach((chart) => this.follow(chart))));
  }
  follow(chart) {
    chart.setScale("x", { min: timeWindow.state.from, max: timeWindow.state.until });
  }
  // Options of lineChart, with `readout`: the id of what shows the instant under the cursor; `read(index or null)` is told
  // only of a cursor over this very chart, not of one that another chart hands on.
  add(place, { readout, onCursor, read, ...options }) {
    const chart = lineChart(place, {
      sync: "time",
      home: () => [wholeTime.from, wholeTime.until],
      onZoom: (from, until) => lookAt(Math.max(wholeTime.from, from), Math.min(wholeTime.until, until), this),
      onCursor: (index) => {
        const at = index ?? null;
        if (readout) by(readout).textContent = at === null ? "" : instant(options.data[0][at], 60);
        onCursor?.(at);
        if (at === null || place.matches(":hover, :focus")) read?.(at);
      },
      ...options,
    });
    this.follow(chart);
    this.charts.push(chart);
    return chart;
  }
  drop() {
    while (this.charts.length) this.charts.pop().destroy();
  }
}
