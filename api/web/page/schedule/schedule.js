// The schedule's section: which policy, the tools around the canvas, the job under the pointer and the chosen one.
import { charted, report } from "../data.js";
import { by, chooseOne, el, oncePerFrame } from "../dom.js";
import { count, duration, instant, plural } from "../format.js";
import { swatch } from "../legend.js";
import { timeWindow } from "../shared.js";
import { onThemeChange } from "../theme.js";
import { colouring, css } from "./colours.js";
import { card, tip } from "./facts.js";
import { find, jobsOf, rowAt } from "./jobs.js";
import { paint, plotArea } from "./painter.js";
import { listenToPointers } from "./pointer.js";
import { View } from "./view.js";

const view = new View();
const marks = { hovered: -1, chosen: -1, selection: null, incompleteFrom: null, cell: null };
let jobs, colours, canvas, context, dragMoves = false;
let size = { width: 0, height: 0 };

const draw = oncePerFrame(() => {
  const ratio = window.devicePixelRatio || 1;
  size = { width: canvas.clientWidth, height: canvas.clientHeight };
  if (size.width === 0) return;
  if (canvas.width !== Math.round(size.width * ratio) || canvas.height !== Math.round(size.height * ratio)) {
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
  }
  view.area = plotArea(size.width, size.height);
  const drawn = paint(context, size, jobs, { from: view.from, until: view.until, low: view.low, high: view.high, area: view.area }, colours, marks);
  readout(drawn);
});

function readout({ inView, rectangles }) {
  const length = view.until - view.from;
  const nodes = view.high - view.low < view.nodes ? `, nodes ${count(Math.floor(view.low))}–${count(Math.ceil(view.high) - 1)}` : "";
  by("schedule-readout").textContent =
    `${instant(view.from, Math.min(60, length / 100))} + ${duration(length)}${nodes} · ${plural(inView, "job")}`;
  canvas.dataset.jobsInView = inView;
  canvas.dataset.rectangles = rectangles;
  canvas.setAttribute("aria-label", `Schedule of ${marks.cell.label}: ${plural(inView, "job")} in view, from ${instant(view.from)} for ${duration(length)}`);
}

function scaleBar() {
  const bar = el("canvas", { width: 150, height: 10, "aria-hidden": "true" });
  const brush = bar.getContext("2d");
  for (let x = 0; x < 150; ++x) {
    const shade = colours.density ? colours.density[Math.round((x / 149) * (colours.density.length - 1))] : colours.slate;
    brush.globalAlpha = colours.density ? 1 : 0.06 + (0.94 * x) / 149;
    brush.fillStyle = css(shade);
    brush.fillRect(x, 0, 1, 10);
  }
  by("schedule-scale").replaceChildren(el("span", { text: `${colours.name}: ${colours.ends[0]}` }), bar, el("span", { text: colours.ends[1] }));
}

function recolour() {
  colours = colouring(by("colour-by").value, jobs);
  scaleBar();
  draw();
}

function hover(x, y) {
  const host = by("schedule-tip");
  const inside = x !== null && view.holds(x, y);
  const tolerance = inside ? ((view.until - view.from) / view.area.width) * 2 : 0;
  const row = inside ? rowAt(jobs, view.timeAt(x), Math.floor(view.nodeAt(y)), tolerance) : -1;
  host.hidden = row < 0;
  if (row >= 0) {
    if (row !== marks.hovered) host.replaceChildren(...tip(jobs, row, marks.cell));
    const left = x + 16 + host.offsetWidth > size.width ? Math.max(4, x - 16 - host.offsetWidth) : x + 16;
    const top = y + 16 + host.offsetHeight > size.height ? Math.max(4, y - 12 - host.offsetHeight) : y + 16;
    host.style.left = `${left}px`;
    host.style.top = `${top}px`;
  }
  if (row === marks.hovered) return;
  marks.hovered = row;
  draw();
}

function choose(row) {
  marks.chosen = row;
  by("pinned").replaceChildren(...(row < 0 ? [] : card(jobs, row, marks.cell, () => choose(-1))));
  draw();
}

// Brings a job into view: its time a sixth of the window, its nodes inside.
function show(row) {
  const length = Math.max(jobs.end[row] - jobs.start[row], 1);
  const middle = (jobs.start[row] + jobs.end[row]) / 2;
  const [from, until] = [jobs.start[row], jobs.end[row]];
  const seen = from >= view.from && until <= view.until && length > (view.until - view.from) / 60;
  if (!seen) view.showTime(middle - 3 * length, middle + 3 * length);
  if (jobs.rangeFrom[row] < jobs.rangeFrom[row + 1]) {
    const first = jobs.nodeFirst[jobs.rangeFrom[row]];
    if (first < view.low || first >= view.high) {
      const half = (view.high - view.low) / 2;
      view.showNodes(first - half, first + half);
    }
  }
  choose(row);
}

