// A net, put together from the recorded parts of nn's own nets: `parts`, which viz.classroom.playground_parts writes.
//
// settings: {
//   problem: a key of parts.problems: "two classes", "three classes", "regression"
//   loss: one of parts.problems[problem]
//   features: keys of parts.features, at least one: "x1", "x2", "x1 ** 2", "x2 ** 2", "x1 * x2", "sin(x1)", "sin(x2)"
//   layers: the hidden ones, [{ units, activation }, …], activation a key of parts.units
//   removed: the hidden units that are left out, [[layer, unit], …], both from 1 up; may be missing
// }
// The graph of a net is one of `engine.js`, with places of what the page wants to find in it.

export const CLASSES = 3;

// A name of the slides: "w_21^(1)" leads from input 2 to unit 1 of layer 1, as nn calls it.
export function slideName(letter, indices, layer) {
  const separator = indices.some(index => index > 9) ? "," : "";
  return `${letter}_${indices.join(separator)}^(${layer})`;
}

// How many units each layer has, the last one being the output.
export function layerSizes(settings) {
  return [...settings.layers.map(layer => layer.units), settings.problem === "three classes" ? CLASSES : 1];
}

// The output function of a net with these settings, as nn.MLP has it.
export const outputOf = (parts, settings) => parts.problems[settings.problem][settings.loss];

// The activation of the last layer's units; a softmax comes after them.
export function lastActivation(parts, settings) {
  const output = outputOf(parts, settings);
  return output === "softmax" ? "linear" : output;
}

// The parameters, in the order of nn's model.parameters(): { name, layer, unit, input }, input null for a bias.
export function parametersOf(settings) {
  const found = [];
  let nin = settings.features.length;
  layerSizes(settings).forEach((units, k) => {
    const layer = k + 1;
    for (let unit = 1; unit <= units; unit++) {
      for (let input = 1; input <= nin; input++) {
        found.push({ name: slideName("w", [input, unit], layer), layer, unit, input });
      }
      found.push({ name: slideName("b", [unit], layer), layer, unit, input: null });
    }
    nin = units;
  });
  return found;
}

class Graph {
  constructor() {
    this.nodes = [];
  }

  leaf(label, number = 0) {
    return this.nodes.push({ kind: "leaf", label, number }) - 1;
  }

  constant(number, label = "") {
    return this.nodes.push({ kind: "constant", label, number }) - 1;
  }

  // Joins a recorded graph to what is given for its slots: places of nodes. Gives the places of its outputs.
  add(recorded, given, rename = label => label) {
    const at = [];
    for (const node of recorded.nodes) {
      if (node.slot !== undefined) at.push(node.element === null ? given[node.slot] : given[node.slot][node.element]);
      else if (node.row === undefined) at.push(this.constant(node.number));
      else {
        const inputs = node.inputs.map(input => inputOf(input, at, given));
        at.push(this.nodes.push({ kind: "operation", label: rename(node.label), row: node.row, inputs }) - 1);
      }
    }
    return recorded.outputs.map(output => at[output]);
  }
}

function inputOf(input, at, given) {
  if (typeof input === "number") return at[input];
  return Array.isArray(input) ? input.map(k => at[k]) : [...given[input.vector]];
}

// x1, x2 and the features that are made of them, added to a graph.
function withFeatures(graph, parts, settings) {
  const [x1, x2] = [graph.leaf("x_1"), graph.leaf("x_2")];
  return { x1, x2, features: settings.features.map(name => graph.add(parts.features[name], { x1, x2 })[0]) };
}

// The graph of what a net is fed with.
export function featuresGraph(parts, settings) {
  const graph = new Graph();
  const places = withFeatures(graph, parts, settings);
  return { nodes: graph.nodes, output: graph.nodes.length - 1, places };
}

