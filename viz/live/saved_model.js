// A net in a file of nn: what `nn.save` writes and `nn.load` reads.

import { layerSizes, outputOf } from "./net.js";

const FORMAT = { format: "chalkgrad model", version: 1, kind: "MLP" };

// A session's net as the text of such a file.
export function savedModel(parts, session) {
  const { settings, parameters, numbers } = session;
  return JSON.stringify({
    ...FORMAT,
    architecture: {
      nin: settings.features.length,
      nouts: layerSizes(settings),
      activation: settings.layers.map(layer => layer.activation),
      output: outputOf(parts, settings),
    },
    parameters: Object.fromEntries(parameters.map(({ name }, k) => [name, numbers[k]])),
  });
}

// What such a text says: { settings, numbers }, changes of the page's settings, and the numbers by name; or
// { wrong, parts }, the key of a text that says what is wrong. Nothing of what is read is run.
export function readModel(text, parts, limits, features) {
  let read;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { wrong: "model: no JSON", parts: {} };
  }
  const { kind, architecture, parameters } = read ?? {};
  if (kind !== FORMAT.kind || !architecture || !parameters) return { wrong: "model: no MLP", parts: {} };
  const { nin, nouts, activation, output } = architecture;
  const areSizes = Array.isArray(nouts) && nouts.length > 0 && nouts.every(n => Number.isInteger(n) && n > 0);
  if (!areSizes || nouts.length - 1 > limits.layers || Math.max(...nouts) > limits.units) {
    return { wrong: "model: too large", parts: limits };
  }
  if (nin !== features.length && nin !== 2) return { wrong: "model: inputs", parts: { nin, count: features.length } };
  const layers = nouts.slice(0, -1);
  const activations = Array.isArray(activation) ? activation : layers.map(() => activation);
  const unknown = activations.find(name => !Object.hasOwn(parts.units, name));
  if (unknown !== undefined || activations.length !== layers.length) return { wrong: "model: activation", parts: { name: String(unknown) } };
  const fitting = problemFor(parts, output, nouts.at(-1));
  if (!fitting) return { wrong: "model: output", parts: { output: String(output), count: nouts.at(-1) } };
  const fed = nin === features.length ? features : ["x1", "x2"];
  return { settings: { ...fitting, layers, activations, features: fed }, numbers: parameters };
}

// The problem and the loss for an output function, and so many outputs; null for none.
function problemFor(parts, output, count) {
  if (output === "linear" && count === 1) return { problem: "regression", loss: "mse_loss" };
  for (const [problem, losses] of Object.entries(parts.problems)) {
    const loss = Object.keys(losses).find(name => losses[name] === output);
    if (loss && count === (problem === "three classes" ? 3 : 1)) return { problem, loss };
  }
  return null;
}