function step(direction) {
  if (jobs.rows === 0) return;
  const first = marks.chosen < 0 ? rowNear() : (marks.chosen + direction + jobs.rows) % jobs.rows;
  show(first);
}

// The first job in view, where stepping through jobs begins.
function rowNear() {
  for (let row = 0; row < jobs.rows; ++row) {
    if (jobs.start[row] >= view.from) return row;
  }
  return 0;
}

export function showJob(cellIndex, job) {
  const input = document.querySelector(`input[name="schedule-policy"][value="${cellIndex}"]`);
  if (input && !input.checked) {
    input.checked = true;
    use(charted[cellIndex]);
  }
  const row = jobs.rowOfJob(job);
  if (row < 0) return;
  show(row);
  by("schedule").scrollIntoView({ block: "start" });
  canvas.focus({ preventScroll: true });
}

function use(cell) {
  const chosenJob = marks.chosen >= 0 ? jobs.job[marks.chosen] : -1;
  jobs = jobsOf(cell);
  marks.cell = cell;
  marks.hovered = -1;
  by("schedule-tip").hidden = true;
  marks.incompleteFrom = cell.schedule.complete_until;
  view.setNodes(Math.max(1, jobs.nodes));
  recolour();
  choose(chosenJob >= 0 ? jobs.rowOfJob(chosenJob) : -1);
  const note = by("schedule-note");
  note.hidden = jobs.rows === cell.schedule.started;
  note.textContent =
    `Of ${count(cell.schedule.started)} stretches that jobs ran, the ${count(jobs.rows)} of those submitted first are drawn, so that this file stays small enough to open. ` +
    `The schedule is complete until ${instant(cell.schedule.complete_until ?? 0)}; the shaded time after that shows a part of it.`;
}

function policies() {
  const inputs = charted.map((cell, i) => {
    const input = el("input", { type: "radio", name: "schedule-policy", value: String(cell.index), checked: i === 0 });
    input.addEventListener("change", () => use(cell));
    return el("label", { title: cell.policy }, input, swatch(cell), el("span", { text: cell.label }));
  });
  by("schedule-policies").append(
    el("fieldset", { class: "choice" }, el("legend", { class: "visually-hidden", text: "Policy whose schedule is shown" }), ...inputs),
  );
}

function keyboard() {
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const middle = (view.from + view.until) / 2, center = (view.low + view.high) / 2;
    const keys = {
      ArrowLeft: () => view.move(-0.15, 0),
      ArrowRight: () => view.move(0.15, 0),
      ArrowUp: () => view.move(0, 0.15),
      ArrowDown: () => view.move(0, -0.15),
      "+": () => (event.altKey ? view.zoomNodes(0.7, center) : view.zoomTime(0.7, middle)),
      "=": () => view.zoomTime(0.7, middle),
      "-": () => (event.altKey ? view.zoomNodes(1 / 0.7, center) : view.zoomTime(1 / 0.7, middle)),
      Home: () => view.fit(),
      0: () => view.fit(),
      n: () => step(1),
      p: () => step(-1),
      Escape: () => choose(-1),
    };
    const action = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
    draw();
  });
}

function tools() {
  chooseOne([by("drag-select"), by("drag-pan")], (pressed) => {
    dragMoves = pressed === by("drag-pan");
    canvas.classList.toggle("moves", dragMoves);
  });
  const zoom = (factor) => {
    view.zoomTime(factor, (view.from + view.until) / 2);
    draw();
  };
  by("zoom-in").addEventListener("click", () => zoom(0.5));
  by("zoom-out").addEventListener("click", () => zoom(2));
  by("zoom-fit").addEventListener("click", () => (view.fit(), draw()));
  by("colour-by").addEventListener("change", recolour);
  by("find").addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = by("find-job").value;
    if (wanted.trim() === "") return;
    const row = find(jobs, wanted, marks.chosen);
    if (row >= 0) return show(row);
    choose(-1);
    by("pinned").replaceChildren(el("p", { class: "hint", text: `No job “${wanted.trim()}” among the ${count(jobs.rows)} drawn here.` }));
  });
}

export function schedule() {
  canvas = by("schedule-canvas");
  context = canvas.getContext("2d");
  if (charted.length === 0 || report.cells.length === 0) return;
  policies();
  keyboard();
  tools();
  use(charted[0]);
  listenToPointers(canvas, view, {
    moves: () => dragMoves,
    changed: draw,
    hover: (x, y) => hover(x, y),
    pick: (x, y) => {
      hover(x, y);
      choose(marks.hovered);
    },
    selection: (box) => {
      marks.selection = box;
      draw();
    },
  });
  timeWindow.listen(draw);
  onThemeChange(recolour);
  new ResizeObserver(draw).observe(canvas);
}