// The graph of one sample: from x1, x2 and the parameters to the prediction and, if asked for, to the loss.
//
// Gives { nodes, output, places }, in which places are those of
//   x1, x2            the inputs
//   features          what the first layer is fed with
//   parameters        one entry a parameter, null where it leads into or out of a unit that is left out
//   sums, units       of each layer, z and h of each unit, null for one that is left out
//   output            what is decided on: a sum or an output, one place or one a class
//   prediction        what the net gives: one place, or one probability a class
//   target            what the loss compares with: one place, or one a class
//   decision          the class that the prediction stands for; undefined for none
export function netGraph(parts, settings, { withLoss = true } = {}) {
  const graph = new Graph();
  const places = { ...withFeatures(graph, parts, settings), parameters: [], sums: [], units: [] };
  const loss = parts.losses[settings.loss];
  const output = outputOf(parts, settings);
  const isRemoved = (layer, unit) => (settings.removed || []).some(([l, u]) => l === layer && u === unit);

  let below = places.features;
  const sizes = layerSizes(settings);
  sizes.forEach((units, k) => {
    const layer = k + 1;
    const isLast = layer === sizes.length;
    const last = loss.takesLogits ? "linear" : lastActivation(parts, settings);
    const activation = isLast ? last : settings.layers[k].activation;
    const [sums, outputs] = [[], []];
    for (let unit = 1; unit <= units; unit++) {
      const isOut = isRemoved(layer, unit);
      const leaf = name => (isOut ? null : graph.leaf(name));
      const weights = below.map((h, i) => (h === null ? null : leaf(slideName("w", [i + 1, unit], layer))));
      const bias = leaf(slideName("b", [unit], layer));
      places.parameters.push(...weights, bias);
      if (isOut) {
        sums.push(null);
        outputs.push(null);
        continue;
      }
      const given = { weights: weights.filter(w => w !== null), inputs: below.filter(h => h !== null), bias };
      const rename = label => (label ? slideName(isLast && loss.takesLogits ? "z" : label, [unit], layer) : "");
      const [h] = graph.add(parts.units[activation], given, rename);
      outputs.push(h);
      sums.push(graph.nodes.findLastIndex(node => node.row === "dot" && node.inputs[2] === bias));
    }
    places.sums.push(sums);
    places.units.push(outputs);
    below = outputs;
  });

  const single = list => (list.length === 1 ? list[0] : list);
  places.output = single(below);
  const applied = loss.takesLogits ? parts.outputs[output] : null;
  const names = label => label || "";
  places.prediction = applied ? single(graph.add(applied, { z: below }, names)) : places.output;
  if (loss.decision) [places.decision] = graph.add(loss.decision, { prediction: places.output });
  if (!withLoss) return { nodes: graph.nodes, output: graph.nodes.length - 1, places };
  const areSeveral = loss.targets === "one-hot";
  places.target = areSeveral ? below.map((_, k) => graph.constant(0, `y_${k + 1}`)) : graph.constant(0, "y");
  const [result] = graph.add(loss, { prediction: places.output, target: places.target });
  return { nodes: graph.nodes, output: result, places };
}

// A target as the loss wants it: a number, or one number a class. y is a class, from 0 up, or for regression a number.
export function targetOf(parts, settings, y) {
  const { targets } = parts.losses[settings.loss];
  if (targets === "one-hot") return Array.from({ length: CLASSES }, (_, k) => Number(k === y));
  return targets === "signs" ? 2 * y - 1 : y;
}

// The class that a decision stands for: 0, 1, …; those of the hinge loss are −1 and 1.
export const classOf = (parts, settings, decision) =>
  parts.losses[settings.loss].targets === "signs" ? (decision + 1) / 2 : decision;

// The objective of a batch of `count` samples: the mean of their losses, and a penalty on the weights if there is one.
// Gives { nodes, output, losses, weights }, the places of its leaves.
export function objectiveGraph(parts, count, weightCount, penalty) {
  const graph = new Graph();
  const losses = Array.from({ length: count }, (_, k) => graph.leaf(`ℓ_${k + 1}`));
  const [mean] = graph.add(parts.mean, { losses, count: graph.constant(count) });
  if (!penalty || penalty.kind === "none") return { nodes: graph.nodes, output: mean, losses, weights: [] };
  const weights = Array.from({ length: weightCount }, (_, k) => graph.leaf(`w_${k + 1}`));
  const strength = graph.constant(penalty.strength);
  const penalties = weights.map(weight => graph.add(parts.penalties[penalty.kind], { weight, strength })[0]);
  const [output] = graph.add(parts.penalised, { loss: mean, penalties });
  return { nodes: graph.nodes, output, losses, weights };
}
