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
//   numbers: the first numbers of all parameters, instead of the initializer's; null or missing for those
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
//   trail             the numbers at the start, and after epochs, for surface.js: a Trail, as in trail.js
//   stopped           null, or why training ended: { epoch, rate, parameter, refusal }: a parameter's name that would
//                     not be finite, or what an operation refused, as engine.js's `sentence` takes it; numbers are
//                     then those before the epoch, as in nn.fit
//   step()            one batch → { loss, norm, right, count, samples: places in train }, null if stopped
//   epoch()           the batches to the end of the epoch → { loss, accuracy, norm, testLoss, testAccuracy } or null
//   evaluate(which)   "train" or "test" → { loss, accuracy }, without penalty, accuracy null for regression, NaN where an
//                     operation refuses; null where there are no samples
//   predict(x)        [x1, x2] → { prediction, decision }: a number or an array of them; the class, null for regression;
//                     throws a Refusal, where an operation refuses
//   grid({ size, x1, x2 })  x1, x2: [from, to] → { features, sums, units, prediction }: for each feature, each unit of
//                     each layer (null for one left out), each number of the prediction a Float64Array of size·size
//                     numbers, row by row, the first row that of the smallest x2; NaN where an operation refuses
//   graph(x, y)       the graph of one sample's loss for engine.js → { nodes, output, places }, its leaves at their
//                     numbers; places as in net.js
//   batchGradient(samples)  what step() would compute for these places in train → { loss, gradients, right }
//   lossAt(numbers)   the mean training loss, with penalty, at other parameters; NaN where an operation refuses
//   examine()         all training samples at once → { layers: [{ activation, units, h, gradients }, …], X, y,
//                     parameters, loss, norm }: of each layer the numbers of its units, their outputs and ∂ℓ/∂z, a list
//                     a sample; what the net is fed with, the targets; of each parameter the sum of its gradients; the
//                     mean loss without penalty, and how long its gradient is. Throws a Refusal, as predict does
//   inputs(x)         what the net is fed with at [x1, x2]: one number a feature
//   reached           places of the parameters that the loss depends on: all, but for those of units that are left out
//   set(name, number) sets a parameter by hand
//   adjust(changes)   changes optimizer, batchSize, penalty, or removed; keeps numbers (a new optimizer forgets); a
//                     batch size counts from the next epoch; what has stopped may go on after it, as after `set`
//   reset()           back to the first numbers
//   toJSON()          all that a state needs

import { Random } from "./random.js";
import { Refusal } from "./special.js";
import { layerSizes, parametersOf } from "./net.js";
import { Trail } from "./trail.js";
import { RunningNet, unlessRefused } from "./running.js";

