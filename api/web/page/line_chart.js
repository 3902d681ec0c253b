// A line chart by uPlot: drawn in the page's colours, as wide as its host, with a cursor that keys move too.
import uPlot from "uplot";
import { oncePerFrame } from "./dom.js";
import { color, onThemeChange } from "./theme.js";

const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";
export const Y_AXIS = 54;

const axis = (extra) => ({
  stroke: () => color("--muted"),
  grid: { stroke: () => color("--hair"), width: 1 },
  ticks: { show: false },
  font: FONT,
  ...extra,
});

// options: label, height, data, series (label, color, dash, width, fill, show), bands, x {log, ticks, label, hidden},
// y {range, ticks, label}, sync, onCursor(index or null), onZoom(from, until), home() → [from, until].
export function lineChart(host, options) {
  const { x, y } = options;
  const chart = new uPlot(
    {
      width: Math.max(200, host.clientWidth),
      height: options.height,
      padding: [8, x.log ? 24 : 10, x.hidden ? 4 : 0, 0],  // on a logarithmic axis a label may stand at the very end
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        sync: options.sync ? { key: options.sync, setSeries: false } : undefined,
        points: { size: 7, width: 0 },
        bind: { dblclick: () => () => (options.onZoom(...options.home()), null) },
      },
      scales: {
        x: { time: false, distr: x.log ? 3 : 1, range: (u, from, until) => (from < until ? [from, until] : [from, x.log ? from * 10 : from + 1]) },
        y: { range: y.range },
      },
      axes: [
        axis({ size: x.hidden ? 0 : 30, splits: x.splits, values: x.hidden ? (u, splits) => splits.map(() => "") : x.values, filter: (u, splits) => splits }),
        axis({ size: Y_AXIS, gap: 8, splits: y.splits, values: y.values }),
      ],
      series: [{}, ...options.series.map((series) => ({
        label: series.label,
        stroke: series.color ? () => color(series.color) : undefined,
        dash: series.dash,
        width: series.width ?? 2,
        fill: series.fill,
        show: series.show ?? true,
        points: { show: false },
        paths: uPlot.paths.stepped({ align: 1 }),
      }))],
      bands: options.bands,
      hooks: {
        setCursor: [(u) => options.onCursor?.(u.cursor.left >= 0 ? u.cursor.idx : null)],
        setSelect: [
          (u) => {
            if (u.select.width < 4) return;
            options.onZoom(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
      },
    },
    options.data,
    host,
  );

  host.tabIndex = 0;
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", options.label);
  host.addEventListener("keydown", (event) => {
    const width = chart.over.clientWidth;
    const left = chart.cursor.left >= 0 ? chart.cursor.left : width / 2;
    const at = chart.posToVal(left, "x");
    const [low, high] = [chart.scales.x.min, chart.scales.x.max];
    const zoom = (factor) =>
      x.log
        ? options.onZoom(at * (low / at) ** factor, at * (high / at) ** factor)
        : options.onZoom(at + (low - at) * factor, at + (high - at) * factor);
    const keys = {
      ArrowLeft: () => chart.setCursor({ left: Math.max(0, left - 8), top: 10 }),
      ArrowRight: () => chart.setCursor({ left: Math.min(width, left + 8), top: 10 }),
      "+": () => zoom(0.6),
      "=": () => zoom(0.6),
      "-": () => zoom(1 / 0.6),
      Home: () => options.onZoom(...options.home()),
      Escape: () => chart.setCursor({ left: -10, top: -10 }),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });

  const fit = oncePerFrame(() => {
    if (host.isConnected && host.clientWidth > 0) chart.setSize({ width: host.clientWidth, height: options.height });
  });
  const observer = new ResizeObserver(fit);
  observer.observe(host);
  onThemeChange(() => host.isConnected && chart.redraw(false, true));
  return chart;
}
