// A net made ready to run: its graphs as tapes, for the numbers of the parameters that are given each time.
//
// In all that follows, numbers has one entry a parameter; samples are { X, y } as in training.js.

import { Refusal } from "./special.js";
import { tapeOf } from "./tape.js";
import {
  classOf, featuresGraph, lastActivation, netGraph, objectiveGraph, parametersOf, targetOf,
} from "./net.js";

export class RunningNet {
  constructor(parts, settings) {
    Object.assign(this, { parts, settings });
    this.graph = netGraph(parts, settings);
    this.places = this.graph.places;
    this.hasClasses = this.places.decision !== undefined;
    const leaves = this.places.parameters;
    const isWeight = parametersOf(settings).map(({ input }) => input !== null);
    this.reached = [...leaves.keys()].filter(k => leaves[k] !== null);
    this._weights = this.reached.filter(k => isWeight[k]);
    this._leaves = this.reached.map(k => leaves[k]);
    this._tape = tapeOf(this.graph, parts.rows, this._leaves);
    this._features = this._withTape(featuresGraph(parts, settings));
    this._prediction = this._withTape(netGraph(parts, settings, { withLoss: false }));
    this._objectives = new Map();
  }

  _withTape(graph) {
    return { places: graph.places, tape: tapeOf(graph, this.parts.rows) };
  }

  // The objective's tape for so many samples, made once for each number of them.
  _objective(count, penalty) {
    const key = penalty && penalty.kind !== "none" ? `${count} ${penalty.kind} ${penalty.strength}` : `${count}`;
    if (!this._objectives.has(key)) {
      const graph = objectiveGraph(this.parts, count, this._weights.length, penalty);
      const tape = tapeOf(graph, this.parts.rows, [...graph.losses, ...graph.weights]);
      this._objectives.set(key, { losses: graph.losses, weights: graph.weights, tape });
    }
    return this._objectives.get(key);
  }

  _load({ places, tape }, numbers) {
    for (const k of this.reached) tape.numbers[places.parameters[k]] = numbers[k];
  }

  // The loss of one sample, its numbers left in the tape; and whether its class is right.
  _forward(x, y) {
    const { places } = this;
    const { numbers } = this._tape;
    [numbers[places.x1], numbers[places.x2]] = x;
    const target = targetOf(this.parts, this.settings, y);
    if (Array.isArray(target)) target.forEach((t, k) => (numbers[places.target[k]] = t));
    else numbers[places.target] = target;
    const loss = this._tape.forward();
    return [loss, this.hasClasses && classOf(this.parts, this.settings, numbers[places.decision]) === y];
  }

  // The mean loss of a batch, with penalty, and its gradients: { loss, gradients, right }.
  gradient(numbers, { X, y }, penalty) {
    const { losses, weights, tape } = this._objective(y.length, penalty);
    const { adjoints } = this._tape;
    const gradients = new Float64Array(numbers.length);
    weights.forEach((place, i) => (tape.numbers[place] = numbers[this._weights[i]]));
    // How much each sample's loss counts depends on none of them, and so can be had before them.
    for (const place of losses) tape.numbers[place] = 0;
    tape.forward();
    tape.backward();
    weights.forEach((place, i) => (gradients[this._weights[i]] = tape.adjoints[place]));
    const shares = losses.map(place => tape.adjoints[place]);
    this._load({ places: this.places, tape: this._tape }, numbers);
    let right = 0;
    for (let i = y.length - 1; i >= 0; i--) { // the order in which Python's backward pass adds: the same rounding
      const [loss, isRight] = this._forward(X[i], y[i]);
      tape.numbers[losses[i]] = loss;
      right += isRight;
      this._tape.backward(shares[i]);
      for (let k = 0; k < this._leaves.length; k++) gradients[this.reached[k]] += adjoints[this._leaves[k]];
    }
    return { loss: tape.forward(), gradients, right };
  }

  // The mean loss, and the share of classes that are right, null where there are none: { loss, accuracy }.
  measured(numbers, { X, y }, penalty = null) {
    const { losses, weights, tape } = this._objective(y.length, penalty);
    this._load({ places: this.places, tape: this._tape }, numbers);
    let right = 0;
    X.forEach((x, i) => {
      const [loss, isRight] = this._forward(x, y[i]);
      tape.numbers[losses[i]] = loss;
      right += isRight;
    });
    weights.forEach((place, i) => (tape.numbers[place] = numbers[this._weights[i]]));
    return { loss: tape.forward(), accuracy: this.hasClasses ? right / y.length : null };
  }

