// Forward and backward through a graph: the chain rule, on the data that `viz.live.page_graph` writes.
//
// A graph is { nodes, output }. A node has a kind ("leaf", "constant" or "operation"), a number, and, if an operation
// made it, the key of its row and its inputs: the place of a node, or for a vector an array of places. Nodes stand after
// their operands. A node's operands are its inputs, those within vectors one by one.
//
// Nothing here changes a graph; both passes give new arrays, one entry a node. null stands for what there is no number of.

import { Refusal } from "./special.js";

const asNumber = number => (typeof number === "string" ? Number(number) : number);

// The graph with the rows that its operations are: what the passes take.
export function connected(data, rows) {
  const nodes = data.nodes.map(node => ({
    ...node,
    number: asNumber(node.number),
    key: node.row,
    row: node.kind === "operation" ? rows[node.row] : null,
    operands: node.kind === "operation" ? node.inputs.flat() : [],
  }));
  const fixed = nodes.map(node => (node.row && node.row.reason) || null);
  for (let i = nodes.length - 1; i >= 0; i--) {
    for (const k of nodes[i].operands) fixed[k] = fixed[k] || fixed[i];
  }
  return { nodes, output: data.output, fixed };
}

// Why a leaf must keep its number: what operation above it a page cannot compute, as a sentence. null if it may change.
export const whyFixed = (graph, leaf) => graph.fixed[leaf];

// What a node's row is called with: numbers, for a vector an array of them, defaults for what is left out.
export function argumentsOf(node, numbers) {
  const given = node.inputs.map(input => (Array.isArray(input) ? input.map(k => numbers[k]) : numbers[input]));
  const { vectors, defaults } = node.row;
  return [...given, ...defaults.slice(given.length - vectors.length + defaults.length).map(asNumber)];
}

// What `compute` gives, or null and a refusal: which node, what kind, and the operands that it refused.
function attempted(graph, i, numbers, whatIsUndefined, compute) {
  try {
    return [compute(), null];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const operands = graph.nodes[i].operands.map(k => ({ label: graph.nodes[k].name || graph.nodes[k].label, number: numbers[k] }));
    const kind = error.kind === "undefined" ? whatIsUndefined : error.kind;
    return [null, { node: i, name: graph.nodes[i].row.name, kind, operands }];
  }
}

// The number of every node. `changed` maps leaves to numbers other than the graph's; those that must keep theirs do.
// Gives { numbers, refusal }: the first refusal, null for none. Where a node refuses, it and all above it have null.
export function forward(graph, changed = new Map()) {
  const numbers = [];
  let refusal = null;
  graph.nodes.forEach((node, i) => {
    if (!node.row || node.row.reason) {
      numbers.push(changed.has(i) && !graph.fixed[i] ? changed.get(i) : node.number);
    } else if (node.operands.some(k => numbers[k] === null)) {
      numbers.push(null);
    } else {
      const compute = () => node.row.value(...argumentsOf(node, numbers));
      const [number, refused] = attempted(graph, i, numbers, "undefined", compute);
      numbers.push(number);
      refusal = refusal || refused;
    }
  });
  return { numbers, refusal };
}

// The adjoint of every node, for the numbers that `forward` gave. For each node, and each of its operands:
// locals, the local derivative, and messages, adjoint times local derivative: what the node hands to this operand.
// Constants get nothing. Gives { adjoints, locals, messages, refusal }; where there is no derivative, null, and below it.
export function backward(graph, numbers) {
  const adjoints = graph.nodes.map(node => (node.kind === "constant" ? null : 0));
  const locals = graph.nodes.map(() => []);
  const messages = graph.nodes.map(() => []);
  let refusal = null;
  if (numbers[graph.output] !== null) adjoints[graph.output] = 1;
  else adjoints.fill(null);
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (!node.row) continue;
    const [slopes, refused] = localDerivatives(graph, i, numbers);
    refusal = refusal || refused;
    locals[i] = slopes;
    messages[i] = slopes.map(slope => (slope === null || adjoints[i] === null ? null : adjoints[i] * slope));
    node.operands.forEach((k, place) => {
      if (graph.nodes[k].kind === "constant") return;
      const message = messages[i][place];
      adjoints[k] = message === null || adjoints[k] === null ? null : adjoints[k] + message;
    });
  }
  return { adjoints, locals, messages, refusal };
}

// The partial for each operand of a node, null for constants: nobody asks for those, and they may not exist.
function localDerivatives(graph, i, numbers) {
  const node = graph.nodes[i];
  if (node.row.reason) return [node.locals.map(slope => (slope === null ? null : asNumber(slope))), null];
  if (numbers[i] === null) return [node.operands.map(() => null), null];
  const given = [...argumentsOf(node, numbers), numbers[i]];
  const isConstant = k => graph.nodes[k].kind === "constant";
  let refusal = null;
  const slopes = node.inputs.flatMap((input, place) => {
    const operands = [input].flat();
    if (operands.every(isConstant)) return operands.map(() => null);
    const compute = () => node.row.partials[place](...given);
    const [partial, refused] = attempted(graph, i, numbers, "no derivative", compute);
    refusal = refusal || refused;
    return operands.map((k, element) =>
      partial === null || isConstant(k) ? null : Array.isArray(partial) ? partial[element] : partial
    );
  });
  return [slopes, refusal];
}

// Without a page and its table of texts, in English.
const ENGLISH = {
  undefined: "is not defined at",
  "too large": "is too large for a float at",
  "no derivative": "has no derivative at",
};
const PLAIN = { text: (kind, { name, operands }) => `${name} ${ENGLISH[kind]} ${operands}`, number: String };

// A refusal in words: "log is not defined at x = -1". `text` gives the texts of a page, `number` writes numbers.
export function sentence({ name, kind, operands }, { text, number } = PLAIN) {
  const shown = operands.slice(0, 8).map(({ label, number: x }) => (label ? `${label} = ${number(x)}` : number(x)));
  return text(kind, { name, operands: `${shown.join(", ")}${operands.length > 8 ? ", …" : ""}` });
}
