// What is written about the nodes of a graph: lines { left, rights, note }, of trees; `left` may be null, for the left of
// the line above. The context is that of `answer` in ask.js.

import { argumentsOf } from "./engine.js";
import { filledTree, joinedTree, numberTree, productTree, rowTree } from "./trees.js";

const LARGEST_WRITTEN = 99; // as in facts.py
const MOST_WRITTEN_IN_VECTOR = 12;
const MOST_SUMMANDS = 4;
const ELLIPSIS = ["mi", "⋯"];

export const isConstant = (graph, i) => graph.nodes[i].kind === "constant";

// The name of a node; that of a constant without one is its number.
export function nodeName(context, i) {
  const name = context.data.names[i];
  if (name && Array.isArray(name.mathml)) return name.mathml;
  return name && name.text ? ["mi", name.text] : nodeNumber(context, i);
}

export const spokenName = (context, i) => (context.data.names[i] || {}).text || shownNumber(context, context.numbers[i]);

export const shownNumber = (context, x) => (x === null || x === undefined ? context.text("no number") : context.number(x));
export const valueTree = (context, x) =>
  x === null || x === undefined ? ["mtext", shownNumber(context, x)] : numberTree(shownNumber(context, x));
export const nodeNumber = (context, i) => valueTree(context, context.numbers[i]);

// The formulas of a node.

// What its operands are, as `shape_key` of facts.py writes it; `isGeneral` if constants are not told from variables.
export function shapeKey(graph, i, isGeneral = false) {
  const { inputs } = graph.nodes[i];
  const shown = k => {
    const { number } = graph.nodes[k];
    const isWritten = isConstant(graph, k) && Number.isInteger(number) && Math.abs(number) <= LARGEST_WRITTEN;
    return isWritten && !isGeneral ? `${number}` : "x";
  };
  const ofVector = operands => {
    const all = operands.map(shown);
    return operands.length <= MOST_WRITTEN_IN_VECTOR && !all.includes("x") ? all : operands.map(() => "x");
  };
  return inputs.map(input => (Array.isArray(input) ? `(${ofVector(input).join(" ")})` : shown(input))).join(",");
}

export const factOf = (context, i) => context.data.facts[context.graph.nodes[i].key] || {};

export function formOf(context, i) {
  const { forms = {} } = factOf(context, i);
  return forms[shapeKey(context.graph, i)] || forms[shapeKey(context.graph, i, true)] || null;
}

const operandOf = (context, i, place) => (place < 0 ? i : context.graph.nodes[i].operands[place]);
const inSymbols = (context, i, tree) => filledTree(tree, place => nodeName(context, operandOf(context, i, place)));
const inNumbers = (context, i, tree) => filledTree(tree, place => nodeNumber(context, operandOf(context, i, place)));

// Trees that are written differently, each once.
const distinct = trees => [...new Map([...trees].reverse().map(tree => [JSON.stringify(tree), tree])).values()].reverse();

// y = w·x = 0.5·2 = 1
export function formulaLine(context, i) {
  const form = formOf(context, i);
  const formulas = form ? [inSymbols(context, i, form.formula), inNumbers(context, i, form.formula)] : [];
  return { left: nodeName(context, i), rights: distinct([...formulas, nodeNumber(context, i)]) };
}

// What a fused operation stands for, in symbols; null where it stands for itself.
export function definitionLine(context, i) {
  const form = formOf(context, i);
  return form && form.definition ? { left: nodeName(context, i), rights: [inSymbols(context, i, form.definition)] } : null;
}

const isInGap = (context, i, gap) => gap.every(([place, n]) => context.numbers[operandOf(context, i, place)] === n);

// ∂y/∂x = y·σ(−x) = y(1 − y) = 0.1966
export function slopeLine(context, i, place, held = []) {
  const slope = (context.locals[i] || [])[place];
  const { numbers = [], forms = [], gaps = [] } = (formOf(context, i) || { partials: [] }).partials[place] || {};
  const isGeneral = slope !== null && !numbers.includes(slope) && !gaps.some(gap => isInGap(context, i, gap));
  const formulas = isGeneral ? forms.map(form => inSymbols(context, i, form)) : [];
  const withNumbers = formulas.length ? [inNumbers(context, i, forms.at(-1))] : [];
  const left = derivativeTree(context, i, operandOf(context, i, place), held.length ? held : whichBelowTheBar(context, i, place));
  return { left, rights: distinct([...formulas, ...withNumbers, valueTree(context, slope)]) };
}

