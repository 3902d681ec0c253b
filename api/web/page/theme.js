// Colours for canvases, read from the style sheet so that light and dark are said once.
let style = getComputedStyle(document.documentElement);
const listeners = [];

export const color = (name) => style.getPropertyValue(name).trim();
export const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
export const onThemeChange = (listener) => listeners.push(listener);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  style = getComputedStyle(document.documentElement);
  listeners.forEach((listener) => listener());
});

// A color of the style sheet (#rrggbb) with an opacity.
export function fade(name, opacity) {
  const hex = color(name);
  const part = (at) => parseInt(hex.slice(at, at + 2), 16);
  return `rgb(${part(1)} ${part(3)} ${part(5)} / ${opacity})`;
}

// Strokes in a color of the style sheet, for areas told apart without any colour.
const hatches = new Map();
export function hatch(name) {
  const stroke = color(name);
  const ratio = window.devicePixelRatio || 1;
  const key = `${stroke} ${ratio}`;
  if (hatches.has(key)) return hatches.get(key);
  const size = Math.round(6 * ratio);
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const brush = tile.getContext("2d");
  brush.strokeStyle = stroke;
  brush.lineWidth = 1.2 * ratio;
  brush.beginPath();
  for (const shift of [-size, 0, size]) {
    brush.moveTo(shift - 1, size + 1);
    brush.lineTo(shift + size + 1, -1);
  }
  brush.stroke();
  const pattern = brush.createPattern(tile, "repeat");
  hatches.set(key, pattern);
  return pattern;
}
