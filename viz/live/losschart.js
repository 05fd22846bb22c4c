// The losses so far as two curves: on training data a full line, on test data a dashed one.

import { element, svgElement } from "./elements.js";

const WIDE = 300;
const TALL = 84;

export function lossChart(label) {
  const curves = ["training", "test"].map(name => svgElement("polyline", { class: `curve ${name}` }));
  const top = svgElement("text", { x: WIDE - 2, y: 9, class: "scale", "text-anchor": "end" });
  const svg = svgElement("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": label, class: "losses" },
    svgElement("line", { x1: 0, y1: TALL - 1, x2: WIDE, y2: TALL - 1, class: "axis" }), ...curves, top);

  // Losses come as pairs of training and test; at most one point for each pixel is drawn.
  function show(losses, written) {
    const finite = losses.flat().filter(loss => Number.isFinite(loss));
    const largest = Math.max(1e-12, ...finite.length < 50000 ? finite : [finite.reduce((a, b) => Math.max(a, b), 0)]);
    const stride = Math.max(1, Math.ceil(losses.length / WIDE));
    const kept = losses.map((pair, i) => [i, pair]).filter(([i]) => i % stride === 0 || i === losses.length - 1);
    const across = i => ((WIDE * i) / Math.max(1, losses.length - 1)).toFixed(1);
    const up = loss => ((TALL - 2) * (1 - loss / largest) + 1).toFixed(1);
    curves.forEach((curve, k) => {
      const there = kept.filter(([, pair]) => Number.isFinite(pair[k]));
      curve.setAttribute("points", there.map(([i, pair]) => `${across(i)},${up(pair[k])}`).join(" "));
    });
    top.textContent = finite.length ? written(largest) : "";
  }
  return { root: element("div", { class: "loss-chart" }, svg), show };
}