// The first numbers: those given, or as nn.MLP draws them, unit by unit, biases 0.
export function firstNumbers(parts, settings) {
  if (settings.numbers) return Float64Array.from(settings.numbers);
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
    this._net = new RunningNet(parts, this.settings);
    this.reset();
  }

  get reached() {
    return this._net.reached;
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
    this.trail = new Trail();
    this.trail.add(this.numbers);
    this._forget();
  }

  // What the optimizer remembers of each parameter, and how many steps each has made.
  _forget() {
    const { remembers } = moverOf(this.parts, this.settings.optimizer);
    this._memory = remembers.map(() => new Float64Array(this.numbers.length));
    this._counts = new Int32Array(this.numbers.length);
  }

  batchGradient(places) {
    const { X, y } = this.samples.train;
    const batch = { X: places.map(k => X[k]), y: places.map(k => y[k]) };
    return this._net.gradient(this.numbers, batch, this.settings.penalty);
  }

  step() {
    if (this.stopped) return null;
    if (this.position === 0) this._beginEpoch();
    const samples = this._order.slice(this.position, this.position + (this._batchSize ?? this._order.length));
    try {
      const { loss, gradients, right } = this.batchGradient(samples);
      this._move(gradients);
      this.gradients = gradients;
      const batch = { loss, norm: Math.hypot(...gradients), right, count: samples.length };
      this._batches.push(batch);
      this.history.batchLosses.push(loss);
      this.steps++;
      this.position += samples.length;
      if (this.position >= this._order.length) this._endEpoch();
      return { ...batch, samples };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Diverged)) throw error;
      this._stop(error);
      return null;
    }
  }

  // Every parameter moves, or none.
  _move(gradients) {
    const { move } = moverOf(this.parts, this.settings.optimizer);
    const moved = this.reached.map(k => {
      const memory = this._memory.map(remembered => remembered[k]);
      return move(this.numbers[k], gradients[k], this._counts[k] + 1, memory);
    });
    const worst = moved.findIndex(after => !after.every(Number.isFinite));
    if (worst >= 0) throw new Diverged(this.parameters[this.reached[worst]].name);
    this.reached.forEach((k, i) => {
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
    const tested = this._has("test") ? this._net.measured(this.numbers, this.samples.test) : null; // may refuse: first
    const count = this._order.length;
    const total = of => this._batches.reduce((sum, batch) => sum + of(batch), 0);
    this.position = 0;
    this.epochs++;
    this.trail.add(this.numbers);
    this.history.losses.push(total(batch => batch.loss * batch.count) / count);
    this.history.gradientNorms.push(total(batch => batch.norm) / this._batches.length);
    if (this._net.hasClasses) this.history.accuracies.push(total(batch => batch.right) / count);
    if (!tested) return;
    this.history.testLosses.push(tested.loss);
    if (tested.accuracy !== null) this.history.testAccuracies.push(tested.accuracy);
  }

  _has(which) {
    return Boolean(this.samples[which] && this.samples[which].y.length);
  }

  _snapshot() {
    return {
      numbers: this.numbers.slice(),
      memory: this._memory.map(remembered => remembered.slice()),
      counts: this._counts.slice(),
      generator: this._generator.getState(),
      steps: this.steps,
    };
  }

  // Back to before the epoch, as nn.fit does it.
  _stop(error) {
    const refusal = error instanceof Refusal ? this._net.refusal(error) : null;
    const rate = this.settings.optimizer.learning_rate;
    this.stopped = { epoch: this.epochs + 1, rate, parameter: error.parameter || "", refusal };
    const { numbers, memory, counts, generator, steps } = this._before;
    this.numbers.set(numbers);
    [this._memory, this._counts, this.steps, this.position] = [memory, counts, steps, 0];
    this._generator.setState(generator);
    this.history.batchLosses.length = steps;
  }

  epoch() {
    const { epochs } = this;
    while (this.epochs === epochs && !this.stopped) this.step();
    if (this.stopped) return null;
    const last = name => this.history[name].at(-1) ?? null;
    return {
      loss: last("losses"),
      accuracy: last("accuracies"),
      norm: last("gradientNorms"),
      testLoss: last("testLosses"),
      testAccuracy: last("testAccuracies"),
    };
  }

  evaluate(which) {
    if (!this._has(which)) return null;
    const refused = { loss: NaN, accuracy: this._net.hasClasses ? NaN : null };
    return unlessRefused(() => this._net.measured(this.numbers, this.samples[which]), refused);
  }

  lossAt(numbers) {
    return unlessRefused(() => this._net.measured(numbers, this.samples.train, this.settings.penalty).loss, NaN);
  }

  // Where a loss takes probabilities, one of 0 is no finding: the same loss on logits has its gradient there, too.
  examine() {
    const { onLogits } = this.parts.losses[this.settings.loss];
    const net = onLogits ? new RunningNet(this.parts, { ...this.settings, loss: onLogits }) : this._net;
    return net.examined(this.numbers, this.samples.train);
  }

  inputs(x) {
    return this._net.inputs(x);
  }

  predict(x) {
    return this._net.predict(this.numbers, x);
  }

  grid(area) {
    return this._net.grid(this.numbers, area);
  }

  graph(x, y) {
    return this._net.sampleGraph(this.numbers, x, y);
  }

  set(name, number) {
    const k = this.parameters.findIndex(parameter => parameter.name === name);
    const isNumber = Number.isFinite(number);
    if (k < 0 || !isNumber) throw new RangeError(`expected a parameter and a number, got ${name}, ${number}`);
    this.numbers[k] = number;
    this.stopped = null;
  }

  adjust(changes) {
    const before = this.settings.optimizer.name;
    Object.assign(this.settings, structuredClone(changes));
    if (this.settings.optimizer.name !== before) this._forget();
    if (changes.removed) this._net = new RunningNet(this.parts, this.settings);
    this.stopped = null;
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
    this.trail.clear();
    this.trail.add(this.numbers);
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
