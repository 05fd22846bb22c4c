// The loss over a plane in the space of the parameters, with the path of the training so far.

import { SPREAD, contour, levelsOf } from "./contours.js";
import { choice } from "./controls.js";
import { element } from "./elements.js";
import { diverging, paintField, shading } from "./heatmap.js";
import { gridOf, pathPlane, projected, randomPlane, surfaceOf } from "./surface.js";

const POINTS = 25; // in each direction
const PIXELS_WIDE = 340;
const LEVELS = 9;
const EXTENT = 1;
const ROWS_A_FRAME = 2;

export function surfaceSheet(page) {
  const { say } = page;
  const canvas = element("canvas", { width: PIXELS_WIDE, height: PIXELS_WIDE, class: "plane", role: "img", "aria-label": say("surface") });
  const told = element("div", { class: "surface-told" });
  const kind = choice(say("directions"), ["path", "random"].map(name => [name, say(`directions ${name}`)]), compute);
  const again = element("button", { type: "button", onclick: compute }, say("compute the surface"));
  const root = element("div", { class: "sheet surface-sheet" }, canvas,
    element("div", {}, element("div", { class: "row" }, kind.root, again), told, element("p", { class: "quiet" }, say("surface: how"))));
  let surface = null; // { grid, losses, places, share, of: which session and epoch }
  let request = null;

  // Row after row, a few a frame, so that the page goes on answering.
  function compute() {
    cancelAnimationFrame(request);
    const session = page.session();
    const path = session.trail.points;
    const plane = (kind.input.value === "path" && pathPlane(session, path)) || randomPlane(session, page.settings().seed);
    const { path: places, share } = projected(plane, [...path, session.numbers]);
    const grid = gridOf(kind.input.value === "path" && path.length > 1 ? places : [], POINTS, EXTENT);
    const rows = surfaceOf(session, plane, grid);
    surface = { grid, places, share, losses: null, session, epochs: session.epochs };
    const some = () => {
      for (let k = 0; k < ROWS_A_FRAME; k++) {
        const { value, done } = rows.next();
        surface.losses = value;
        if (done) return paint();
      }
      paint();
      request = requestAnimationFrame(some);
    };
    some();
  }

  // A surface is that of the numbers as they were: it is computed anew once the net has come to rest elsewhere.
  function draw() {
    const session = page.session();
    const isOld = !surface || surface.session !== session || surface.epochs !== session.epochs;
    if (isOld && !page.isPlaying()) compute();
    else if (surface?.losses) paint();
  }

  function paint() {
    const { grid, losses, places, share } = surface;
    const context = canvas.getContext("2d");
    const colors = page.colors();
    const levels = levelsOf(losses, LEVELS);
    const [least, most] = [losses, losses.map(x => -x)].map(xs => xs.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Infinity));
    const height = loss => Math.log1p((SPREAD * (loss - least)) / (-most - least || 1)) / Math.log1p(SPREAD);
    const color = shading(diverging({ ...colors, ground: colors.ground, negative: colors.ground }), false);
    paintField(canvas, POINTS, i => {
      const row = POINTS - 1 - Math.floor(i / POINTS); // the first row of a surface is that of the smallest β
      const loss = losses[row * POINTS + (i % POINTS)];
      return Number.isFinite(loss) ? color(0.9 * height(loss)) : [128, 128, 128];
    });
    const scale = PIXELS_WIDE / POINTS;
    const onGrid = ([x, y]) => [(x + 0.5) * scale, PIXELS_WIDE - (y + 0.5) * scale];
    Object.assign(context, { strokeStyle: colors.ink, lineWidth: 0.8, globalAlpha: 0.55 });
    for (const level of levels) for (const piece of contour(losses, POINTS, level)) line(context, piece.map(onGrid));
    context.globalAlpha = 1;
    const across = (x, numbers) => ((x - numbers[0]) / (numbers.at(-1) - numbers[0])) * (POINTS - 1);
    const way = places.map(([alpha, beta]) => onGrid([across(alpha, grid.alphas), across(beta, grid.betas)]));
    Object.assign(context, { strokeStyle: colors.negative, lineWidth: 2.4 });
    if (way.length > 1) line(context, way);
    dot(context, way[0], 5, colors.ground, colors.negative);
    dot(context, way.at(-1), 6, colors.negative, colors.ground);
    const parts = { least: page.number(least), most: page.number(-most), share: Math.round(100 * share), count: places.length - 1 };
    const text = say(page.session().epochs ? "surface: told" : "surface: told before", parts);
    if (told.textContent !== text) told.textContent = text;
    canvas.setAttribute("aria-label", `${say("surface")}. ${text}`);
  }

  function line(context, places) {
    context.beginPath();
    places.forEach((place, k) => (k ? context.lineTo(...place) : context.moveTo(...place)));
    context.stroke();
  }

  function dot(context, place, radius, fill, border) {
    context.beginPath();
    context.arc(...place, radius, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: fill, strokeStyle: border, lineWidth: 2 });
    context.fill();
    context.stroke();
  }

  return { key: "surface", title: say("loss surface"), root, draw, destroy: () => cancelAnimationFrame(request) };
}
