// The section of heat maps: one for each policy, all of one resource, in one order, looking at one window of time.
import { charted } from "../data.js";
import { by, chooseOne, el } from "../dom.js";
import { count } from "../format.js";
import { swatch } from "../legend.js";
import { shown, timeWindow, wholeTime } from "../shared.js";
import { onThemeChange } from "../theme.js";
import { FULL } from "./cells.js";
import { shades } from "./shades.js";
import { Strip } from "./strip.js";

const NAMES = { gpu: "GPUs", cpu: "cores", memory: "memory" };
const HEIGHTS = [460, 300, 210];  // of one map, two, or each of more

const what = { resource: "cpu", sort: "number", get name() { return NAMES[this.resource]; } };
const strips = [];

function tell(strip, under) {
  const host = by("nodes-tip");
  by("nodes-readout").textContent = under ? `${under.name} · ${under.when} · ${under.use}` : "";
  host.hidden = !under;
  if (!under) return;
  host.replaceChildren(el("b", { text: under.name }), el("span", { text: under.use }), el("span", { text: under.when }));
  const { columns, rows } = strip.cell.heat;
  const time = strip.cursor.column / columns;
  const x = strip.canvas.offsetLeft + strip.xAt(wholeTime.from + time * (wholeTime.until - wholeTime.from));
  const y = strip.canvas.offsetTop + (strip.cursor.line / rows) * strip.plot;
  const frame = by("nodes-maps");
  const left = x + 18 + host.offsetWidth > frame.clientWidth ? Math.max(4, x - 14 - host.offsetWidth) : x + 18;
  host.style.left = `${left}px`;
  host.style.top = `${y + 18}px`;
}

function scale() {
  const bar = el("canvas", { width: 150, height: 10, "aria-hidden": "true" });
  const brush = bar.getContext("2d");
  const table = shades();
  for (let x = 0; x < 150; ++x) {
    const [red, green, blue] = table[Math.round((x / 149) * FULL)];
    brush.fillStyle = `rgb(${red} ${green} ${blue})`;
    brush.fillRect(x, 0, 1, 10);
  }
  const none = charted.some((cell) => cell.clusters.some((cluster) => cluster.groups.some((group) => !group.per_node[`${what.resource}_${what.resource === "memory" ? "mib" : "milli"}`])));
  by("nodes-scale").replaceChildren(
    el("span", { text: "idle" }), bar, el("span", { text: `all ${what.name} in use` }),
    ...(none ? [el("i", { class: "key-none", "aria-hidden": "true" }), el("span", { text: `has no ${what.name}` })] : []));
}

function build() {
  strips.length = 0;
  const chosen = charted.filter((cell) => shown.state.has(cell.index));
  const height = HEIGHTS[Math.min(chosen.length, HEIGHTS.length) - 1];
  const host = by("nodes-maps");
  host.replaceChildren(by("nodes-tip"));
  chosen.forEach((cell, i) => {
    const strip = new Strip(cell, { height, axis: i === chosen.length - 1, what, tell });
    strips.push(strip);
    if (charted.length > 1) host.append(el("p", { class: "strip-name" }, swatch(cell), el("span", { text: cell.label })));
    host.append(strip.canvas);
  });
  if (chosen.length === 0) host.append(el("p", { class: "empty", text: "All policies are hidden; choose one among the buttons above the curves." }));
}

export function nodes() {
  const resources = Object.keys(charted[0].heat.maps);
  what.resource = resources[0];
  const renew = () => (scale(), strips.forEach((strip) => strip.renew()));
  const buttons = resources.map((resource) => el("button", { type: "button", "data-resource": resource, text: NAMES[resource][0].toUpperCase() + NAMES[resource].slice(1) }));
  by("nodes-resource").append(...buttons);
  by("nodes-resource").hidden = buttons.length < 2;
  chooseOne(buttons, (pressed) => {
    what.resource = pressed.dataset.resource;
    renew();
  })(buttons[0]);
  chooseOne([by("nodes-by-number"), by("nodes-by-use")], (pressed) => {
    what.sort = pressed === by("nodes-by-use") ? "use" : "number";
    renew();
  });
  build();
  scale();
  const { columns, nodes_per_row: each } = charted[0].heat;
  by("nodes-note").textContent =
    `A cell is the mean over ${each === 1 ? "one node" : `${count(each)} nodes next to each other`} and one of ${count(columns)} equal parts of the time.`;
  shown.listen(build);
  timeWindow.listen(() => strips.forEach((strip) => strip.draw()));
  onThemeChange(renew);
}
