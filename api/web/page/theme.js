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
