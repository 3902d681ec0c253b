// The colours of use, from idle to all in use: one hue, lighter to darker (darker to lighter on dark), so that they keep
// their order for every eye and in print.
import { isDark } from "../theme.js";
import { FULL } from "./cells.js";

const STOPS = {
  light: ["#f1f5f8", "#c8dfee", "#86b9da", "#3f88b9", "#155f92", "#0a3a60"],
  dark: ["#1d2732", "#1f4261", "#2a6796", "#4597cc", "#86c6ee", "#daf0ff"],
};
const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

let made = null, madeFor = null;

// [red, green, blue, 255] by value, 0 to FULL.
export function shades() {
  const theme = isDark() ? "dark" : "light";
  if (madeFor === theme) return made;
  const stops = STOPS[theme].map(rgb);
  made = Array.from({ length: FULL + 1 }, (_, value) => {
    const at = (value / FULL) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    return [...stops[low].map((part, k) => Math.round(part + (stops[low + 1][k] - part) * (at - low))), 255];
  });
  madeFor = theme;
  return made;
}
