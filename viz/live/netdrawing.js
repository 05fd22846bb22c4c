// The net as a drawing: a column of cells for the inputs and for each layer, and a line for each weight.
//
// What is drawn comes as columns, from the inputs to the output: { cells, head }, where a cell is
// { key, name, tag, isOn, isInput } and head an element above the column, or null. Lines are { from, to, key }: keys of
// cells, and of the weight. Cells are buttons; the arrow keys lead from one to the next.

import { element, svgElement } from "./elements.js";

const HEAD = 58; // pixels above the cells, for the head
const FOOT = 8; // and below them, for the name of the last
const SIDE = 14;
const LARGEST = 46;
const SMALLEST = 26;
const NARROWEST = 70; // how little width a column does with; below it, the drawing scrolls

const THICKEST = 6;

// How thick a line is: the more, the larger its number compared with `unit`; 0.7 at least, so that none is lost.
export const thickness = (number, unit) => 0.7 + THICKEST * Math.tanh(Math.abs(number) / (2 * unit));

export function netDrawing(label, acts) {
  const lines = svgElement("svg", { class: "net-lines", "aria-hidden": "true" });
  const cellLayer = element("div", { class: "net-cells", role: "group", "aria-label": label });
  const ground = element("div", { class: "net-ground" }, lines, cellLayer);
  const root = element("div", { class: "net", tabindex: -1 }, ground);
  let columns = [];
  let drawn = { cells: new Map(), lines: new Map() };

  function build(given, links) {
    columns = given;
    drawn = { cells: new Map(), lines: new Map() };
    cellLayer.replaceChildren(...columns.flatMap(({ cells, head }) => [...(head ? [head] : []), ...cells.map(built)]));
    lines.replaceChildren(...links.flatMap(link => {
      const line = svgElement("path", { class: "line" });
      const touched = svgElement("path", { class: "line-touch", "data-line": link.key });
      drawn.lines.set(link.key, { ...link, line, touched });
      return [line, touched];
    }));
    place();
  }

  function built(cell) {
    const canvas = element("canvas", { width: 40, height: 40 });
    const button = element("button", {
      type: "button", class: `cell ${cell.isInput ? "input" : "unit"}`, "data-cell": cell.key, tabindex: -1,
      "aria-label": cell.says, "aria-pressed": cell.isInput ? String(cell.isOn) : null,
    }, canvas, element("span", { class: "cell-name" }, cell.name));
    button.classList.toggle("off", !cell.isOn);
    drawn.cells.set(cell.key, { button, canvas });
    return button;
  }

  // Every cell and every line where it belongs, for the width and the height there are.
  function place() {
    const height = root.clientHeight - FOOT;
    if (!columns.length || height < HEAD) return; // or it is not in the page now
    const width = Math.max(root.clientWidth, NARROWEST * columns.length);
    ground.style.width = `${width}px`;
    const rows = Math.max(...columns.map(({ cells }) => cells.length), 4);
    const step = width / columns.length;
    const size = Math.round(Math.max(SMALLEST, Math.min(LARGEST, 0.74 * ((height - HEAD) / rows), step - SIDE)));
    const places = new Map();
    columns.forEach(({ cells, head }, c) => {
      const x = step * (c + 0.5);
      const gap = Math.min((height - HEAD) / cells.length, 1.75 * size);
      const top = HEAD + (height - HEAD - gap * cells.length) / 2;
      if (head) Object.assign(head.style, { left: `${step * c}px`, width: `${step}px` });
      cells.forEach(({ key }, r) => {
        places.set(key, { x, y: top + gap * (r + 0.5) });
        Object.assign(drawn.cells.get(key).button.style, {
          left: `${x - size / 2}px`, top: `${top + gap * (r + 0.5) - size / 2}px`, width: `${size}px`, height: `${size}px`,
        });
      });
    });
    lines.setAttribute("viewBox", `0 0 ${width} ${height}`);
    lines.setAttribute("width", width);
    lines.setAttribute("height", height);
    for (const { from, to, line, touched } of drawn.lines.values()) {
      const [start, end] = [places.get(from), places.get(to)];
      const [x1, x2] = [start.x + size / 2, end.x - size / 2];
      const bend = (x2 - x1) / 2;
      const path = `M${x1} ${start.y}C${x1 + bend} ${start.y} ${x2 - bend} ${end.y} ${x2} ${end.y}`;
      line.setAttribute("d", path);
      touched.setAttribute("d", path);
    }
  }

  // The numbers of the lines, by key; null for one that carries nothing. `unit` is what counts as a large one.
  function weigh(numberOf, unit) {
    for (const [key, { line, touched }] of drawn.lines) {
      const number = numberOf(key);
      const isThere = number !== null;
      line.style.display = touched.style.display = isThere ? "" : "none";
      if (!isThere) continue;
      const thick = thickness(number, unit);
      line.setAttribute("stroke-width", thick.toFixed(2));
      line.setAttribute("stroke-dasharray", number < 0 ? `${(4 + 1.5 * thick).toFixed(1)} ${(3 + thick).toFixed(1)}` : "none");
      line.classList.toggle("negative", number < 0);
    }
  }

  function choose(key) {
    for (const [name, { line }] of drawn.lines) line.classList.toggle("chosen", name === key);
  }

  // Moving among the cells with arrow keys, as the drawing shows them.
  function moved(event) {
    const here = event.target.closest?.("[data-cell]");
    const [across, down] = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    }[event.key] || [0, 0];
    if (!here || !(across || down)) return;
    event.preventDefault();
    const c = columns.findIndex(({ cells }) => cells.some(({ key }) => key === here.dataset.cell));
    const r = columns[c].cells.findIndex(({ key }) => key === here.dataset.cell);
    const target = columns[Math.max(0, Math.min(columns.length - 1, c + across))].cells;
    const share = columns[c].cells.length > 1 ? r / (columns[c].cells.length - 1) : 0.5;
    const row = across ? Math.round(share * (target.length - 1)) : r + down;
    const next = target[Math.max(0, Math.min(target.length - 1, row))];
    rove(next.key);
    drawn.cells.get(next.key).button.focus();
  }

  // One cell of all is reached with Tab; the arrow keys lead on from it.
  function rove(key) {
    for (const [name, { button }] of drawn.cells) button.tabIndex = name === key ? 0 : -1;
  }

  const cellOf = event => event.target.closest?.("[data-cell]")?.dataset.cell;
  const lineOf = event => event.target.closest?.("[data-line]")?.dataset.line;
  root.addEventListener("keydown", moved);
  root.addEventListener("click", event => {
    if (cellOf(event)) { rove(cellOf(event)); acts.cell(cellOf(event)); }
    else if (lineOf(event)) acts.line(lineOf(event));
  });
  const met = event => acts.met(cellOf(event) ?? null, lineOf(event) ?? null);
  root.addEventListener("pointerover", met);
  root.addEventListener("focusin", met);
  root.addEventListener("pointerleave", () => acts.met(null, null));
  root.addEventListener("focusout", () => acts.met(null, null));
  const watching = new ResizeObserver(place);
  watching.observe(root);

  return {
    root, build, weigh, choose, rove,
    canvas: key => drawn.cells.get(key).canvas,
    button: key => drawn.cells.get(key)?.button,
    destroy: () => watching.disconnect(),
  };
}
