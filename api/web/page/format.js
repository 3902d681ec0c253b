// Numbers, durations and instants for people. Durations and instants come in seconds; instants count from the
// workload's own zero.
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const upToSix = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

export const count = (value) => whole.format(value);
export const plural = (value, one, many = one + "s") => `${count(value)} ${value === 1 ? one : many}`;
// An amount that may be a fraction: "0.25 GPUs", "2 cores".
const upToTwo = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
export const amount = (value, one, many = one + "s") => `${upToTwo.format(value)} ${value === 1 ? one : many}`;
export const exactSeconds = (value) => `${upToSix.format(value)} s`;

export function decimal(value) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return whole.format(value);
  return value.toFixed(size >= 100 ? 1 : 2);
}

export const percent = (value) => (value === null ? "–" : `${(value * 100).toFixed(1)} %`);

const UNITS = [
  [86400, "d", 3600, "h"],
  [3600, "h", 60, "min"],
  [60, "min", 1, "s"],
];

// Two units at most: "2 d 4 h", "12 min 5 s", "0.4 s".
export function duration(value) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size === 0) return "0 s";
  if (size < 1) return `${sign}${Number((size * 1000).toPrecision(3))} ms`;
  if (size < 59.5) return `${sign}${size < 9.95 ? Number(size.toFixed(1)) : Math.round(size)} s`;
  for (const [large, largeName, small, smallName] of UNITS) {
    if (size < large - small / 2) continue;
    let rest = Math.round(size / small);
    const per = large / small;
    const first = Math.floor(rest / per);
    rest -= first * per;
    if (first >= 100 && largeName === "d") return `${sign}${count(Math.round(size / large))} d`;
    return rest === 0 ? `${sign}${first} ${largeName}` : `${sign}${first} ${largeName} ${rest} ${smallName}`;
  }
  return exactSeconds(value);
}

const two = (value) => String(value).padStart(2, "0");

// An instant as day and time of day; as precise as `step`, the distance of what is told apart.
export function instant(value, step = 1) {
  const sign = value < 0 ? "−" : "";
  const digits = step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step)));
  const scale = 10 ** digits;
  const ticks = Math.round(Math.abs(value) * scale);
  const total = Math.floor(ticks / scale);
  const day = Math.floor(total / 86400);
  const clock = `${two(Math.floor(total / 3600) % 24)}:${two(Math.floor(total / 60) % 60)}`;
  const fraction = digits ? "." + String(ticks % scale).padStart(digits, "0") : "";
  const time = step >= 60 ? clock : `${clock}:${two(total % 60)}${fraction}`;
  return `${sign}day ${count(day)} ${time}`;
}

const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000, 2592000, 5184000, 8640000,
];

// Round instants between two, at most `most` of them, and their distance.
export function timeTicks(from, until, most) {
  const wanted = (until - from) / Math.max(1, most);
  const step = STEPS.find((candidate) => candidate >= wanted) ?? 86400 * niceAbove(wanted / 86400);
  const ticks = [];
  for (let i = Math.ceil(from / step); i * step <= until && ticks.length < 200; ++i) ticks.push(i * step);
  return { ticks, step };
}

function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((factor) => factor * power >= value) * power;
}

// A tick's label: the day where a day begins, else the time of day.
export function tickLabel(value, step) {
  if (value === 0 && step >= 86400) return "0";
  if (step >= 86400) return `${count(value / 86400)} d`;
  const text = instant(value, step);
  const space = text.lastIndexOf(" ");
  return Math.abs(value % 86400) < step / 2 ? text.slice(0, space) : text.slice(space + 1);
}

// Round durations for a logarithmic axis.
export const DURATION_TICKS = [
  1, 10, 60, 600, 3600, 6 * 3600, 86400, 7 * 86400, 30 * 86400, 365 * 86400, 3650 * 86400, 36500 * 86400,
];
export function durationTick(value) {
  if (value >= 365 * 86400) return `${count(value / (365 * 86400))} y`;
  return duration(value);
}