// Whether the numbers stand at a kink, where the derivative is what the row's convention says.
export function isAtKink(context, i) {
  const node = context.graph.nodes[i];
  if (!node.row || !node.row.kinks || node.operands.some(k => context.numbers[k] === null)) return false;
  return [node.row.kinks(...argumentsOf(node, context.numbers))].flat().some(k => k === 0);
}

// Derivatives in symbols.

const CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

// Of an operand that stands at several places, which of them: a sign; "" for one that stands at one.
export function whichOperand(context, i, place) {
  const { operands } = context.graph.nodes[i];
  const places = operands.map((k, at) => (k === operands[place] ? at : -1)).filter(at => at >= 0);
  return places.length < 2 ? "" : CIRCLED[places.indexOf(place)] || `${places.indexOf(place) + 1}`;
}

const whichBelowTheBar = (context, i, place) => [whichOperand(context, i, place)].filter(Boolean).map(sign => ["mn", sign]);

// ∂v/∂u; what is held fixed stands below a bar.
export function derivativeTree(context, v, u, held = []) {
  const fraction = ["mfrac", rowTree(["mo", "∂"], nodeName(context, v)), rowTree(["mo", "∂"], nodeName(context, u))];
  return held.length ? ["msub", ["stretchy", "", "|", fraction], joinedTree(held, ",")] : fraction;
}

// The local derivative along a step, told from the whole one where another operand depends on the same node too.
export function stepTree(context, above, [i, place]) {
  const k = context.graph.nodes[i].operands[place];
  const others = new Set(context.graph.nodes[i].operands.filter(o => o !== k && above(k).has(o)));
  const held = [...others].map(o => nodeName(context, o));
  return derivativeTree(context, i, k, [...whichBelowTheBar(context, i, place), ...held]);
}

// The factors along a path, from the output down; of a long one the first and the last.
export function chainTree(context, above, path) {
  const steps = [...path].reverse().map(step => stepTree(context, above, step));
  return joinedTree(steps.length <= 12 ? steps : [...steps.slice(0, 6), ELLIPSIS, ...steps.slice(-3)], "·");
}

export function chainNumbers(context, path) {
  const factors = [...path].reverse().map(([i, place]) => valueTree(context, context.locals[i][place]));
  return productTree(factors.length <= 12 ? factors : [...factors.slice(0, 6), ELLIPSIS, ...factors.slice(-3)]);
}

// A sum of which the first few summands and the last are written.
export function shortSum(trees) {
  const shown = trees.length <= MOST_SUMMANDS + 1 ? trees : [...trees.slice(0, MOST_SUMMANDS - 1), ELLIPSIS, trees.at(-1)];
  return joinedTree(shown, "+");
}

// ∂L/∂u = ∂L/∂v · ∂v/∂u + … = adjoint · local + …: over all that a node is an operand of.
export function gradientLine(context, ways, above, i) {
  const { output } = context.graph;
  const left = derivativeTree(context, output, i);
  if (i === output) return { left, rights: [["mn", "1"]] };
  const symbols = ways.steps[i].map(step =>
    step[0] === output
      ? stepTree(context, above, step)
      : joinedTree([derivativeTree(context, output, step[0]), stepTree(context, above, step)], "·")
  );
  const numbers = ways.steps[i].map(step => messageTree(context, step));
  const messages = ways.steps[i].map(([v, place]) => valueTree(context, context.messages[v][place]));
  const sums = messages.length > 1 ? [shortSum(messages)] : [];
  const rights = distinct([shortSum(symbols), shortSum(numbers), ...sums, valueTree(context, context.adjoints[i])]);
  return { left, rights: rights.filter(right => JSON.stringify(right) !== JSON.stringify(left)) };
}

// adjoint · local, in numbers
export const messageTree = (context, [v, place]) =>
  productTree([valueTree(context, context.adjoints[v]), valueTree(context, context.locals[v][place])]);
