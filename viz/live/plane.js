// The plane of the two inputs: what the net gives over it, the samples, and one of them that is chosen.

import { element } from "./elements.js";
import { paintField, traceMarker } from "./heatmap.js";

const NEAR = 14; // pixels within which a touch means a sample

// How far the plane reaches, for samples with these inputs: square, around 0, with a little room.
export function reachOf(points) {
  const farthest = points.reduce((most, x) => Math.max(most, Math.abs(x[0]), Math.abs(x[1])), 0) || 1;
  const power = 10 ** Math.floor(Math.log10(farthest));
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  return power * (steps.find(step => step * power >= 1.02 * farthest) ?? 12);
}

export function plane(label, chosen) {
  const canvas = element("canvas", { class: "plane", width: 300, height: 300, role: "img", "aria-label": label });
  let shown = { reach: 1, samples: [], chosen: null };

  const place = ([x1, x2]) => [
    (canvas.width * (x1 + shown.reach)) / (2 * shown.reach),
    (canvas.height * (shown.reach - x2)) / (2 * shown.reach),
  ];

  // view: { reach, field: { size, colorAt, isSmooth }, samples, chosen, colors }; a sample is
  // { x, color, marker, isTest, key }, marker a number for each class.
  function show(view) {
    shown = view;
    const context = canvas.getContext("2d");
    paintField(canvas, view.field.size, view.field.colorAt, view.field.isSmooth);
    const zero = canvas.width / 2;
    context.strokeStyle = view.colors.guide;
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    for (const ends of [[[zero, 0], [zero, canvas.height]], [[0, zero], [canvas.width, zero]]]) {
      context.beginPath();
      context.moveTo(...ends[0]);
      context.lineTo(...ends[1]);
      context.stroke();
    }
    context.globalAlpha = 1;
    for (const sample of view.samples) draw(context, sample, 4);
    const there = view.samples.find(sample => sample.key === view.chosen);
    if (there) ring(context, there);
  }

  function draw(context, { x, color, marker, isTest }, radius) {
    traceMarker(context, marker, ...place(x), radius);
    context.fillStyle = isTest ? shown.colors.ground : color;
    context.fill();
    context.lineWidth = isTest ? 2 : 1.2;
    context.strokeStyle = isTest ? color : shown.colors.ground;
    context.stroke();
  }

  function ring(context, sample) {
    draw(context, sample, 6);
    for (const [color, width] of [[shown.colors.ground, 5], [shown.colors.ink, 2.2]]) {
      context.beginPath();
      context.arc(...place(sample.x), 11, 0, 2 * Math.PI);
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke();
    }
  }

  canvas.addEventListener("click", event => {
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const away = shown.samples.map(sample => Math.hypot(place(sample.x)[0] - x, place(sample.x)[1] - y));
    const nearest = away.indexOf(Math.min(...away));
    if (nearest >= 0 && away[nearest] <= NEAR * scale) chosen(shown.samples[nearest].key);
  });

  return { root: canvas, show };
}
