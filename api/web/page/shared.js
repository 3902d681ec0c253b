// What several pictures share: which policies are shown, and the window of time they look at.
import { charted, report } from "./data.js";

function topic(state) {
  const listeners = [];
  return {
    state,
    listen: (listener) => listeners.push(listener),
    tell: (from) => listeners.forEach((listener) => listener(from)),
  };
}

export const shown = topic(new Set(charted.map((cell) => cell.index)));
export function toggle(index) {
  if (!shown.state.delete(index)) shown.state.add(index);
  shown.tell();
}

const [first, last] = report.span;
export const wholeTime = { from: first, until: last > first ? last : first + 1 };
export const timeWindow = topic({ ...wholeTime });
export function lookAt(from, until, by) {
  const state = timeWindow.state;
  if (state.from === from && state.until === until) return;
  state.from = from;
  state.until = until;
  timeWindow.tell(by);
}
export const looksAtAll = () =>
  timeWindow.state.from <= wholeTime.from && timeWindow.state.until >= wholeTime.until;
