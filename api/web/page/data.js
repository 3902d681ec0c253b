// What the page shows, as it was written into it: the JSON, and columns of jobs decoded when first asked for.
import { by } from "./dom.js";

export const report = JSON.parse(by("report").textContent);

const choices = (policy) => policy.split(/,(?![^(]*\))/).map((choice) => choice.replace(/^[a-z]+=/, ""));
const differ = (key) => new Set(report.cells.map((cell) => cell[key])).size > 1;

// A cell's short name: the policy's choices, and the scenario, the clusters and the seed where these differ.
function labelOf(cell) {
  const parts = [choices(cell.policy).join(" · ")];
  if (differ("variant")) parts.unshift(cell.variant || "clusters as they are");
  if (differ("scenario")) parts.unshift(cell.scenario);
  if (differ("seed")) parts.push(`seed ${cell.seed}`);
  return parts.join(" · ");
}

const SERIES = 8;
const DASHES = [[], [7, 4], [2, 3]];
report.cells.forEach((cell, index) => {
  cell.index = index;
  cell.label = labelOf(cell);
  cell.color = `--series-${index % SERIES}`;
  cell.dash = DASHES[Math.floor(index / SERIES) % DASHES.length];
  cell.charted = index < report.charted;
});
export const cells = report.cells;
export const charted = cells.filter((cell) => cell.charted);

const RAW = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array };

// A column's values as doubles: raw × unit + offset, in `scale` (1e-6 turns microseconds into seconds).
export function column(layout, scale = 1) {
  const values = new Float64Array(layout.length);
  if (layout.type === "constant") return values.fill(layout.offset * scale);
  const bytes = atob(by(`column-${layout.id}`).textContent);
  const buffer = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; ++i) buffer[i] = bytes.charCodeAt(i);
  const raw = new RAW[layout.type](buffer.buffer);
  const inverse = scale === 1 ? 1 : Math.round(1 / scale);
  for (let i = 0; i < values.length; ++i) values[i] = (raw[i] * layout.unit + layout.offset) / inverse;
  return values;
}
