// One policy's heat map on a canvas: nodes from top to bottom, the shared window of time from left to right.
import { el, oncePerFrame } from "../dom.js";
import { count, instant, percent, tickLabel, timeTicks } from "../format.js";
import { lookAt, timeWindow, wholeTime } from "../shared.js";
import { color, hatch } from "../theme.js";
import { FULL, NONE, cellsOf, rowOrder, shrink } from "./cells.js";
import { shades } from "./shades.js";

const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif";
const LEFT = 54, RIGHT = 10;  // as those of the line charts, so that time stands in one line with them
const DRAG = 4;

// `what`: the resource and the order of rows, shared by all strips; `tell(text)` writes what is under the cursor.
export class Strip {
  constructor(cell, { height, axis, what, tell }) {
    Object.assign(this, { cell, axis, what, tell, plot: height, cursor: null, drag: null, image: null });
    this.canvas = el("canvas", { tabindex: "0", class: "heat", role: "application", "aria-roledescription": "heat map" });
    this.canvas.style.height = `${height + (axis ? 28 : 6)}px`;
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(this.draw).observe(this.canvas);
    this.listen();
  }

  // After the resource, the order or the colours have changed.
  renew() {
    this.image = null;
    this.draw();
  }

  get width() {
    return Math.max(10, this.canvas.clientWidth - LEFT - RIGHT);
  }
  timeAt(x) {
    const { from, until } = timeWindow.state;
    return from + ((x - LEFT) / this.width) * (until - from);
  }
  xAt(time) {
    const { from, until } = timeWindow.state;
    return LEFT + ((time - from) / (until - from)) * this.width;
  }

  render(ratio) {
    const lines = Math.round(this.plot * ratio);
    if (this.image && this.image.for === lines) return;
    this.order = rowOrder(this.cell, this.what.resource, this.what.sort);
    const shrunk = shrink(this.cell, this.what.resource, this.order, lines);
    const { columns } = this.cell.heat;
    const pixels = new ImageData(columns, shrunk.lines);
    const table = shades();
    for (let i = 0; i < shrunk.picture.length; ++i) {
      const value = shrunk.picture[i];
      if (value !== NONE) pixels.data.set(table[value], i * 4);
    }
    const canvas = document.createElement("canvas");
    canvas.width = columns;
    canvas.height = shrunk.lines;
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    this.image = { canvas, for: lines };
  }

  paint() {
    if (this.canvas.clientWidth === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight].map((size) => Math.round(size * ratio));
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    this.render(ratio);
    const brush = this.canvas.getContext("2d");
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.clearRect(0, 0, width, height);
    brush.fillStyle = color("--sunken");
    brush.fillRect(LEFT, 2, this.width, this.plot);
    brush.globalAlpha = 0.35;
    brush.fillStyle = hatch("--strong-hair");
    brush.fillRect(LEFT, 2, this.width, this.plot);
    brush.globalAlpha = 1;
    brush.save();
    brush.beginPath();
    brush.rect(LEFT, 2, this.width, this.plot);
    brush.clip();
    brush.imageSmoothingEnabled = false;
    const left = this.xAt(wholeTime.from), right = this.xAt(wholeTime.until);
    brush.drawImage(this.image.canvas, left, 2, right - left, this.plot);
    if (this.drag) {
      brush.fillStyle = color("--accent");
      brush.globalAlpha = 0.28;
      brush.fillRect(Math.min(this.drag.from, this.drag.to), 2, Math.abs(this.drag.to - this.drag.from), this.plot);
      brush.globalAlpha = 1;
    }
    this.mark(brush);
    brush.restore();
    this.axes(brush);
    this.say();
  }

  mark(brush) {
    if (!this.cursor) return;
    const { rows, columns } = this.cell.heat;
    const span = (wholeTime.until - wholeTime.from) / columns;
    const x = this.xAt(wholeTime.from + this.cursor.column * span), width = this.xAt(wholeTime.from + span) - this.xAt(wholeTime.from);
    const height = this.plot / rows, y = 2 + this.cursor.line * height;
    const [w, h] = [Math.max(5, width), Math.max(5, height)];
    for (const [stroke, line] of [["--surface", 3.5], ["--ink", 1.5]]) {
      brush.strokeStyle = color(stroke);
      brush.lineWidth = line;
      brush.strokeRect(x + (width - w) / 2, y + (height - h) / 2, w, h);
    }
  }

  axes(brush) {
    const { rows, nodes_per_row: each } = this.cell.heat;
    brush.font = FONT;
    brush.fillStyle = color("--muted");
    brush.textAlign = "right";
    brush.textBaseline = "middle";
    if (this.what.sort === "use") {
      brush.fillText("busiest", LEFT - 8, 9);
      brush.fillText("idlest", LEFT - 8, this.plot - 4);
    } else {
      const rough = (rows * each) / Math.max(1.5, this.plot / 46);
      const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
      const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
      for (let node = 0; node < rows * each; node += step) {
        const y = 2 + ((node / each + 0.5) / rows) * this.plot;
        if (y < this.plot) brush.fillText(count(node), LEFT - 8, Math.max(8, y));
      }
    }
    if (!this.axis) return;
    const { from, until } = timeWindow.state;
    const { ticks, step } = timeTicks(from, until, this.width / 68);
    brush.textAlign = "center";
    brush.textBaseline = "top";
    for (const tick of ticks) brush.fillText(tickLabel(tick, step), this.xAt(tick), this.plot + 10);
  }

