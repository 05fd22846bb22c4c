// The perceptron rule: a line that moves at each mistake, the arithmetic of every update, and whether there is a line.

import { choice } from "./controls.js";
import { element } from "./elements.js";
import { traceMarker } from "./heatmap.js";
import { createPerceptron, lineWithin } from "./perceptron.js";
import { reachOf } from "./plane.js";
import { separabilityOf } from "./separability.js";

const PAIRS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const GATES = { AND: [0, 0, 0, 1], OR: [0, 1, 1, 1], XOR: [0, 1, 1, 0] };
const PIXELS = 300; // pixels of the plane
const LONGEST_FRACTION = 9; // letters
const MOST_AT_ONCE = 1000; // samples looked at when it runs to the end

export function perceptronSheet(page) {
  const { say } = page;
  let perceptron = null;
  let found = null; // what `separability` found
  let last = null; // the last sample looked at, as `step` gives it
  const gates = Object.keys(GATES).map(name => [name, name]);
  const set = choice(say("perceptron data"), [...gates, ["net", say("data of the net")]], start);
  const canvas = element("canvas", { width: PIXELS, height: PIXELS, class: "plane", role: "img", "aria-label": say("perceptron plane") });
  const button = (key, act) => element("button", { type: "button", onclick: act }, say(key));
  const told = element("p", { class: "step-told", "aria-live": "polite" });
  const sums = element("div", { class: "arithmetic" });
  const proof = element("div", { class: "proof" });
  const root = element("div", { class: "sheet perceptron-sheet" }, canvas,
    element("div", {},
      element("div", { class: "row" }, set.root, button("next sample", look), button("next mistake", mistake), button("to the end", finish), button("from zero", start)),
      told, sums),
    element("div", {}, element("h3", {}, say("is there a line")), proof));

  const hasClasses = () => page.settings().problem === "two classes";

  function samples() {
    if (set.input.value !== "net") return { X: PAIRS, y: GATES[set.input.value] };
    return page.session().samples.train;
  }

  function start() {
    perceptron = createPerceptron(page.parts.rows, samples());
    last = null;
    prove();
    draw();
  }

  function look() {
    last = perceptron.step() || last;
    draw();
  }

  function mistake() {
    do last = perceptron.step() || last;
    while (!perceptron.converged && !last.error);
    draw();
  }

  function finish() {
    for (let k = 0; k < MOST_AT_ONCE && !perceptron.converged; k++) last = perceptron.step() || last;
    draw();
  }

  // What happened, and its arithmetic.
  function tell() {
    const { w, b, updates, epoch, converged, history } = perceptron;
    const n = x => page.number(x);
    const where = say("perceptron so far", { epoch, updates, w1: n(w[0]), w2: n(w[1]), b: n(b) });
    told.textContent = converged ? `${say("perceptron converged")} ${where}` : where;
    if (!last) return sums.replaceChildren(element("p", { class: "quiet" }, say("perceptron rule")));
    const x = samples().X[last.sample];
    const before = last.error ? history[history.length - 2] : last;
    const inParentheses = number => (number < 0 ? `(${n(number)})` : n(number));
    const lines = [
      say("perceptron sample", { sample: last.sample + 1, x1: n(x[0]), x2: n(x[1]), y: last.target }),
      `w·x + b = ${n(before.w[0])}·${inParentheses(x[0])} + ${inParentheses(before.w[1])}·${inParentheses(x[1])} + ${inParentheses(before.b)} = ${n(last.sum)}`,
      say(last.output ? "perceptron says 1" : "perceptron says 0"),
    ];
    if (last.error) {
      const change = inParentheses(last.error);
      lines.push(
        say("perceptron moves"),
        ...[0, 1].map(k => `w${"₁₂"[k]} ← ${n(before.w[k])} + ${change}·${inParentheses(x[k])} = ${n(last.w[k])}`),
        `b ← ${n(before.b)} + ${change} = ${n(last.b)}`
      );
    } else lines.push(say("perceptron stays"));
    sums.replaceChildren(...lines.map(line => element("div", {}, line)));
  }

  // The line of largest margin, or the point that both classes have in common, with its shares.
  function prove() {
    const { X, y } = samples();
    found = separabilityOf(X, y);
    if (!found) return proof.replaceChildren(element("p", {}, say("one class alone")));
    if (found.separable) {
      const [w1, w2] = found.w.map((x, k) => exactly(found.exact.w[k], x));
      const line = say("there is a line", { w1, w2, b: exactly(found.exact.b, found.b), margin: page.number(found.margin) });
      return proof.replaceChildren(element("p", {}, line), element("p", {}, say("so it converges")));
    }
    const point = found.point.map((text, k) => exactly(text, found.place[k])).join(", ");
    const shareOf = (k, i) => `${exactly(found.shares[i], found.numbers[i])} · (${X[k].map(x => page.number(x)).join(", ")})`;
    const sumOf = label => found.samples.map((k, i) => (y[k] === label ? shareOf(k, i) : null)).filter(Boolean).join(" + ");
    proof.replaceChildren(
      element("p", {}, say("there is no line", { point })),
      ...[0, 1].map(label => element("p", { class: "shares" }, `${say("class", { number: label })}: ${sumOf(label)} = (${point})`)),
      element("p", {}, say("so none separates"))
    );
  }

  // A fraction, where it is short; otherwise the number that it is.
  const exactly = (text, number) => (text.length <= LONGEST_FRACTION ? text.replace("-", "−") : page.number(number));

  function draw() {
    if (set.input.value === "net" && !hasClasses()) {
      set.show("XOR");
      return start();
    }
    if (!perceptron) return start();
    tell();
    paint();
  }

  function paint() {
    const { X, y } = samples();
    const context = canvas.getContext("2d");
    const colors = page.colors();
    const isGate = set.input.value !== "net";
    const [low, high] = isGate ? [-0.6, 1.6] : [-reachOf(X), reachOf(X)];
    const place = ([x1, x2]) => [(PIXELS * (x1 - low)) / (high - low), (PIXELS * (high - x2)) / (high - low)];
    context.fillStyle = colors.ground;
    context.fillRect(0, 0, PIXELS, PIXELS);
    const stroke = (ends, color, width, dash) => {
      if (!ends) return;
      context.beginPath();
      context.moveTo(...place(ends[0]));
      context.lineTo(...place(ends[1]));
      Object.assign(context, { strokeStyle: color, lineWidth: width });
      context.setLineDash(dash);
      context.stroke();
      context.setLineDash([]);
    };
    const area = { x1: [low, high], x2: [low, high] };
    stroke([[low, 0], [high, 0]], colors.guide, 0.6, []);
    stroke([[0, low], [0, high]], colors.guide, 0.6, []);
    const { w, b, history } = perceptron;
    history.slice(-6, -1).forEach(state => stroke(lineWithin(state.w, state.b, area), colors.guide, 1, [3, 5]));
    if (found?.separable) stroke(lineWithin(found.w, found.b, area), colors.positive, 1.6, [8, 5]);
    const line = lineWithin(w, b, area);
    stroke(line, colors.ink, 3, []);
    if (line) pointTo(context, line, w, place, colors.ink);
    X.forEach((x, i) => mark(context, place(x), y[i], last?.sample === i, colors));
    if (found && !found.separable) cross(context, place(found.place), colors.ink);
  }

  // A short arrow from the middle of the line to the side of class 1.
  function pointTo(context, [from, to], w, place, color) {
    const [x, y] = place([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
    const length = Math.hypot(...w);
    const [dx, dy] = [w[0] / length, -w[1] / length];
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 26 * dx, y + 26 * dy);
    context.moveTo(x + 18 * dx - 6 * dy, y + 18 * dy + 6 * dx);
    context.lineTo(x + 26 * dx, y + 26 * dy);
    context.lineTo(x + 18 * dx + 6 * dy, y + 18 * dy - 6 * dx);
    Object.assign(context, { strokeStyle: color, lineWidth: 2.4 });
    context.stroke();
  }

  function mark(context, at, label, isLast, colors) {
    traceMarker(context, label, ...at, isLast ? 9 : 6);
    context.fillStyle = colors.classes[label];
    context.fill();
    context.lineWidth = isLast ? 3 : 1.2;
    context.strokeStyle = isLast ? colors.ink : colors.ground;
    context.stroke();
  }

  function cross(context, [x, y], color) {
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(x - 8, y - 8 * side);
      context.lineTo(x + 8, y + 8 * side);
    }
    Object.assign(context, { strokeStyle: color, lineWidth: 3 });
    context.stroke();
  }

  set.show("XOR");
  return {
    key: "perceptron", title: say("perceptron rule title"), root,
    draw: isLight => { if (!isLight || !perceptron) draw(); },
    rebuild: () => { if (set.input.value === "net") perceptron = null; },
  };
}
