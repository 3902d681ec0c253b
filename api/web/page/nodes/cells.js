// The cells of a heat map: decoded when first asked for, rows in an order, rows averaged down to those of a picture.
import { column } from "../data.js";

export const FULL = 200;
export const NONE = 255;

const decoded = new Map();

export function cellsOf(cell, resource) {
  const key = `${cell.index} ${resource}`;
  if (decoded.has(key)) return decoded.get(key);
  const { rows, columns, maps } = cell.heat;
  const { runs, cells } = maps[resource];
  const raw = column(cells);
  let values = Uint8Array.from(raw);
  if (runs) {
    values = new Uint8Array(rows * columns);
    let at = 0;
    for (let i = 0; i < raw.length; i += 2) {
      values.fill(raw[i], at, at + raw[i + 1] + 1);
      at += raw[i + 1] + 1;
    }
  }
  decoded.set(key, values);
  return values;
}

// Rows from top to bottom: by number, or the busiest first, those without the resource last.
export function rowOrder(cell, resource, sort) {
  const { rows, columns } = cell.heat;
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  if (sort !== "use") return order;
  const values = cellsOf(cell, resource);
  const mean = Float64Array.from(order, (row) => {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; ++i) sum += values[i] === NONE ? -1 : values[i];
    return sum;
  });
  return order.sort((left, right) => mean[right] - mean[left] || left - right);
}

// For each of `height` lines and each column the mean of the rows that fall there, NONE where none has the resource.
export function shrink(cell, resource, order, height) {
  const { rows, columns } = cell.heat;
  const values = cellsOf(cell, resource);
  const lines = Math.max(1, Math.min(rows, height));
  const picture = new Uint8Array(lines * columns);
  for (let line = 0; line < lines; ++line) {
    const from = Math.floor((line * rows) / lines), until = Math.floor(((line + 1) * rows) / lines);
    for (let i = 0; i < columns; ++i) {
      let sum = 0, counted = 0;
      for (let row = from; row < until; ++row) {
        const value = values[order[row] * columns + i];
        if (value === NONE) continue;
        sum += value;
        ++counted;
      }
      picture[line * columns + i] = counted ? Math.round(sum / counted) : NONE;
    }
  }
  return { picture, lines };
}
