// Draws a view of a schedule: rectangles for the jobs large enough to see, an occupancy map for the others, axes, and
// outlines around the job under the pointer and the chosen one.
import { count, tickLabel, timeTicks } from "../format.js";
import { color, fade } from "../theme.js";
import { css, luminance } from "./colours.js";
import { Occupancy } from "./occupancy.js";

// A job is drawn as a rectangle from this size on, in CSS pixels; below, it adds to the occupancy map.
const LEAST_WIDTH = 2;
const LEAST_HEIGHT = 1.5;
const CELL = 2;  // of the occupancy map
const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";

const occupancy = new Occupancy();
const map = document.createElement("canvas");

// The part of the canvas that shows nodes and time.
export function plotArea(width, height) {
  const left = width < 520 ? 46 : 58;
  return { left, top: 10, width: Math.max(10, width - left - 10), height: Math.max(10, height - 10 - 30) };
}

// view: time from…until, nodes low…high (low at the bottom), area. Answers how many jobs are in view and how drawn.
export function paint(context, size, jobs, view, colours, marks) {
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const { area } = view;
  context.fillStyle = color("--sunken");
  context.fillRect(area.left, area.top, area.width, area.height);

  axes(context, view);
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.width, area.height);
  context.clip();
  const drawn = drawJobs(context, jobs, view, colours);
  separators(context, jobs, view, marks.cell);
  if (marks.hovered >= 0 && marks.hovered !== marks.chosen) outline(context, jobs, view, marks.hovered, 1.5);
  if (marks.chosen >= 0) outline(context, jobs, view, marks.chosen, 2.5);
  if (marks.incompleteFrom !== null) incomplete(context, view, marks.incompleteFrom);
  if (marks.selection) selection(context, marks.selection);
  context.restore();
  return drawn;
}

function drawJobs(context, jobs, view, colours) {
  const { area } = view;
  const perSecond = area.width / (view.until - view.from);
  const perNode = area.height / (view.high - view.low);
  const bottom = area.top + area.height;
  const boxes = colours.palette.map(() => []);
  const labels = [];
  let inView = 0, rectangles = 0;
  occupancy.resize(Math.ceil(area.width / CELL), Math.ceil(area.height / CELL));

  for (let row = 0; row < jobs.rows; ++row) {
    if (jobs.end[row] < view.from || jobs.start[row] > view.until) continue;
    ++inView;
    const left = (jobs.start[row] - view.from) * perSecond;
    const width = (jobs.end[row] - jobs.start[row]) * perSecond;
    const shade = colours.of(row);
    let asBox = false;
    for (let range = jobs.rangeFrom[row]; range < jobs.rangeFrom[row + 1]; ++range) {
      const nodes = jobs.nodeExtra[range] + 1;
      const top = (view.high - jobs.nodeFirst[range] - nodes) * perNode;
      const height = nodes * perNode;
      if (top > area.height || top + height < 0) continue;
      if (width >= LEAST_WIDTH && height >= LEAST_HEIGHT) {
        boxes[shade].push(left, top, width, height);
        if (width > 46 && height > 15) labels.push(row, left, top, width, height);
        asBox = true;
      } else {
        occupancy.add(left / CELL, top / CELL, (left + width) / CELL, (top + height) / CELL, shade);
      }
    }
    if (asBox) ++rectangles;
  }
  if (occupancy.any) drawMap(context, area, colours);

  boxes.forEach((list, shade) => {
    context.fillStyle = css(colours.palette[shade]);
    for (let i = 0; i < list.length; i += 4) {
      const gapX = list[i + 2] > 5 ? 0.75 : 0, gapY = list[i + 3] > 4 ? 0.75 : 0;
      const left = Math.max(-4, list[i]), right = Math.min(area.width + 4, list[i] + list[i + 2]);
      context.fillRect(area.left + left, area.top + list[i + 1], right - left - gapX, list[i + 3] - gapY);
    }
  });
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (let i = 0; i < labels.length && i < 5 * 400; i += 5) {
    const [row, left, top, width, height] = labels.slice(i, i + 5);
    const from = Math.max(0, left), until = Math.min(area.width, left + width);
    const name = jobs.nameOf(row);
    if (until - from < name.length * 7 + 10) continue;
    context.fillStyle = luminance(colours.palette[colours.of(row)]) > 0.55 ? "#14181c" : "#ffffff";
    context.fillText(name, area.left + from + 5, Math.min(bottom - 8, Math.max(area.top + 8, area.top + top + height / 2)));
  }
  return { inView, rectangles };
}

