// Mouse, pen and fingers on the schedule: drag to select or move, wheel to zoom, pinch, hover, click.
const CLICK = 5;     // pixels a press may wander and still be a click
const BAND = 14;     // a selection lower than this is of time alone

// actions: moves() → whether dragging moves, changed(), hover(x, y) or hover(null), pick(x, y), selection(box or null)
export function listenToPointers(canvas, view, actions) {
  const pointers = new Map();
  let press = null, pinch = null;
  let pointerMoved = -Infinity, pageScrolled = -Infinity;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const clamp = (value, low, length) => Math.min(low + length, Math.max(low, value));
  const boxOf = (from, to) => {
    const { left, top, width, height } = view.area;
    const [x0, x1] = [from.x, to.x].map((x) => clamp(x, left, width)).sort((a, b) => a - b);
    let [y0, y1] = [from.y, to.y].map((y) => clamp(y, top, height)).sort((a, b) => a - b);
    if (y1 - y0 < BAND) [y0, y1] = [top, top + height];
    return { left: x0, top: y0, width: x1 - x0, height: y1 - y0 };
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    const at = place(event);
    pointers.set(event.pointerId, at);
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 2) {
      const [a, b] = [...pointers.values()];
      pinch = { distance: Math.abs(a.x - b.x) + 1 };
      press = null;
      actions.selection(null);
      return;
    }
    const touch = event.pointerType === "touch";
    press = { from: at, last: at, moves: touch || event.button === 1 || actions.moves() !== event.shiftKey, wandered: false };
    if (press.moves) canvas.classList.add("moving");
  });

  canvas.addEventListener("pointermove", (event) => {
    pointerMoved = performance.now();
    const at = place(event);
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, at);
    if (pinch && pointers.size === 2) {
      const [a, b] = [...pointers.values()];
      const distance = Math.abs(a.x - b.x) + 1;
      view.zoomTime(pinch.distance / distance, view.timeAt((a.x + b.x) / 2));
      pinch.distance = distance;
      actions.changed();
      return;
    }
    if (!press) return actions.hover(at.x, at.y);
    if (Math.abs(at.x - press.from.x) + Math.abs(at.y - press.from.y) > CLICK) press.wandered = true;
    if (!press.wandered) return;
    actions.hover(null);
    if (press.moves) {
      view.move((press.last.x - at.x) / view.area.width, (at.y - press.last.y) / view.area.height);
      press.last = at;
      actions.changed();
    } else {
      actions.selection(boxOf(press.from, at));
    }
  });

  const release = (event, cancelled) => {
    pointers.delete(event.pointerId);
    canvas.classList.remove("moving");
    if (pointers.size < 2) pinch = null;
    if (!press) return;
    const { from, wandered, moves } = press;
    press = null;
    actions.selection(null);
    if (cancelled) return;
    const at = place(event);
    if (!wandered) return actions.pick(at.x, at.y);
    if (moves) return;
    const box = boxOf(from, at);
    if (box.width < CLICK) return;
    const [low, high] = [view.nodeAt(box.top + box.height), view.nodeAt(box.top)];
    view.showTime(view.timeAt(box.left), view.timeAt(box.left + box.width));
    if (box.height < view.area.height) view.showNodes(low, high);
    actions.changed();
  };
  canvas.addEventListener("pointerup", (event) => release(event, false));
  canvas.addEventListener("pointercancel", (event) => release(event, true));
  canvas.addEventListener("pointerleave", () => !press && actions.hover(null));
  canvas.addEventListener("dblclick", () => (view.fit(), actions.changed()));

  // A wheel that scrolls the page and happens to pass over the schedule goes on scrolling the page: it zooms once the
  // pointer has moved here, and no longer where there is nothing to zoom out to.
  addEventListener("scroll", () => (pageScrolled = performance.now()), { passive: true });
  canvas.addEventListener("wheel", (event) => {
      const meant = event.ctrlKey || event.metaKey || document.activeElement === canvas || pointerMoved > pageScrolled;
      if (!meant) return;
      const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
      const { x, y } = place(event);
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0;
      if (sideways !== 0) {
        if (view.fitsTime) return;
        view.move((sideways * unit) / view.area.width, 0);
      } else {
        const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY * unit * 0.0022)));
        if (factor > 1 && (event.altKey ? view.high - view.low >= view.nodes : view.fitsTime)) {
          if (event.ctrlKey) event.preventDefault();
          return;
        }
        if (event.altKey) view.zoomNodes(factor, view.nodeAt(y));
        else view.zoomTime(factor, view.timeAt(x));
      }
      event.preventDefault();
      actions.changed();
      actions.hover(x, y);
    }, { passive: false });
}
