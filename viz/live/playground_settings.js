// What is chosen in the playground: in one flat record, as the address has it, and as a session takes it.

import { listOf, ranged, oneOf, switched } from "./address.js";

export const SAMPLE_COUNT = 200; // of a shape, for learning and testing together

// What an address may say of each setting: a function from a text to the setting, undefined for nonsense.
export function allowedIn(parts, shapes, limits) {
  const problems = Object.keys(parts.problems);
  const losses = Object.values(parts.problems).flatMap(losses => Object.keys(losses));
  const features = Object.keys(parts.features);
  const feature = text => features.find(name => name.replaceAll(" ", "") === text.replaceAll(" ", ""));
  const activation = oneOf(Object.keys(parts.units));
  return {
    problem: oneOf(problems),
    shape: oneOf(shapes),
    noise: ranged(0, 1),
    testShare: ranged(0, 0.9),
    batchSize: text => (text === "all" ? null : ranged(1, limits.samples, true)(text)),
    seed: ranged(0, 2 ** 31, true),
    features: text => {
      const found = listOf(feature, 1, features.length)(text);
      return found && features.filter(name => found.includes(name));
    },
    layers: listOf(ranged(1, limits.units, true), 0, limits.layers),
    activations: listOf(activation, 0, limits.layers),
    loss: oneOf(losses),
    initializer: oneOf(parts.initializers),
    optimizer: oneOf(Object.keys(parts.optimizers)),
    rate: ranged(1e-7, 1000),
    momentum: ranged(0, 0.999),
    penalty: oneOf(["none", "l1", "l2"]),
    strength: ranged(0, 100),
    showTest: switched,
    discretize: switched,
  };
}

// Settings in which all fit together: an activation for each layer, a loss and a shape for the problem.
export function fitting(settings, parts, shapesOf) {
  const losses = Object.keys(parts.problems[settings.problem]);
  const shapes = shapesOf(settings.problem);
  const last = settings.activations.at(-1) ?? "tanh";
  return {
    ...settings,
    loss: losses.includes(settings.loss) ? settings.loss : losses[0],
    shape: shapes.includes(settings.shape) ? settings.shape : shapes[0],
    activations: settings.layers.map((_, l) => settings.activations[l] ?? last),
  };
}

// The settings as `training.js` takes them.
export const sessionSettings = (settings, removed) => ({
  problem: settings.problem,
  loss: settings.loss,
  features: settings.features,
  layers: settings.layers.map((units, l) => ({ units, activation: settings.activations[l] })),
  initializer: settings.initializer,
  optimizer: optimizerIn(settings),
  batchSize: settings.batchSize,
  penalty: { kind: settings.penalty, strength: settings.strength },
  seed: settings.seed,
  removed,
});

export const optimizerIn = ({ optimizer, rate, momentum }) => ({
  name: optimizer, learning_rate: rate, ...(optimizer === "SGD" ? { momentum } : {}),
});