function drawMap(context, area, colours) {
  const { columns, rows } = occupancy;
  map.width = columns;
  map.height = rows;
  const image = new ImageData(columns, rows);
  const pixels = image.data;
  occupancy.finish((x, y, covered, shade) => {
    if (covered < 0.004) return;
    const [red, green, blue] = colours.density ? colours.density[Math.max(0, Math.min(colours.density.length - 1, Math.round(shade)))] : colours.slate;
    const at = (y * columns + x) * 4;
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
    pixels[at + 3] = Math.round(255 * Math.min(1, 0.06 + 0.94 * covered));
  });
  map.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(map, area.left, area.top, columns * CELL, rows * CELL);
}

// Where one cluster's nodes end and the next one's begin.
function separators(context, jobs, view, cell) {
  if (cell.clusters.length < 2) return;
  const { area } = view;
  const perNode = area.height / (view.high - view.low);
  context.font = FONT;
  context.textBaseline = "bottom";
  let first = 0;
  for (const cluster of cell.clusters) {
    const y = area.top + (view.high - first) * perNode;
    context.strokeStyle = color("--ink");
    context.setLineDash([6, 4]);
    context.lineWidth = 1;
    if (first > 0) {
      context.beginPath();
      context.moveTo(area.left, y);
      context.lineTo(area.left + area.width, y);
      context.stroke();
    }
    context.setLineDash([]);
    const width = context.measureText(cluster.name).width;
    const at = Math.min(y, area.top + area.height) - 5;
    if (at > area.top + 12) {
      context.fillStyle = fade("--surface", 0.86);
      context.fillRect(area.left + 5, at - 16, width + 10, 18);
      context.fillStyle = color("--ink");
      context.fillText(cluster.name, area.left + 10, at);
    }
    first += cluster.nodes;
  }
}

function outline(context, jobs, view, row, thickness) {
  const { area } = view;
  const perSecond = area.width / (view.until - view.from);
  const perNode = area.height / (view.high - view.low);
  const grow = (from, length, least) => (length >= least ? [from, length] : [from - (least - length) / 2, least]);
  for (const [stroke, width] of [[color("--surface"), thickness + 2.5], [color("--ink"), thickness]]) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    for (let range = jobs.rangeFrom[row]; range < jobs.rangeFrom[row + 1]; ++range) {
      const nodes = jobs.nodeExtra[range] + 1;
      const [x, w] = grow((jobs.start[row] - view.from) * perSecond, (jobs.end[row] - jobs.start[row]) * perSecond, 5);
      const [y, h] = grow((view.high - jobs.nodeFirst[range] - nodes) * perNode, nodes * perNode, 5);
      const left = Math.max(-8, x), right = Math.min(area.width + 8, x + w);
      context.strokeRect(area.left + left, area.top + y, right - left, h);
    }
  }
}

function incomplete(context, view, from) {
  const { area } = view;
  const x = area.left + Math.max(0, ((from - view.from) / (view.until - view.from)) * area.width);
  if (x >= area.left + area.width) return;
  context.fillStyle = fade("--muted", 0.16);
  context.fillRect(x, area.top, area.left + area.width - x, area.height);
  context.strokeStyle = color("--muted");
  context.setLineDash([4, 4]);
  context.lineWidth = 1;
  context.strokeRect(x, area.top - 2, area.width * 2, area.height + 4);
  context.setLineDash([]);
}

function selection(context, { left, top, width, height }) {
  context.fillStyle = fade("--accent", 0.16);
  context.fillRect(left, top, width, height);
  context.strokeStyle = color("--accent");
  context.lineWidth = 1;
  context.strokeRect(left, top, width, height);
}

function axes(context, view) {
  const { area } = view;
  context.font = FONT;
  context.lineWidth = 1;
  context.strokeStyle = color("--hair");
  context.fillStyle = color("--muted");
  const { ticks, step } = timeTicks(view.from, view.until, area.width / 96);
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of ticks) {
    const x = area.left + ((tick - view.from) / (view.until - view.from)) * area.width;
    const label = tickLabel(tick, step);
    const half = context.measureText(label).width / 2;
    context.fillText(label, Math.min(x, area.left + area.width + 8 - half), area.top + area.height + 9);
    context.beginPath();
    context.moveTo(x, area.top);
    context.lineTo(x, area.top + area.height + 4);
    context.stroke();
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  const span = view.high - view.low;
  const rough = span / Math.max(2, area.height / 56);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const nodeStep = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const perNode = area.height / span;
  for (let node = Math.ceil(view.low / nodeStep) * nodeStep; node < view.high; node += nodeStep) {
    const y = area.top + (view.high - node - 0.5) * perNode;
    context.fillText(count(node), area.left - 8, Math.min(area.top + area.height - 6, Math.max(area.top + 6, y)));
  }
}

