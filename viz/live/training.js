// A training of the page, number for number as nn.fit runs it in the eager engine: same seed, same losses to 1e-9.
//
//   createSession(parts, settings, samples, state = null) → session
//
// parts: { ...data of viz.classroom.playground_parts, rows, moved, drawn }, the last three declared by its script.
// settings: those of a net (`net.js`), and {
//   initializer: one of parts.initializers
//   optimizer: { name: a key of parts.optimizers, learning_rate, and by name any of parts.optimizers[name].settings }
//   batchSize: samples a step averages over; null for all of them
//   penalty: { kind: "none", "l1" or "l2", strength }, on all weights, biases left out
//   seed: a whole number; draws the first weights as nn.MLP(…, seed=seed), shuffles as nn.fit(…, seed=seed)
// }
// samples: { train: { X: [[x1, x2], …], y: […] }, test: { X, y } or null }; y: classes from 0 up, or numbers
// state: what session.toJSON() gave; the training goes on from there, with the same numbers as if it had not stopped
//
// A session has
//   parameters        [{ name, layer, unit, input }, …], input null for a bias
//   numbers           Float64Array, one a parameter; written by step, epoch, set and reset alone
//   gradients         Float64Array: those of the last batch, penalty included; 0 before the first
//   epochs, steps     whole epochs, and batches, that have been run
//   position          how many samples of the epoch that has begun are done, 0 between two epochs
//   history           { losses, accuracies, gradientNorms, testLosses, testAccuracies }, one entry an epoch, accuracies
//                     empty for regression, and batchLosses, one a step
//   stopped           null, or why training ended: { epoch, rate, parameter, refusal }: a parameter's name that would
//                     not be finite, or what an operation refused, as engine.js's `sentence` takes it; numbers are
//                     then those before the epoch, as in nn.fit
//   step()            one batch → { loss, norm, right, count, samples: places in train }, null if stopped
//   epoch()           the batches to the end of the epoch → { loss, accuracy, norm, testLoss, testAccuracy } or null
//   evaluate(which)   "train" or "test" → { loss, accuracy }, accuracy null for regression; without penalty; null for none;
//                     loss NaN where an operation refuses
//   predict(x)        [x1, x2] → { prediction, decision }: a number or an array of them; the class, null for regression
//   grid({ size, x1, x2 })  x1, x2: [from, to] → { features, sums, units, prediction }: for each feature, for each layer a
//                     list with one a unit (null for one left out), for each number of the prediction a Float64Array of
//                     size·size numbers, row by row, the first row that of the largest x2; NaN where refused
//   graph(x, y)       the graph of one sample's loss for engine.js → { nodes, output, places }, its leaves at their
//                     numbers; places as in net.js
//   batchGradient(samples)  what step() would compute for these places in train → { loss, gradients, right }; moves nothing
//   lossAt(numbers)   the mean training loss, with penalty, at other parameters; moves nothing; NaN where refused
//   set(name, number) sets a parameter by hand
//   adjust(changes)   changes optimizer, batchSize, penalty, or removed; keeps numbers (a new optimizer forgets); a
//                     batch size counts from the next epoch
//   reset()           back to the first numbers
//   toJSON()          all that a state needs

import { Random } from "./random.js";
import { Refusal } from "./special.js";
import { tapeOf } from "./tape.js";
import { classOf, layerSizes, netGraph, objectiveGraph, parametersOf, targetOf } from "./net.js";

// The first numbers: as nn.MLP draws them, unit by unit, biases 0.
export function firstNumbers(parts, settings) {
  const generator = new Random(settings.seed);
  const draw = parts.drawn[settings.initializer];
  const sizes = layerSizes(settings);
  const below = [settings.features.length, ...sizes];
  return Float64Array.from(parametersOf(settings), ({ layer, input }) =>
    input === null ? 0 : draw(below[layer - 1], sizes[layer - 1], generator)
  );
}

// What moves a parameter: (w, g, step, memory) → [w, ...memory].
function moverOf(parts, optimizer) {
  const { settings, remembers } = parts.optimizers[optimizer.name];
  const chosen = { ...settings, ...optimizer };
  const flags = Object.keys(settings).filter(name => settings[name] === false && chosen[name]);
  const numbers = Object.keys(settings).filter(name => typeof settings[name] !== "boolean").map(name => chosen[name]);
  const formula = parts.moved[[optimizer.name, ...flags].join(" ")];
  const move = (w, g, step, memory) => formula(w, g, optimizer.learning_rate, step, ...memory, ...numbers);
  return { move, remembers };
}