  // All samples at once, as `examine` of a session gives them.
  examined(numbers, { X, y }) {
    const seen = this._tape.numbers;
    const { adjoints } = this._tape;
    const layers = this._shownLayers();
    const parameters = new Float64Array(numbers.length);
    const inputs = [];
    let total = 0;
    this._load({ places: this.places, tape: this._tape }, numbers);
    X.forEach((x, i) => {
      total += this._forward(x, y[i])[0];
      this._tape.backward();
      inputs.push(this.places.features.map(place => seen[place]));
      for (const { h, gradients, outputs, sums } of layers) {
        h.push(outputs.map(place => seen[place]));
        gradients.push(sums.map(place => adjoints[place]));
      }
      this._leaves.forEach((leaf, k) => (parameters[this.reached[k]] += adjoints[leaf]));
    });
    const targets = y.map(label => targetOf(this.parts, this.settings, label));
    const norm = Math.hypot(...parameters) / y.length;
    return { layers, X: inputs, y: targets, parameters, loss: total / y.length, norm };
  }

  // The layers without the units that are left out, each with the places of its units' sums and outputs.
  _shownLayers() {
    const { units, sums, prediction } = this.places;
    return units.map((places, k) => {
      const isLast = k === units.length - 1;
      const shown = [...places.keys()].filter(j => places[j] !== null);
      return {
        activation: isLast ? lastActivation(this.parts, this.settings) : this.settings.layers[k].activation,
        units: shown.map(j => j + 1),
        outputs: isLast && !Array.isArray(prediction) ? [prediction] : shown.map(j => places[j]),
        sums: shown.map(j => sums[k][j]),
        h: [],
        gradients: [],
      };
    });
  }

  // Runs a tape without the loss at a point, and gives it with its places.
  _at({ places, tape }, [x1, x2]) {
    tape.numbers[places.x1] = x1;
    tape.numbers[places.x2] = x2;
    tape.forward();
    return { places, numbers: tape.numbers };
  }

  inputs(x) {
    const { places, numbers } = this._at(this._features, x);
    return places.features.map(place => numbers[place]);
  }

  predict(numbers, x) {
    this._load(this._prediction, numbers);
    const { places, numbers: found } = this._at(this._prediction, x);
    const { prediction, decision } = places;
    return {
      prediction: Array.isArray(prediction) ? prediction.map(place => found[place]) : found[prediction],
      decision: this.hasClasses ? classOf(this.parts, this.settings, found[decision]) : null,
    };
  }

  grid(numbers, { size, x1, x2 }) {
    this._load(this._prediction, numbers);
    const { places } = this._prediction;
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
      const across = x1[0] + ((x1[1] - x1[0]) * (column + 0.5)) / size;
      const up = x2[0] + ((x2[1] - x2[0]) * (row + 0.5)) / size;
      const found = unlessRefused(() => this._at(this._prediction, [across, up]).numbers, null);
      for (const [place, values] of filled) values[k] = found ? found[place] : NaN;
    }
    return fields;
  }

  // The graph of one sample's loss, for engine.js.
  sampleGraph(numbers, [x1, x2], y) {
    const { nodes, output, places } = this.graph;
    const given = new Map([[places.x1, x1], [places.x2, x2]]);
    for (const k of this.reached) given.set(places.parameters[k], numbers[k]);
    const target = [targetOf(this.parts, this.settings, y)].flat();
    [places.target].flat().forEach((place, k) => given.set(place, target[k]));
    return { nodes: nodes.map((node, k) => ({ ...node, number: given.get(k) ?? node.number })), output, places };
  }

  // What an operation refused on the way to a sample's loss, as engine.js's `sentence` takes it.
  refusal(error) {
    const node = this.graph.nodes[error.node];
    if (!node || !node.inputs) return null;
    const operands = node.inputs.flat().map(k => ({ label: this.graph.nodes[k].label, number: this._tape.numbers[k] }));
    return { node: error.node, name: this.parts.rows[node.row].name, kind: error.kind, operands };
  }
}

// What `compute` gives, or `otherwise` where an operation refuses.
export function unlessRefused(compute, otherwise) {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return otherwise;
  }
}
