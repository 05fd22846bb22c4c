// What keeps a net from learning: the findings of nn.diagnose, from when on it speaks (`parts.thresholds`).
//
// A finding is { kind, layer, number, text, places }: kind, layer and number as nn.Finding has them; text, a key of the
// page's texts, and what belongs in its places.

import { Refusal } from "./special.js";
import { separabilityOf } from "./separability.js";

// A number in few digits.
export const inShort = (x, digits = 3) => String(Number(x.toPrecision(digits)));

const listed = numbers => numbers.slice(0, 8).join(", ") + (numbers.length > 8 ? ", …" : "");

const finding = (kind, layer, number, places = {}, variant = "") => ({
  ...{ kind, layer, number, text: `finding: ${kind}${variant}` },
  places: { layer, ...places },
});

// All that is found in a session: in the data, in the net, in learning. Changes nothing.
export function findingsOf(session) {
  const limits = session.parts.thresholds;
  const found = [...inData(session, limits)];
  let seen = null;
  try {
    seen = session.examine();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const largest = session.numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    found.push(finding("overflow", 0, largest, { largest: inShort(largest) }));
  }
  if (seen) {
    seen.sizes = seen.layers.map(({ gradients }) => rootMeanSquare(gradients.flat()));
    found.push(...inNet(seen, session, limits), ...inLearning(seen, limits));
  }
  return [...found, ...inHistory(seen, session, limits)];
}

const rootMeanSquare = xs => Math.sqrt(xs.reduce((sum, x) => sum + x * x, 0) / xs.length);
const isStep = layer => layer.activation === "step";

// In the data.

function* inData(session, limits) {
  const { train, test } = session.samples;
  const X = train.X.map(x => session.inputs(x));
  const columns = X[0].map((_, k) => X.map(row => row[k]));
  const numbersWhere = fits => [...columns.keys()].filter(k => fits(columns[k], k)).map(k => k + 1);
  const constant = numbersWhere(column => column.every(x => x === column[0]));
  if (X.length > 1 && constant.length) {
    yield finding("constant inputs", 0, constant.length, { inputs: listed(constant), samples: X.length });
  }
  const torn = contradictions(X, train.y);
  if (torn.count) yield finding("contradiction", 0, torn.count, { ...torn, samples: X.length });
  const sizes = columns.map(rootMeanSquare);
  const least = sizes.filter(size => size).reduce((a, b) => Math.min(a, b), Infinity);
  const most = limits.LARGE * Math.min(1, least);
  const loud = numbersWhere((_, k) => sizes[k] > most);
  if (loud.length) {
    const places = { inputs: listed(loud), size: inShort(sizes[loud[0] - 1]), least: inShort(least) };
    yield finding("unscaled inputs", 0, loud.length, places);
  }
  if (!test) return;
  const known = new Set(X.map(String));
  const count = test.X.filter(x => known.has(String(session.inputs(x)))).length;
  if (count) yield finding("leaky validation", 0, count, { count, samples: test.X.length });
}

// How many samples have equal inputs and different targets, and one of them.
function contradictions(X, y) {
  const targets = new Map();
  X.forEach((row, i) => targets.set(String(row), new Set(targets.get(String(row))).add(y[i])));
  const torn = X.filter(row => targets.get(String(row)).size > 1);
  return { count: torn.length, example: torn.length ? torn[0].map(x => inShort(x)).join(", ") : "" };
}

// In the net.

function* inNet(seen, session, limits) {
  for (let number = 1; number <= seen.layers.length; number++) {
    yield* steps(seen, session, number);
    yield* deadUnits(seen, number);
    yield* saturation(seen, number, limits);
    yield* symmetry(seen, session, number);
  }
  yield* gradientSize(seen, limits);
}

// A layer of steps, if nothing below it has a gradient.
function* steps({ layers, parameters }, session, number) {
  const below = session.reached.filter(k => session.parameters[k].layer <= number);
  if (isStep(layers[number - 1]) && below.every(k => !parameters[k])) {
    yield finding("step", number, below.length, { count: below.length });
  }
}

function* deadUnits({ layers }, number) {
  const { activation, units, h } = layers[number - 1];
  const dead = activation === "relu" ? units.filter((_, j) => h.every(row => !row[j])) : [];
  if (!dead.length) return;
  const places = { count: dead.length, all: units.length, units: listed(dead), samples: h.length };
  yield finding("dead units", number, dead.length / units.length, places);
}

// Outputs near the limits of their activation; of a last unit, those at the wrong one, the right one being fine.
function* saturation({ layers, y }, number, { SATURATED, NEAR, MANY }) {
  const { activation, units, h } = layers[number - 1];
  const isLast = number === layers.length;
  if (!(activation in SATURATED) || (isLast && units.length > 1)) return;
  const [low, high, slope] = SATURATED[activation];
  const isRight = (x, i) => isLast && Math.abs(x - y[i]) < (high - low) / 2;
  const near = h.flatMap((row, i) => row.map(x => Math.min(x - low, high - x) < NEAR && !isRight(x, i)));
  const share = near.filter(Boolean).length / near.length;
  if (share < MANY) return;
  const places = { percent: Math.round(100 * share), near: NEAR, low, high, activation, slope };
  yield finding("saturation", number, share, places, isLast ? " at last" : "");
}