class Session {
  constructor(parts, settings, samples) {
    this.parts = parts;
    this.settings = structuredClone(settings);
    this.samples = samples;
    this.parameters = parametersOf(settings);
    this._build();
    this.reset();
  }

  reset() {
    this.numbers = firstNumbers(this.parts, this.settings);
    this.gradients = new Float64Array(this.numbers.length);
    this.epochs = this.steps = this.position = 0;
    this.stopped = null;
    const names = ["losses", "accuracies", "gradientNorms", "testLosses", "testAccuracies", "batchLosses"];
    this.history = Object.fromEntries(names.map(name => [name, []]));
    this._generator = new Random(this.settings.seed);
    this._batches = [];
    this._order = null;
    this._forget();
  }

  // What the optimizer remembers of each parameter, and how many steps each has made.
  _forget() {
    const { remembers } = moverOf(this.parts, this.settings.optimizer);
    this._memory = remembers.map(() => new Float64Array(this.numbers.length));
    this._counts = new Int32Array(this.numbers.length);
  }

  _build() {
    const { parts, settings } = this;
    this._net = netGraph(parts, settings);
    const leaves = this._net.places.parameters;
    this._reached = [...leaves.keys()].filter(k => leaves[k] !== null);
    this._leaves = this._reached.map(k => leaves[k]);
    this._tape = tapeOf(this._net, parts.rows, this._leaves);
    this._prediction = null;
    this._objectives = new Map();
  }

  // The objective's tape for so many samples, made once for each number of them.
  _objective(count, penalty) {
    const key = `${count} ${penalty && penalty.kind !== "none" ? `${penalty.kind} ${penalty.strength}` : ""}`;
    if (!this._objectives.has(key)) {
      const graph = objectiveGraph(this.parts, count, this._reachedWeights.length, penalty);
      this._objectives.set(key, { ...graph, tape: tapeOf(graph, this.parts.rows, [...graph.losses, ...graph.weights]) });
    }
    return this._objectives.get(key);
  }

  get _reachedWeights() {
    return this._reached.filter(k => this.parameters[k].input !== null);
  }

  _load(tape, leaves, numbers) {
    for (let i = 0; i < leaves.length; i++) tape.numbers[leaves[i]] = numbers[this._reached[i]];
  }

  // The loss of one sample, its numbers left in the tape; and whether its class is right.
  _forward(x, y) {
    const { numbers } = this._tape;
    const { places } = this._net;
    [numbers[places.x1], numbers[places.x2]] = x;
    const target = targetOf(this.parts, this.settings, y);
    if (Array.isArray(target)) target.forEach((t, k) => (numbers[places.target[k]] = t));
    else numbers[places.target] = target;
    const loss = this._tape.forward();
    const isRight = places.decision !== undefined && classOf(this.parts, this.settings, numbers[places.decision]) === y;
    return [loss, isRight];
  }

  batchGradient(samples) {
    const { X, y } = this.samples.train;
    const { adjoints } = this._tape;
    const gradients = new Float64Array(this.numbers.length);
    const objective = this._objective(samples.length, this.settings.penalty);
    const weights = this._reachedWeights;
    objective.weights.forEach((place, i) => (objective.tape.numbers[place] = this.numbers[weights[i]]));
    // How much each sample's loss counts depends on none of them, and so can be had before them.
    objective.tape.numbers.fill(0, objective.losses[0], objective.losses[0] + samples.length);
    objective.tape.forward();
    objective.tape.backward();
    objective.weights.forEach((place, i) => (gradients[weights[i]] = objective.tape.adjoints[place]));
    const shares = objective.losses.map(place => objective.tape.adjoints[place]);
    this._load(this._tape, this._leaves, this.numbers);
    let right = 0;
    for (let i = samples.length - 1; i >= 0; i--) { // the order in which Python's backward pass adds: the same rounding
      const [loss, isRight] = this._forward(X[samples[i]], y[samples[i]]);
      objective.tape.numbers[objective.losses[i]] = loss;
      right += isRight;
      this._tape.backward(shares[i]);
      for (let k = 0; k < this._leaves.length; k++) gradients[this._reached[k]] += adjoints[this._leaves[k]];
    }
    return { loss: objective.tape.forward(), gradients, right };
  }

