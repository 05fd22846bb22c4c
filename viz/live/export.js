// A training of the page as a Python program that runs with nn and prints the same losses.
//
//   programOf(parts, settings, epochs, { data, samples, numbers = null }) → the program's text
//
// settings: those of a session. epochs: how many to run.
// data: where the samples come from: { shape, count, noise, seed, testFraction }, as in shapes.js, with the split drawn
//   from the same seed; null for samples that are written out.
// samples: those of the session.
// numbers: what the parameters are to start from, such as session.numbers; null for the first ones.

import { layerSizes, outputOf, parametersOf, slideName } from "./net.js";
import { firstNumbers } from "./training.js";

// How a shape is called in nn.
const MAKERS = {
  "three spirals": ({ count, noise, seed }) => `spirals(${count}, ${noise}, seed=${seed}, classes=3)`,
  blobs: ({ count, noise, seed }) => `blobs(${count}, [[-0.5, -0.5], [0.5, 0.5]], ${noise}, seed=${seed})`,
  "three blobs": ({ count, noise, seed }) =>
    `blobs(${count}, [[-0.6, -0.4], [0.6, -0.4], [0, 0.6]], ${noise}, seed=${seed})`,
};

const text = value => JSON.stringify(value);
const inPython = value => (value === true ? "True" : value === false ? "False" : String(value));
const numbersIn = list => `[${[...list].map(String).join(", ")}]`;

export function programOf(parts, settings, epochs, { data = null, samples, numbers = null }) {
  const sections = [
    imports(settings),
    data ? madeSamples(data) : writtenSamples(samples),
    features(parts, settings, Boolean(samples.test)),
    model(parts, settings, numbers),
    optimizer(parts, settings),
    training(parts, settings, epochs, Boolean(samples.test)),
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}

function imports(settings) {
  const needsSine = settings.features.some(name => name.startsWith("sin"));
  return `${needsSine ? "from math import sin\n\n" : ""}import nn`;
}

function madeSamples(data) {
  const make = MAKERS[data.shape] || (({ count, noise, seed }) => `${data.shape}(${count}, ${noise}, seed=${seed})`);
  const whole = `X, y = nn.datasets.${make(data)}`;
  if (!data.testFraction) return whole;
  return `${whole}\nX, X_test, y, y_test = nn.train_test_split(X, y, ${data.testFraction}, seed=${data.seed})`;
}

function writtenSamples({ train, test }) {
  const lines = ({ X, y }, suffix) => [
    `X${suffix} = [`,
    ...X.map(x => `    ${numbersIn(x)},`),
    "]",
    `y${suffix} = ${numbersIn(y)}`,
  ];
  return [...lines(train, ""), ...(test ? lines(test, "_test") : [])].join("\n");
}

// What the net is fed with, and the targets as the loss wants them.
function features(parts, settings, hasTest) {
  const names = hasTest ? ["", "_test"] : [""];
  const isPlain = settings.features.join() === "x1,x2";
  const chosen = settings.features.map(name => {
    if (!(name in parts.features)) throw new RangeError(`expected a feature, got ${name}`);
    return name;
  });
  const fed = names.map(suffix => `X${suffix} = [[${chosen.join(", ")}] for x1, x2 in X${suffix}]`);
  const isSigned = parts.losses[settings.loss].targets === "signs";
  const signed = names.map(suffix => `y${suffix} = [2 * label - 1 for label in y${suffix}]`);
  return [...(isPlain ? [] : fed), ...(isSigned ? signed : [])].join("\n");
}

function model(parts, settings, numbers) {
  const removed = settings.removed || [];
  const isOut = (layer, unit) => removed.some(([l, u]) => l === layer && u === unit);
  const kept = layerSizes(settings).map(
    (units, k) => Array.from({ length: units }, (_, j) => j + 1).filter(unit => !isOut(k + 1, unit)).length
  );
  const activations = settings.layers.map(layer => text(layer.activation)).join(", ");
  const start = removed.length || numbers || settings.numbers ? numbers || firstNumbers(parts, settings) : null;
  const lines = [
    "model = nn.MLP(",
    `    ${settings.features.length},`,
    `    ${numbersIn(kept)},`,
    `    activation=[${activations}],`,
    `    output=${text(outputOf(parts, settings))},`,
    ...(start ? [] : [`    init=${text(settings.initializer)},`]),
    `    seed=${settings.seed},`,
    ")",
  ];
  return [...lines, ...(start ? stateLines(settings, start, isOut) : [])].join("\n");
}

// The numbers by their names, those of units that are left out missing and the others counted anew.
function stateLines(settings, numbers, isOut) {
  const sizes = [settings.features.length, ...layerSizes(settings)];
  const places = sizes.map((units, layer) => {
    let count = 0;
    return Array.from({ length: units }, (_, k) => (layer && isOut(layer, k + 1) ? null : ++count));
  });
  const entries = parametersOf(settings).map(({ layer, unit, input }, k) => {
    const [to, from] = [places[layer][unit - 1], input === null ? 0 : places[layer - 1][input - 1]];
    if (to === null || from === null) return null;
    const name = input === null ? slideName("b", [to], layer) : slideName("w", [from, to], layer);
    return `    ${text(name)}: ${numbers[k]},`;
  });
  return ["model.load_state_dict({", ...entries.filter(Boolean), "})"];
}

function optimizer(parts, settings) {
  const { name, learning_rate: rate } = settings.optimizer;
  const { settings: defaults } = parts.optimizers[name];
  const chosen = { ...defaults, ...settings.optimizer };
  const written = [];
  for (const key of Object.keys(defaults)) {
    const [whole, bracket] = key.split("[");
    if (bracket === "0]") written.push(`${whole}=(${chosen[`${whole}[0]`]}, ${chosen[`${whole}[1]`]})`);
    else if (!bracket) written.push(`${key}=${inPython(chosen[key])}`);
  }
  return `optimizer = nn.${name}(model.parameters(), ${[`learning_rate=${rate}`, ...written].join(", ")})`;
}

function training(parts, settings, epochs, hasTest) {
  const { kind, strength } = settings.penalty || { kind: "none" };
  const hasPenalty = kind !== "none";
  const weights = 'weights = [p for name, p in model.named_parameters().items() if name.startswith("w")]';
  const hasClasses = Boolean(parts.losses[settings.loss].decision);
  const columns = ["losses", ...(hasClasses ? ["accuracies"] : []), ...(hasTest ? ["validation_losses"] : [])];
  return [
    ...(hasPenalty ? [weights] : []),
    "history = nn.fit(",
    `    model${parts.losses[settings.loss].takesLogits ? ".logits" : ""},`,
    "    X,",
    "    y,",
    `    loss=nn.${settings.loss},`,
    "    optimizer=optimizer,",
    `    epochs=${epochs},`,
    `    batch_size=${settings.batchSize ?? "None"},`,
    `    seed=${settings.seed},`,
    ...(hasTest ? ["    validation=(X_test, y_test),"] : []),
    ...(hasPenalty ? [`    penalty=lambda: nn.${kind}_penalty(weights, ${strength}),`] : []),
    "    progress=False,",
    ")",
    `for row in zip(${columns.map(column => `history.${column}`).join(", ")}):`,
    "    print(*row)",
  ].join("\n");
}
