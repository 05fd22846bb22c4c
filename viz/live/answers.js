// What there is to say of a node, a weight and an edge, as data: sections { key, title, parts, isClosed }.
//
// A part is a list of lines { lines, title, isFlow }, of notes { notes, title, isClosed } or of paths { paths, title }; a
// note is { text, quoted, isLit }: what is quoted, from Python, is English. The context is that of `answer` in ask.js.

import { sentence } from "./engine.js";
import {
  chainNumbers,
  chainTree,
  definitionLine,
  derivativeTree,
  factOf,
  formulaLine,
  gradientLine,
  isAtKink,
  isConstant,
  messageTree,
  nodeName,
  slopeLine,
  spokenName,
  stepTree,
  valueTree,
  whichOperand,
} from "./formulas.js";
import { allPaths, nodesAbove, nodesOf, pathProduct, strongestPaths, toFirstParting, waysUp } from "./paths.js";
import { filledTree, joinedTree, rowTree } from "./trees.js";

const MOST_PATHS = 6;
const MOST_LINES = 12;
const STRONGEST = 3;

export function sectionsOf(context) {
  const asked = withWays(context);
  const { edge } = context.selected;
  if (edge) return edgeSections(asked, edge);
  const { node } = context.selected;
  if (isConstant(context.graph, node)) return [noted(context, "value", "a constant: no derivative is taken by it")];
  const sections = context.graph.nodes[node].row
    ? [formulaSection(asked, node), slopesSection(asked, node), gradientSection(asked, node), pathsSection(asked, node)]
    : [gradientSection(asked, node), pathsSection(asked, node)];
  const missing = context.numbers[node] === null ? [noNumberSection(context)] : [];
  return [...missing, ...sections.filter(section => section !== null)];
}

// Why there is no number, as far as the page has said it.
function noNumberSection(context) {
  const quoted = context.refusal ? sentence(context.refusal, context) : null;
  const note = { ...said(context, "there is no number here"), quoted, isLit: true };
  return { key: "refusal", title: "", parts: [{ notes: [note] }] };
}

function withWays(context) {
  const ways = waysUp(context.graph);
  const known = new Map();
  const above = k => known.get(k) || known.set(k, nodesAbove(ways, k)).get(k);
  return { ...context, ways, above };
}

const said = (context, key, parts) => ({ text: context.text(key, parts) });
const noted = (context, key, text) => ({ key, title: "", parts: [{ notes: [said(context, text)] }] });

// A list of which the first and the last are kept, and a note on how many were left out.
function shortened(context, list, most = MOST_LINES) {
  if (list.length <= most) return [list, []];
  return [[...list.slice(0, most - 1), list.at(-1)], [said(context, "and {count} more", { count: list.length - most })]];
}

function formulaSection(context, node) {
  const { unwritten, convention } = factOf(context, node);
  const { reason } = context.graph.nodes[node].row;
  const definition = definitionLine(context, node);
  const notes = [unwritten, reason].filter(Boolean).map(quoted => ({ quoted }));
  const isLit = isAtKink(context, node);
  if (convention && isLit) notes.push({ text: context.text("at a kink now:"), quoted: convention, isLit });
  const unlit = { title: context.text("conventions"), notes: [{ quoted: convention }], isClosed: true };
  const edges = convention && !isLit ? [unlit] : [];
  const lines = [formulaLine(context, node), ...domainLines(context, node)];
  if (definition) lines.push({ ...definition, reason: context.text("what it stands for") });
  return { key: "formula", title: context.text("Formula"), parts: [{ lines }, { notes }, ...edges] };
}

// Where the operands may be that may not be any number.
function domainLines(context, node) {
  const { domain = {} } = factOf(context, node);
  return Object.entries(domain).flatMap(([place, tree]) => {
    const operands = [context.graph.nodes[node].inputs[place]].flat().filter(k => k !== undefined);
    const names = operands.filter(k => !isConstant(context.graph, k)).slice(0, 3).map(k => nodeName(context, k));
    if (!names.length) return [];
    const shown = filledTree(tree, () => joinedTree(operands.length > 3 ? [...names, ["mi", "…"]] : names, ","));
    return [{ left: null, rights: [], whole: shown, reason: context.text("domain") }];
  });
}

function slopesSection(context, node) {
  const { operands } = context.graph.nodes[node];
  const places = operands.map((_, place) => place).filter(place => !isConstant(context.graph, operands[place]));
  if (!places.length) return null;
  const [shown, notes] = shortened(context, places);
  const lines = shown.map(place => slopeLine(context, context.above, [node, place]));
  return { key: "slopes", title: context.text("Local derivatives"), parts: [{ lines }, { notes }] };
}

function gradientSection(context, node) {
  const title = context.text("Gradient");
  if (!context.ways.counts[node]) return { ...noted(context, "gradient", "no path leads to the output"), title };
  const uses = context.ways.steps[node].length;
  const notes = uses > 1 ? [said(context, "the sum over {count} uses: adjoint · local derivative", { count: uses })] : [];
  if (context.adjoints[node] === null) notes.push(said(context, "there is no derivative at these numbers"));
  const lines = [gradientLine(context, context.ways, context.above, node)];
  return { key: "gradient", title, parts: [{ lines }, { notes }] };
}

// The chain rule over all paths; where they are too many, over the nodes at which they part, and the strongest.
function pathsSection(context, node) {
  const count = context.ways.counts[node];
  if (!count || (count === 1 && context.ways.steps[node].every(([above]) => above === context.graph.output))) return null;
  const title = context.text(count === 1 ? "Derivation along the path" : "Derivation along the paths");
  const parts = count <= MOST_PATHS ? alongAll(context, node) : alongStrongest(context, node, count);
  return { key: "paths", title, parts, isClosed: context.graph.nodes[node].row !== null };
}