  // What is under the cursor, in words.
  at({ line, column }) {
    const { columns, nodes_per_row: each } = this.cell.heat;
    const row = this.order[line];
    const value = cellsOf(this.cell, this.what.resource)[row * columns + column];
    const span = (wholeTime.until - wholeTime.from) / columns;
    const from = wholeTime.from + column * span;
    const nodes = this.cell.clusters.reduce((sum, cluster) => sum + cluster.nodes, 0);
    const last = Math.min(nodes, (row + 1) * each) - 1;
    const name = each === 1 ? `node ${count(row)}` : `nodes ${count(row * each)}–${count(last)}`;
    const step = Math.min(60, span / 10);
    return {
      name: name + this.groupOf(row * each, last),
      when: `${instant(from, step)} – ${instant(from + span, step).replace(instant(from, step).replace(/ \S+$/, " "), "")}`,
      use: value === NONE ? `no ${this.what.name}` : `${percent(value / FULL)} of ${this.what.name} in use`,
    };
  }

  groupOf(first, last) {
    let node = 0;
    const names = [];
    for (const cluster of this.cell.clusters) {
      for (const group of cluster.groups) {
        if (node <= last && node + group.count > first && group.name) names.push(this.cell.clusters.length > 1 ? `${cluster.name}, ${group.name}` : group.name);
        node += group.count;
      }
    }
    const several = this.cell.clusters.length > 1 || this.cell.clusters[0].groups.length > 1;
    return names.length > 0 && several ? ` (${names[0]}${names.length > 1 ? " …" : ""})` : "";
  }

  say() {
    const { from, until } = timeWindow.state;
    const about = `Use of ${this.what.name} by node under ${this.cell.label}, from ${instant(from)} until ${instant(until)}. Arrow keys move the cursor, plus and minus zoom.`;
    const under = this.cursor && this.at(this.cursor);
    this.canvas.setAttribute("aria-label", under ? `${under.name}, ${under.when}: ${under.use}` : about);
  }

  moveTo(line, column) {
    const { rows, columns } = this.cell.heat;
    const inside = line !== null;
    this.cursor = inside ? { line: Math.max(0, Math.min(rows - 1, line)), column: Math.max(0, Math.min(columns - 1, column)) } : null;
    if (!this.order) return;
    this.tell(this, this.cursor && this.at(this.cursor));
    this.draw();
  }

  point(x, y) {
    const { rows, columns } = this.cell.heat;
    if (x < LEFT || x > LEFT + this.width || y < 2 || y >= 2 + this.plot) return this.moveTo(null);
    const part = (this.timeAt(x) - wholeTime.from) / (wholeTime.until - wholeTime.from);
    this.moveTo(Math.floor(((y - 2) / this.plot) * rows), Math.floor(part * columns));
  }

  zoom(factor) {
    const { from, until } = timeWindow.state;
    const { columns } = this.cell.heat;
    const middle = this.cursor ? wholeTime.from + ((this.cursor.column + 0.5) / columns) * (wholeTime.until - wholeTime.from) : (from + until) / 2;
    lookAt(Math.max(wholeTime.from, middle + (from - middle) * factor), Math.min(wholeTime.until, middle + (until - middle) * factor), this);
  }

  step(lines, columns) {
    const { rows, columns: all } = this.cell.heat;
    const { from, until } = timeWindow.state;
    const span = (wholeTime.until - wholeTime.from) / all;
    const { line, column } = this.cursor ?? { line: Math.floor(rows / 2), column: Math.floor(((from + until) / 2 - wholeTime.from) / span) };
    const perPixel = Math.max(1, Math.round(rows / this.plot));
    const first = Math.floor((from - wholeTime.from) / span), last = Math.ceil((until - wholeTime.from) / span) - 1;
    this.moveTo(line + lines * perPixel, Math.max(first, Math.min(last, column + columns)));
  }

  listen() {
    const { canvas } = this;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      const [x] = place(event);
      this.drag = { from: x, to: x };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const [x, y] = place(event);
      if (this.drag) this.drag.to = Math.max(LEFT, Math.min(LEFT + this.width, x));
      this.point(x, y);
    });
    canvas.addEventListener("pointerup", () => {
      const { drag } = this;
      this.drag = null;
      if (drag && Math.abs(drag.to - drag.from) > DRAG) {
        const [from, until] = [drag.from, drag.to].sort((left, right) => left - right).map((x) => this.timeAt(x));
        lookAt(Math.max(wholeTime.from, from), Math.min(wholeTime.until, until), this);
      }
      this.draw();
    });
    canvas.addEventListener("pointercancel", () => ((this.drag = null), this.draw()));
    canvas.addEventListener("pointerleave", () => !this.drag && this.moveTo(null));
    canvas.addEventListener("dblclick", () => lookAt(wholeTime.from, wholeTime.until, this));
    canvas.addEventListener("blur", () => this.moveTo(null));
    canvas.addEventListener("keydown", (event) => {
      const keys = {
        ArrowUp: () => this.step(-1, 0),
        ArrowDown: () => this.step(1, 0),
        ArrowLeft: () => this.step(0, -1),
        ArrowRight: () => this.step(0, 1),
        "+": () => this.zoom(0.6),
        "=": () => this.zoom(0.6),
        "-": () => this.zoom(1 / 0.6),
        Home: () => lookAt(wholeTime.from, wholeTime.until, this),
        Escape: () => this.moveTo(null),
      };
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
  }
}
