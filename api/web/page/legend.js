// The policies as buttons that show and hide their curves everywhere, each with its value under the cursor.
import { charted } from "./data.js";
import { el } from "./dom.js";
import { shown, toggle } from "./shared.js";

export function swatch(cell) {
  const mark = el("span", { class: "swatch", "aria-hidden": "true" });
  const paint = `var(${cell.color})`;
  if (cell.dash.length === 0) mark.style.background = paint;
  else {
    const [dash, gap] = cell.dash;
    mark.style.background = `repeating-linear-gradient(90deg, ${paint} 0 ${dash}px, transparent ${dash}px ${dash + gap}px)`;
  }
  return mark;
}

// Fills `host`; the answer writes values into it: an array by position among the charted cells, or null.
export function legend(host) {
  const values = [];
  const buttons = charted.map((cell) => {
    const value = el("span", { class: "value" });
    values.push(value);
    return el(
      "button",
      { type: "button", title: cell.policy, onclick: () => toggle(cell.index) },
      swatch(cell),
      el("span", { text: cell.label }),
      value,
    );
  });
  host.replaceChildren(...buttons);
  const press = () =>
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(shown.state.has(charted[i].index))));
  shown.listen(press);
  press();
  return (texts) => values.forEach((value, i) => (value.textContent = texts ? texts[i] : ""));
}
