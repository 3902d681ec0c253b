// What colour a job has: by how long it waited, or its own, or its user's. Safe for colour-blind eyes: the scale of
// waits runs from blue through grey to orange, single colours differ in lightness too.
import { charted } from "../data.js";
import { duration } from "../format.js";
import { isDark } from "../theme.js";

const WAIT_SCALE = {
  light: ["#b4d3ea", "#7fb0d6", "#6d8fae", "#9c8a78", "#c9762f", "#d55e00", "#9c3300"],
  dark: ["#2c5578", "#3f7eb0", "#6f98b8", "#a89a86", "#dd9a4e", "#f58a3c", "#ffb27a"],
};
const OWN = {
  light: ["#4a90c2", "#e08a4a", "#4fae8b", "#c583ad", "#cfa53f", "#86bfe0", "#8d96a3", "#9c88cf", "#6b8f4e", "#b9695f"],
  dark: ["#3f85b8", "#d07c3c", "#3c9f7c", "#b5739d", "#bb9330", "#6fabd0", "#7c8693", "#8b76c2", "#6d9350", "#b0645a"],
};
const SHADES = 32;

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function scale(stops) {
  const colours = stops.map(rgb);
  return Array.from({ length: SHADES }, (_, i) => {
    const at = (i / (SHADES - 1)) * (colours.length - 1);
    const low = Math.min(Math.floor(at), colours.length - 2);
    return colours[low].map((part, k) => Math.round(part + (colours[low + 1][k] - part) * (at - low)));
  });
}

const mix = (value) => Math.imul((value ^ (value >>> 15)) + 0x9e3779b9, 0x85ebca6b) >>> 8;

// A palette (list of [r, g, b]) and the position in it of a row; `density` is the palette of the occupancy map, by
// the mean position of what covers a cell.
export function colouring(by, jobs) {
  const theme = isDark() ? "dark" : "light";
  if (by === "wait") {
    const palette = scale(WAIT_SCALE[theme]);
    // One scale for all policies, so that their schedules compare at a glance.
    const longest = Math.max(3600, ...charted.map((cell) => cell.metrics.wait.max));
    const span = Math.log1p(longest / 60);
    const of = (row) => Math.min(SHADES - 1, Math.round((Math.log1p(Math.max(0, jobs.waitOf(row)) / 60) / span) * (SHADES - 1)));
    return { palette, of, density: palette, ends: ["0 s", duration(longest)], name: "wait" };
  }
  const palette = OWN[theme].map(rgb);
  const key = by === "user" ? (row) => jobs.facts.user[jobs.job[row]] + 1 : (row) => jobs.job[row];
  const slate = theme === "dark" ? [120, 146, 170] : [92, 116, 140];
  return { palette, of: (row) => mix(key(row)) % palette.length, density: null, slate, ends: ["idle", "all busy"], name: "occupancy" };
}

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;
export const luminance = ([red, green, blue]) => (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