  step() {
    if (this.stopped) return null;
    if (this.position === 0) this._beginEpoch();
    const count = this._order.length;
    const samples = this._order.slice(this.position, this.position + (this._batchSize ?? count));
    try {
      const { loss, gradients, right } = this.batchGradient(samples);
      this._move(gradients);
      this.gradients = gradients;
      const norm = Math.hypot(...gradients);
      this._batches.push({ loss, norm, right, count: samples.length });
      this.history.batchLosses.push(loss);
      this.steps++;
      this.position += samples.length;
      if (this.position >= count) this._endEpoch();
      return { loss, norm, right, count: samples.length, samples };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Diverged)) throw error;
      this._stop(error);
      return null;
    }
  }

  // Every parameter moves, or none.
  _move(gradients) {
    const { move } = moverOf(this.parts, this.settings.optimizer);
    const moved = this._reached.map(k => {
      const memory = this._memory.map(remembered => remembered[k]);
      return move(this.numbers[k], gradients[k], this._counts[k] + 1, memory);
    });
    const worst = moved.findIndex(after => !after.every(Number.isFinite));
    if (worst >= 0) throw new Diverged(this.parameters[this._reached[worst]].name);
    this._reached.forEach((k, i) => {
      const [number, ...memory] = moved[i];
      this.numbers[k] = number;
      memory.forEach((entry, m) => (this._memory[m][k] = entry));
      this._counts[k]++;
    });
  }

  _beginEpoch() {
    this._before = this._snapshot();
    this._batches = [];
    this._batchSize = this.settings.batchSize;
    this._order = [...this.samples.train.y.keys()];
    if (this._batchSize !== null) this._generator.shuffle(this._order);
  }

  _endEpoch() {
    const count = this._order.length;
    const total = of => this._batches.reduce((sum, batch) => sum + of(batch), 0);
    const { test } = this.samples;
    const tested = test && test.y.length ? this._measured(test, this.numbers, null) : null; // may refuse: before all else
    this.position = 0;
    this.epochs++;
    this.history.losses.push(total(batch => batch.loss * batch.count) / count);
    this.history.gradientNorms.push(total(batch => batch.norm) / this._batches.length);
    if (this._net.places.decision !== undefined) this.history.accuracies.push(total(batch => batch.right) / count);
    if (!tested) return;
    this.history.testLosses.push(tested.loss);
    if (tested.accuracy !== null) this.history.testAccuracies.push(tested.accuracy);
  }

  _snapshot() {
    return {
      numbers: this.numbers.slice(),
      memory: this._memory.map(remembered => remembered.slice()),
      counts: this._counts.slice(),
      steps: this.steps,
    };
  }

  // Back to before the epoch, as nn.fit does it.
  _stop(error) {
    const refusal = error instanceof Refusal ? this._refused(error) : null;
    const rate = this.settings.optimizer.learning_rate;
    this.stopped = { epoch: this.epochs + 1, rate, parameter: error.parameter || "", refusal };
    const { numbers, memory, counts, steps } = this._before;
    this.numbers.set(numbers);
    [this._memory, this._counts, this.steps, this.position] = [memory, counts, steps, 0];
    this.history.batchLosses.length = steps;
  }

  _refused(error) {
    if (error.node === undefined) return null;
    const node = this._net.nodes[error.node];
    const operands = node.inputs.flat().map(k => ({ label: this._net.nodes[k].label, number: this._tape.numbers[k] }));
    return { node: error.node, name: this.parts.rows[node.row].name, kind: error.kind, operands };
  }

  epoch() {
    const { epochs } = this;
    while (this.epochs === epochs && !this.stopped) this.step();
    if (this.stopped) return null;
    const last = name => this.history[name].at(-1) ?? null;
    const [loss, norm] = [last("losses"), last("gradientNorms")];
    return { loss, accuracy: last("accuracies"), norm, testLoss: last("testLosses"), testAccuracy: last("testAccuracies") };
  }

  evaluate(which) {
    const samples = this.samples[which];
    if (!samples || !samples.y.length) return null;
    const refused = { loss: NaN, accuracy: this._net.places.decision === undefined ? null : NaN };
    return unlessRefused(() => this._measured(samples, this.numbers, null), refused);
  }

  lossAt(numbers) {
    const { train } = this.samples;
    return unlessRefused(() => this._measured(train, numbers, this.settings.penalty).loss, NaN);
  }

  _measured({ X, y }, numbers, penalty) {
    const { tape, losses, weights } = this._objective(y.length, penalty);
    this._load(this._tape, this._leaves, numbers);
    let right = 0;
    X.forEach((x, i) => {
      const [loss, isRight] = this._forward(x, y[i]);
      tape.numbers[losses[i]] = loss;
      right += isRight;
    });
    const reached = this._reachedWeights;
    weights.forEach((place, i) => (tape.numbers[place] = numbers[reached[i]]));
    return { loss: tape.forward(), accuracy: this._net.places.decision === undefined ? null : right / y.length };
  }

  // The tape without the loss, its parameters at the numbers that they have.
  _predicting() {
    if (!this._prediction) {
      const graph = netGraph(this.parts, this.settings, { withLoss: false });
      const leaves = this._reached.map(k => graph.places.parameters[k]);
      this._prediction = { ...graph, leaves, tape: tapeOf(graph, this.parts.rows) };
    }
    this._load(this._prediction.tape, this._prediction.leaves, this.numbers);
    return this._prediction;
  }

  predict([x1, x2]) {
    const { tape, places } = this._predicting();
    [tape.numbers[places.x1], tape.numbers[places.x2]] = [x1, x2];
    tape.forward();
    const number = place => tape.numbers[place];
    const prediction = Array.isArray(places.prediction) ? places.prediction.map(number) : number(places.prediction);
    const hasClass = places.decision !== undefined;
    return { prediction, decision: hasClass ? classOf(this.parts, this.settings, number(places.decision)) : null };
  }

  grid({ size, x1, x2 }) {
    const { tape, places } = this._predicting();
    const { numbers } = tape;
    const filled = [];
    const field = place => {
      if (place === null) return null;
      const values = new Float64Array(size * size);
      filled.push([place, values]);
      return values;
    };
    const fields = {
      features: places.features.map(field),
      sums: places.sums.map(layer => layer.map(field)),
      units: places.units.map(layer => layer.map(field)),
      prediction: [places.prediction].flat().map(field),
    };
    for (let k = 0; k < size * size; k++) {
      const [row, column] = [Math.floor(k / size), k % size];
      numbers[places.x1] = x1[0] + ((x1[1] - x1[0]) * (column + 0.5)) / size;
      numbers[places.x2] = x2[1] - ((x2[1] - x2[0]) * (row + 0.5)) / size;
      const isDefined = unlessRefused(() => (tape.forward(), true), false);
      for (const [place, values] of filled) values[k] = isDefined ? numbers[place] : NaN;
    }
    return fields;
  }

  graph([x1, x2], y) {
    const { nodes, output, places } = this._net;
    const numbers = new Map([[places.x1, x1], [places.x2, x2]]);
    this._leaves.forEach((leaf, i) => numbers.set(leaf, this.numbers[this._reached[i]]));
    const target = [targetOf(this.parts, this.settings, y)].flat();
    [places.target].flat().forEach((place, k) => numbers.set(place, target[k]));
    return { nodes: nodes.map((node, k) => ({ ...node, number: numbers.get(k) ?? node.number })), output, places };
  }

  set(name, number) {
    const k = this.parameters.findIndex(parameter => parameter.name === name);
    if (k < 0 || !Number.isFinite(number)) throw new RangeError(`expected a parameter and a number, got ${name}, ${number}`);
    this.numbers[k] = number;
  }

  adjust(changes) {
    const before = this.settings.optimizer.name;
    Object.assign(this.settings, structuredClone(changes));
    if (this.settings.optimizer.name !== before) this._forget();
    if (changes.removed) this._build();
  }

  toJSON() {
    const { settings, epochs, steps, position, history, stopped } = this;
    return structuredClone({
      ...{ settings, epochs, steps, position, history, stopped },
      numbers: [...this.numbers],
      gradients: [...this.gradients],
      memory: this._memory.map(remembered => [...remembered]),
      counts: [...this._counts],
      generator: this._generator.getState(),
      ...{ order: this._order, batchSize: this._batchSize ?? null, batches: this._batches },
    });
  }

  // Takes up what `toJSON` gave.
  resume(state) {
    const { epochs, steps, position, history, stopped } = structuredClone(state);
    Object.assign(this, { epochs, steps, position, history, stopped });
    this.numbers = Float64Array.from(state.numbers);
    this.gradients = Float64Array.from(state.gradients);
    this._memory = state.memory.map(remembered => Float64Array.from(remembered));
    this._counts = Int32Array.from(state.counts);
    this._generator.setState(state.generator);
    this._order = state.order && [...state.order];
    this._batchSize = state.batchSize;
    this._batches = structuredClone(state.batches);
    this._before = this._snapshot(); // in the middle of an epoch, so far back only as the state itself
  }
}

// What `compute` gives, or `otherwise` where an operation refuses.
function unlessRefused(compute, otherwise) {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return otherwise;
  }
}

class Diverged extends Error {
  constructor(parameter) {
    super(`${parameter} would not be finite`);
    this.parameter = parameter;
  }
}

export function createSession(parts, settings, samples, state = null) {
  const session = new Session(parts, settings, samples);
  if (state) session.resume(state);
  return session;
}