// Units of a hidden layer with the same weights in and out.
function* symmetry({ layers }, session, number) {
  if (number === layers.length) return;
  const groups = new Map();
  for (const unit of layers[number - 1].units) {
    const isOf = ({ layer, unit: to, input }) =>
      (layer === number && to === unit) || (layer === number + 1 && input === unit);
    const key = String(session.reached.filter(k => isOf(session.parameters[k])).map(k => session.numbers[k]));
    groups.set(key, [...(groups.get(key) || []), unit]);
  }
  for (const equal of groups.values()) {
    const places = { count: equal.length, units: listed(equal) };
    if (equal.length > 1) yield finding("symmetry", number, equal.length, places);
  }
}

// The layer whose gradient is smallest, or largest, by far; where steps are in the way, they say it all.
function* gradientSize({ layers, sizes }, { FACTOR }) {
  const last = sizes.at(-1);
  if (!last || layers.some(isStep)) return;
  for (const [kind, size] of [["vanishing", Math.min(...sizes)], ["exploding", Math.max(...sizes)]]) {
    const ratio = size / last;
    if (ratio >= 1 / FACTOR && ratio <= FACTOR) continue;
    const number = sizes.indexOf(size) + 1;
    yield finding(`${kind} gradient`, number, ratio, { ratio: inShort(ratio, 2), last: sizes.length });
  }
}

// In learning.

function* inLearning(seen, limits) {
  yield* noLine(seen, limits);
  yield* constantOutput(seen, limits);
  if (seen.layers.some(isStep) || !isFlat(seen, limits.STANDSTILL)) return;
  const places = { loss: inShort(seen.loss, 4), norm: inShort(seen.norm, 2), last: inShort(seen.sizes.at(-1), 2) };
  yield finding("standstill", 0, seen.norm, places);
}

// Whether the gradient of the mean loss is no more than a share of that of a sample.
const isFlat = ({ norm, sizes }, share) => norm <= share * sizes.at(-1);

// A net of one line for classes that no line separates. Of the plane alone: the page's proof needs two inputs.
function* noLine({ layers, X, y }, { MOST_NUMBERS }) {
  const isOne = layer => layer.units.length === 1;
  const drawsALine =
    isOne(layers.at(-1)) && (isOne(layers[0]) || layers.slice(0, -1).every(layer => layer.activation === "linear"));
  const labels = String([...new Set(y)].sort((a, b) => a - b));
  const areTwo = labels === "0,1" || labels === "-1,1";
  if (!drawsALine || !areTwo || X[0].length !== 2 || 2 * X.length > MOST_NUMBERS) return;
  if (!separabilityOf(X, y.map(label => Number(label === 1))).separable) yield finding("no line", 0, 1);
}

function* constantOutput({ layers, y }, { SMALL }) {
  const { h } = layers.at(-1);
  const columns = h[0].map((_, j) => h.map(row => row[j]));
  const isSame = column => {
    const [least, most] = [Math.min(...column), Math.max(...column)];
    return most - least <= SMALL * Math.max(1, Math.abs(least), Math.abs(most));
  };
  if (new Set(y.map(String)).size < 2 || !columns.every(isSame)) return;
  const outputs = columns.map(column => inShort(column[0], 4)).join(", ");
  yield finding("constant output", 0, columns[0][0], { outputs, samples: y.length });
}

// In the history.

function* inHistory(seen, session, limits) {
  const { history, epochs, stopped } = session;
  const rate = session.settings.optimizer.learning_rate;
  if (stopped) yield finding("rate too large", 0, rate, { rate: inShort(rate), epoch: stopped.epoch }, " and diverges");
  if (epochs < 2) return;
  const { losses } = history;
  const [first, last] = [losses[0], losses.at(-1)];
  const places = { rate: inShort(rate), epochs, first: inShort(first, 6), last: inShort(last, 6) };
  if (losses.every(loss => loss === first)) yield finding("nothing moved", 0, epochs, places);
  else if (!stopped && last > first) yield finding("rate too large", 0, rate, places, " and climbs");
  else if (!stopped && jumps(losses, limits)) yield finding("rate too large", 0, rate, places, " and jumps");
  else if (first - last < limits.SMALL * first && seen && !isFlat(seen, limits.SMALL)) {
    yield finding("rate too small", 0, rate, { ...places, norm: inShort(seen.norm, 2) });
  }
}

// Whether the second half goes up as often as down, by a tenth of the loss on average.
function jumps(losses, { UPS, JUMP, FEWEST_STEPS }) {
  const half = losses.slice(Math.floor(losses.length / 2));
  const moves = half.slice(1).map((loss, k) => loss - half[k]);
  if (moves.length < FEWEST_STEPS) return false;
  const sum = xs => xs.reduce((a, b) => a + b, 0);
  const ups = moves.filter(move => move > 0).length / moves.length;
  return ups >= UPS && sum(moves.map(Math.abs)) > JUMP * sum(half.slice(1));
}