// As on the blackboard: the chain rule in symbols; where: names and factors; therefore: the products, and their sum.
function alongAll(context, node) {
  const paths = allPaths(context.ways, node);
  const left = derivativeTree(context, context.graph.output, node);
  const chains = paths.map(path => chainTree(context, context.above, path));
  const rule = paths.length === 1 ? "chain rule" : "chain rule, the sum over {count} paths";
  const reason = context.text(rule, { count: paths.length });
  const products = paths.map(path => valueTree(context, pathProduct(context.locals, path)));
  const sum = { left, rights: [joinedTree(products, "+"), valueTree(context, context.adjoints[node])] };
  return [
    { lines: [{ left, rights: [joinedTree(chains, "+")], reason }] },
    ...whereParts(context, paths),
    { title: context.text("therefore"), paths: paths.map(path => pathLine(context, node, path)) },
    ...(paths.length > 1 ? [{ lines: [sum] }] : []),
  ];
}

// What each name on the paths stands for, and each factor; from the output down, each once.
function whereParts(context, paths) {
  const steps = new Map(paths.flat().map(step => [step.join(), step]));
  const ordered = [...steps.values()].sort((one, other) => other[0] - one[0] || one[1] - other[1]);
  const [nodes, moreNodes] = shortened(context, [...new Set(ordered.map(([i]) => i))]);
  const [factors, moreFactors] = shortened(context, ordered);
  const slopes = factors.map(step => slopeLine(context, context.above, step));
  return [
    { title: context.text("where"), lines: nodes.map(i => formulaLine(context, i)) },
    { notes: moreNodes },
    { lines: slopes, isFlow: true },
    { notes: moreFactors },
  ];
}

// ∂L/∂w = ∂L/∂p · ∂p/∂w, with ∂L/∂p as the sum over the nodes that the paths take when they part; a few paths.
function alongStrongest(context, node, count) {
  const found = strongestPaths(context.ways, context.locals, node, STRONGEST);
  const text = context.text("{count} paths; the strongest {few}", { count: context.number(count), few: found.length });
  return [
    { lines: context.ways.steps[node].length > 1 ? [] : sumAtParting(context, node) },
    { notes: [{ text }] },
    { paths: found.map(path => pathLine(context, node, path)) },
  ];
}

function pathLine(context, node, path) {
  const steps = path.map(step => ` →${whichOperand(context, ...step)} ${spokenName(context, step[0])}`);
  const shown = steps.length <= 8 ? steps : [...steps.slice(0, 4), " → …", ...steps.slice(-3)];
  const product = valueTree(context, pathProduct(context.locals, path));
  return {
    key: path.join(" "),
    nodes: nodesOf(node, path),
    trail: `${spokenName(context, node)}${shown.join("")}`,
    rights: [chainNumbers(context, path), product],
  };
}

function sumAtParting(context, node) {
  const chain = toFirstParting(context.ways, node);
  const parting = chain.at(-1)[0];
  const line = gradientLine(context, context.ways, context.above, parting);
  const grouped = context.text("grouped by the {count} uses of {name}", {
    count: context.ways.steps[parting].length,
    name: spokenName(context, parting),
  });
  const { output } = context.graph;
  const symbols = joinedTree([derivativeTree(context, output, parting), chainTree(context, context.above, chain)], "·");
  const numbers = rowTree(valueTree(context, context.adjoints[parting]), ["mo", "·"], fencedChain(context, chain));
  const rights = [symbols, numbers, valueTree(context, context.adjoints[node])];
  const whole = { left: derivativeTree(context, output, node), rights, reason: context.text("chain rule") };
  return [whole, { ...line, reason: grouped }];
}

const fencedChain = (context, chain) => ["fence", "(", ")", chainNumbers(context, chain)];

// What goes over an edge: adjoint times local derivative, and how much of the operand's gradient that is.
function edgeSections(context, step) {
  const [node, place] = step;
  const operand = context.graph.nodes[node].operands[place];
  if (isConstant(context.graph, operand)) return [noted(context, "edge", "a constant: no derivative is taken by it")];
  const { output } = context.graph;
  const local = stepTree(context, context.above, step);
  const message = context.messages[node][place];
  const adjoint = derivativeTree(context, output, node);
  const line = {
    left: node === output ? local : joinedTree([adjoint, local], "·"),
    rights: [messageTree(context, step), valueTree(context, message)],
    reason: context.text("adjoint · local derivative"),
  };
  const shares = shareNotes(context, operand, message);
  const title = context.text("Gradient of {name}", { name: spokenName(context, operand) });
  return [
    { key: "message", title: context.text("What the edge hands on"), parts: [{ lines: [line] }, { notes: shares }] },
    { key: "slopes", title: context.text("Local derivative"), parts: [{ lines: [slopeLine(context, context.above, step)] }] },
    { ...gradientSection(context, operand), title },
  ];
}

function shareNotes(context, operand, message) {
  const whole = context.adjoints[operand];
  const name = spokenName(context, operand);
  if (message === null || whole === null) return [said(context, "there is no derivative at these numbers")];
  if (context.ways.steps[operand].length === 1) return [said(context, "all of the gradient of {name}", { name })];
  if (whole === 0) return [said(context, "the messages to {name} add up to 0", { name })];
  const percent = (100 * message) / whole;
  const share = context.number(Number(Math.abs(percent).toPrecision(3)));
  const key = percent < 0 ? "{share} % against the gradient of {name}" : "{share} % of the gradient of {name}";
  return [said(context, key, { share, name })];
}
