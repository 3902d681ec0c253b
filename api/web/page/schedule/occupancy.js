// How much of each small cell of a picture is covered by rectangles, exactly, at a constant cost for each of them.
//
// The overlap of a rectangle with the cells is a product of two profiles, one along each axis, whose differences from
// cell to cell are nonzero in four places at most. The sixteen products of these are added up; running sums along
// both axes then give the coverage of every cell.
export class Occupancy {
  resize(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    this.stride = columns + 2;
    const size = this.stride * (rows + 2);
    if (!this.covered || this.covered.length < size) {
      this.covered = new Float32Array(size);
      this.weighted = new Float32Array(size);
    }
    this.covered.fill(0);
    this.weighted.fill(0);
    this.any = false;
  }

  // Adds a rectangle in units of cells, cut off at the borders; `weight` is averaged over what covers a cell.
  add(left, top, right, bottom, weight) {
    left = Math.max(0, left);
    top = Math.max(0, top);
    right = Math.min(this.columns, right);
    bottom = Math.min(this.rows, bottom);
    if (right <= left || bottom <= top) return;
    this.any = true;
    const leftCell = Math.floor(left), rightCell = Math.floor(right);
    const leftRest = left - leftCell, rightRest = right - rightCell;
    this.addRow(Math.floor(top), top - Math.floor(top), 1, leftCell, leftRest, rightCell, rightRest, weight);
    this.addRow(Math.floor(bottom), bottom - Math.floor(bottom), -1, leftCell, leftRest, rightCell, rightRest, weight);
  }

  addRow(row, rest, sign, leftCell, leftRest, rightCell, rightRest, weight) {
    for (let k = 0; k < 2; ++k) {
      const share = sign * (k === 0 ? 1 - rest : rest);
      if (share === 0) continue;
      const at = (row + k) * this.stride;
      this.put(at + leftCell, share * (1 - leftRest), weight);
      this.put(at + leftCell + 1, share * leftRest, weight);
      this.put(at + rightCell, -share * (1 - rightRest), weight);
      this.put(at + rightCell + 1, -share * rightRest, weight);
    }
  }

  put(at, amount, weight) {
    this.covered[at] += amount;
    this.weighted[at] += amount * weight;
  }

  // Turns differences into coverage. `visit(column, row, covered, weight)` is called for every cell.
  finish(visit) {
    const { covered, weighted, stride } = this;
    for (let row = 0; row < this.rows; ++row) {
      let sum = 0, weightedSum = 0;
      const at = row * stride;
      for (let column = 0; column < this.columns; ++column) {
        sum += covered[at + column];
        weightedSum += weighted[at + column];
        const above = row > 0;
        const full = sum + (above ? covered[at - stride + column] : 0);
        const fullWeighted = weightedSum + (above ? weighted[at - stride + column] : 0);
        covered[at + column] = full;
        weighted[at + column] = fullWeighted;
        visit(column, row, full, full > 1e-6 ? fullWeighted / full : 0);
      }
    }
  }
}
