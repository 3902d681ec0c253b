// The part of a schedule in view: a window of time, shared with the charts, and a stretch of nodes.
import { lookAt, timeWindow, wholeTime } from "../shared.js";

const LEAST_TIME = 1e-3;
const LEAST_NODES = 2;

export class View {
  constructor() {
    this.nodes = 1;
    this.low = 0;
    this.high = 1;
  }
  get from() {
    return timeWindow.state.from;
  }
  get until() {
    return timeWindow.state.until;
  }
  get fits() {
    return this.fitsTime && this.low <= 0 && this.high >= this.nodes;
  }
  get fitsTime() {
    return this.from <= wholeTime.from && this.until >= wholeTime.until;
  }

  setNodes(nodes) {
    const whole = this.low <= 0 && this.high >= this.nodes;
    this.nodes = nodes;
    if (whole || this.high > nodes) [this.low, this.high] = [0, nodes];
  }
  fit() {
    [this.low, this.high] = [0, this.nodes];
    lookAt(wholeTime.from, wholeTime.until, this);
  }
  // Looks at a window of time, as far as there is any, keeping its length where it only moved.
  showTime(from, until) {
    const all = wholeTime.until - wholeTime.from;
    const length = Math.min(all, Math.max(until - from, LEAST_TIME, all * 1e-9));
    const start = Math.min(Math.max(from - (length - (until - from)) / 2, wholeTime.from), wholeTime.until - length);
    lookAt(start, start + length, this);
  }
  showNodes(low, high) {
    const length = Math.min(this.nodes, Math.max(high - low, Math.min(LEAST_NODES, this.nodes)));
    this.low = Math.min(Math.max(low - (length - (high - low)) / 2, 0), this.nodes - length);
    this.high = this.low + length;
  }
  zoomTime(factor, at) {
    this.showTime(at + (this.from - at) * factor, at + (this.until - at) * factor);
  }
  zoomNodes(factor, at) {
    this.showNodes(at + (this.low - at) * factor, at + (this.high - at) * factor);
  }
  move(timeShare, nodeShare) {
    const time = (this.until - this.from) * timeShare, nodes = (this.high - this.low) * nodeShare;
    if (timeShare !== 0) this.showTime(this.from + time, this.until + time);
    if (nodeShare !== 0) this.showNodes(this.low + nodes, this.high + nodes);
  }

  timeAt(x) {
    return this.from + ((x - this.area.left) / this.area.width) * (this.until - this.from);
  }
  nodeAt(y) {
    return this.high - ((y - this.area.top) / this.area.height) * (this.high - this.low);
  }
  holds(x, y) {
    const { left, top, width, height } = this.area;
    return x >= left && x <= left + width && y >= top && y <= top + height;
  }
}
