// What a node, a weight or an edge answers when it is asked: formulas, derivatives, conventions, the gradient as a sum,
// the paths to the output, and what a nudge really does.
//
// `answer(context)` gives an element; its method `update(context)` writes other numbers into it, and leaves what is open
// open. The context: graph, numbers, adjoints, locals, messages, as engine.js gives them; start, the numbers at the start;
// selected, { node } or { edge: [node, place of the operand] }; data, with `names` and `facts` of facts.py; text(key,
// parts), a text of the page; number(x), a number as it is written; lightPath(nodes), which lights nodes, or with null none.

import { element } from "./elements.js";
import { forward, sentence, whyFixed } from "./engine.js";
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
  nodeNumber,
  slopeLine,
  spokenName,
  stepTree,
  valueTree,
} from "./formulas.js";
import { allPaths, nodesAbove, nodesOf, pathProduct, strongestPaths, toFirstParting, waysUp } from "./paths.js";
import { brokenTree, filledTree, joinedTree, mathElement, rowTree } from "./trees.js";

const MOST_PATHS = 6;
const MOST_LINES = 12;
const STRONGEST = 3;

// What is to be said, as data: sections { key, title, lines, notes, paths, isOpen }; a note is { text, quoted, isLit }:
// what is quoted, from Python, is English.

export function sectionsOf(context) {
  const asked = withWays(context);
  const { edge } = context.selected;
  if (edge) return edgeSections(asked, edge);
  const { node } = context.selected;
  if (isConstant(context.graph, node)) return [note(context, "value", "a constant: no derivative is taken by it")];
  const sections = context.graph.nodes[node].row
    ? [formulaSection(asked, node), slopesSection(asked, node), gradientSection(asked, node), pathsSection(asked, node)]
    : [gradientSection(asked, node), pathsSection(asked, node)];
  return sections.filter(section => section !== null);
}

function withWays(context) {
  const ways = waysUp(context.graph);
  const known = new Map();
  const above = k => known.get(k) || known.set(k, nodesAbove(ways, k)).get(k);
  return { ...context, ways, above };
}

const note = (context, key, text) => ({ key, title: "", notes: [{ text: context.text(text) }] });

// A list of which the first and the last are kept, and how many were left out.
const shortened = list => (list.length <= MOST_LINES ? list : [...list.slice(0, MOST_LINES - 1), list.at(-1)]);

function leftOut(context, list) {
  const count = list.length - shortened(list).length;
  return count ? [{ text: context.text("and {count} more", { count }) }] : [];
}

function formulaSection(context, node) {
  const { unwritten, convention } = factOf(context, node);
  const { reason } = context.graph.nodes[node].row;
  const definition = definitionLine(context, node);
  const notes = [unwritten, reason].filter(Boolean).map(quoted => ({ quoted }));
  if (convention) {
    const isLit = isAtKink(context, node);
    notes.push({ text: context.text(isLit ? "at a kink now:" : "by convention:"), quoted: convention, isLit });
  }
  const lines = [formulaLine(context, node), ...domainLines(context, node)];
  if (definition) lines.push({ ...definition, note: context.text("what it stands for") });
  return { key: "formula", title: context.text("Formula"), lines, notes };
}

// Where the operands may be that may not be any number.
function domainLines(context, node) {
  const { domain = {} } = factOf(context, node);
  return Object.entries(domain).flatMap(([place, tree]) => {
    const operands = [context.graph.nodes[node].inputs[place]].flat().filter(k => k !== undefined);
    const names = operands.filter(k => !isConstant(context.graph, k)).slice(0, 3).map(k => nodeName(context, k));
    if (!names.length) return [];
    const shown = filledTree(tree, () => joinedTree(operands.length > 3 ? [...names, ["mi", "…"]] : names, ","));
    return [{ left: null, rights: [], whole: shown, note: context.text("domain") }];
  });
}

function slopesSection(context, node) {
  const { operands } = context.graph.nodes[node];
  const places = operands.map((_, place) => place).filter(place => !isConstant(context.graph, operands[place]));
  if (!places.length) return null;
  const lines = shortened(places).map(place => slopeLine(context, node, place));
  return { key: "slopes", title: context.text("Local derivatives"), lines, notes: leftOut(context, places) };
}

function gradientSection(context, node) {
  const title = context.text("Gradient");
  if (!context.ways.counts[node]) return { key: "gradient", title, notes: [{ text: context.text("no path leads to the output") }] };
  const line = gradientLine(context, context.ways, context.above, node);
  const users = context.ways.steps[node].length;
  const notes = users > 1 ? [{ text: context.text("the sum over {count} uses: adjoint · local derivative", { count: users }) }] : [];
  const isUndefined = context.adjoints[node] === null;
  if (isUndefined) notes.push({ text: context.text("there is no derivative at these numbers") });
  return { key: "gradient", title, lines: [line], notes };
}

// The chain rule over all paths; where they are too many, over the nodes at which they part, and the strongest.
function pathsSection(context, node) {
  const count = context.ways.counts[node];
  if (node === context.graph.output || !count) return null;
  const isFew = count <= MOST_PATHS;
  const found = isFew ? allPaths(context.ways, node) : strongestPaths(context.ways, context.locals, node, STRONGEST);
  const paths = found.map(path => pathLine(context, node, path));
  const shown = count < 1e6 ? `${count}` : context.number(count);
  const notes = isFew ? [] : [{ text: context.text("{count} paths; the strongest {few}", { count: shown, few: paths.length }) }];
  const title = context.text(count === 1 ? "Derivation along the path" : "Derivation along the paths");
  const lines = isFew ? wholeSum(context, node, found) : sumAtParting(context, node);
  return { key: "paths", title, lines, paths, notes, groups: isFew ? [whereGroup(context, node, found)] : [] };
}

function pathLine(context, node, path) {
  const nodes = nodesOf(node, path);
  const trail = (nodes.length <= 8 ? nodes : [...nodes.slice(0, 4), null, ...nodes.slice(-3)]).map(i => (i === null ? "…" : spokenName(context, i)));
  const product = valueTree(context, pathProduct(context.locals, path));
  return { nodes, trail: trail.join(" → "), rights: [chainNumbers(context, path), product] };
}

// The chain rule in symbols, and the sum of the products.
function wholeSum(context, node, paths) {
  const left = derivativeTree(context, context.graph.output, node);
  const chains = paths.map(path => chainTree(context, context.above, path));
  const products = paths.map(path => valueTree(context, pathProduct(context.locals, path)));
  const rule = context.text(paths.length === 1 ? "chain rule" : "chain rule, the sum over {count} paths", { count: paths.length });
  const sums = paths.length === 1 ? [chainNumbers(context, paths[0])] : [joinedTree(products, "+")];
  return [
    { left, rights: [joinedTree(chains, "+")], note: rule },
    ...[...sums, valueTree(context, context.adjoints[node])].map(right => ({ left: null, rights: [right] })),
  ];
}

// What each name on the paths stands for, and each factor; from the output down, each once.
function whereGroup(context, node, paths) {
  const steps = new Map(paths.flat().map(step => [step.join(), step]));
  const ordered = [...steps.values()].sort((one, other) => other[0] - one[0] || one[1] - other[1]);
  const nodes = [...new Set(ordered.map(([i]) => i))];
  const factors = ordered.map(step => ({ ...slopeLine(context, ...step), left: stepTree(context, context.above, step) }));
  const lines = [...nodes.map(i => formulaLine(context, i)), ...factors];
  return { title: context.text("where"), lines: shortened(lines), notes: leftOut(context, lines) };
}

// ∂L/∂w = ∂L/∂p · ∂p/∂w, with ∂L/∂p as the sum over the nodes that the paths take when they part.
function sumAtParting(context, node) {
  const chain = toFirstParting(context.ways, node);
  const parting = chain.length ? chain.at(-1)[0] : node;
  const line = gradientLine(context, context.ways, context.above, parting);
  const grouped = context.text("grouped by the {count} uses of {name}", {
    count: context.ways.steps[parting].length,
    name: spokenName(context, parting),
  });
  const lines = [{ ...line, note: grouped }];
  if (!chain.length) return lines;
  const { output } = context.graph;
  const symbols = joinedTree([derivativeTree(context, output, parting), chainTree(context, context.above, chain)], "·");
  const numbers = rowTree(valueTree(context, context.adjoints[parting]), ["mo", "·"], fencedChain(context, chain));
  const whole = { left: derivativeTree(context, output, node), rights: [symbols, numbers, valueTree(context, context.adjoints[node])] };
  return [{ ...whole, note: context.text("chain rule") }, ...lines];
}

const fencedChain = (context, chain) => ["fence", "(", ")", chainNumbers(context, chain)];

// What goes over an edge: adjoint times local derivative, and how much of the operand's gradient that is.
function edgeSections(context, step) {
  const [node, place] = step;
  const operand = context.graph.nodes[node].operands[place];
  if (isConstant(context.graph, operand)) return [note(context, "edge", "a constant: no derivative is taken by it")];
  const { output } = context.graph;
  const local = stepTree(context, context.above, step);
  const message = context.messages[node][place];
  const adjoint = derivativeTree(context, output, node);
  const line = {
    left: node === output ? local : joinedTree([adjoint, local], "·"),
    rights: [messageTree(context, step), valueTree(context, message)],
    note: context.text("adjoint · local derivative"),
  };
  const shares = shareNotes(context, operand, message);
  return [
    { key: "message", title: context.text("What the edge hands on"), lines: [line], notes: shares },
    { key: "slopes", title: context.text("Local derivative"), lines: [slopeLine(context, node, place)] },
    { ...gradientSection(context, operand), title: context.text("Gradient of {name}", { name: spokenName(context, operand) }) },
  ];
}

function shareNotes(context, operand, message) {
  const whole = context.adjoints[operand];
  const name = spokenName(context, operand);
  if (message === null || whole === null) return [{ text: context.text("there is no derivative at these numbers") }];
  if (context.ways.steps[operand].length === 1) return [{ text: context.text("all of the gradient of {name}", { name }) }];
  if (whole === 0) return [{ text: context.text("the messages to {name} add up to 0", { name }) }];
  const share = context.number(Number(((100 * message) / whole).toPrecision(3)));
  return [{ text: context.text("{share} % of the gradient of {name}", { share, name }) }];
}

// What a nudge of a leaf does: what the gradient predicts, and what happens. Either may be null, or a refusal in words.
export function nudged(context, leaf, nudge) {
  const { graph, numbers, adjoints } = context;
  const leaves = graph.nodes.flatMap((node, i) => (node.row ? [] : [[i, numbers[i]]]));
  const changed = new Map([...leaves, [leaf, numbers[leaf] + nudge]]);
  const after = forward(graph, changed);
  const before = numbers[graph.output];
  const predicted = adjoints[leaf] === null ? null : adjoints[leaf] * nudge;
  const isKnown = after.numbers[graph.output] !== null && before !== null;
  const real = isKnown ? after.numbers[graph.output] - before : null;
  const error = real === null || predicted === null ? null : real - predicted;
  return { nudge, predicted, real, error, refused: after.refusal ? sentence(after.refusal) : "" };
}

// The elements.

export function answer(context) {
  const body = element("div", { class: "ask-body" });
  const root = element("div", { class: "ask" }, body);
  let nudging = null;
  root.update = given => {
    const held = heldFocus(body);
    const wasOpen = new Map([...body.querySelectorAll("details")].map(details => [details.dataset.key, details.open]));
    body.replaceChildren(heading(given), ...sectionsOf(given).map(section => sectionElement(given, section, wasOpen)));
    const leaf = canBeNudged(given) ? given.selected.node : null;
    if (!nudging || nudging.leaf !== leaf) {
      if (nudging) nudging.element.remove();
      nudging = leaf === null ? null : nudgeControl(given, leaf);
      if (nudging) root.append(nudging.element);
    }
    if (nudging) nudging.update(given);
    if (held) (body.querySelector(`[data-key="${CSS.escape(held)}"]`) || body).focus();
  };
  root.update(context);
  return root;
}

const canBeNudged = ({ graph, selected }) => selected.node !== undefined && graph.nodes[selected.node].kind === "leaf";

function heldFocus(body) {
  const focused = body.getRootNode().activeElement;
  return focused && body.contains(focused) ? focused.dataset.key : null;
}

function heading(context) {
  const { graph, selected } = context;
  if (selected.edge) {
    const [node, place] = selected.edge;
    const names = [graph.nodes[node].operands[place], node].map(i => spokenName(context, i));
    return element("header", {}, element("h3", {}, names.join(" → ")), element("p", { class: "ask-kind" }, context.text("an edge")));
  }
  const i = selected.node;
  const name = mathElement(rowTree(nodeName(context, i), ["mo", "="], nodeNumber(context, i)));
  const isNamed = !isConstant(graph, i) || spokenName(context, i) !== context.number(context.numbers[i]);
  return element(
    "header",
    {},
    element("h3", {}, isNamed ? name : mathElement(nodeNumber(context, i))),
    element("p", { class: "ask-kind" }, kindOf(context, i))
  );
}

function kindOf(context, i) {
  const { kind, row } = context.graph.nodes[i];
  if (row) return context.text(i === context.graph.output ? "output, operation {name}" : "operation {name}", { name: row.name });
  const moved = context.start && context.start[i] !== context.numbers[i];
  const from = moved ? ` (${context.text("from {number}", { number: context.number(context.start[i]) })})` : "";
  return context.text(kind) + from;
}

function sectionElement(context, section, wasOpen) {
  const parts = [
    ...(section.lines && section.lines.length ? [linesElement(section.lines)] : []),
    ...(section.notes || []).map(noteElement),
    ...(section.paths && section.paths.length ? [pathsElement(context, section.paths)] : []),
    ...(section.groups || []).map(group => groupElement(section, group, wasOpen)),
  ];
  return element("section", { class: `ask-${section.key}` }, section.title ? element("h4", {}, section.title) : null, ...parts);
}

function groupElement(section, group, wasOpen) {
  const key = `${section.key} where`;
  return element(
    "details",
    { "data-key": key, open: wasOpen.get(key) ?? true },
    element("summary", { "data-key": `${key} summary` }, group.title),
    linesElement(group.lines),
    ...(group.notes || []).map(noteElement)
  );
}

const noteElement = ({ text, quoted, isLit }) =>
  element(
    "p",
    { class: isLit ? "ask-note ask-lit" : "ask-note" },
    text || null,
    text && quoted ? " " : null,
    quoted ? element("span", { lang: "en" }, quoted) : null
  );

// Equations below one another, broken at their signs where a line is too narrow.
const linesElement = lines => element("div", { class: "ask-lines" }, ...lines.flatMap(lineElements));

function lineElements({ left, rights, whole, note }) {
  const reason = note ? element("span", { class: "ask-reason" }, note) : null;
  if (whole) return [element("div", { class: "ask-left" }), element("div", { class: "ask-right" }, mathElement(whole), reason)];
  const pieces = rights.flatMap(right => {
    const [first, ...others] = brokenTree(right);
    return [rowTree(["mo", { form: "infix" }, "="], first), ...others];
  });
  return [
    element("div", { class: "ask-left" }, left ? mathElement(left, { displaystyle: "true" }) : null),
    element(
      "div",
      { class: "ask-right" },
      ...pieces.flatMap(piece => [mathElement(piece, { displaystyle: "true" }), element("wbr")]),
      reason
    ),
  ];
}

function pathsElement(context, paths) {
  const buttons = [];
  const items = paths.map(({ nodes, trail, rights }, k) => {
    const press = () => {
      const isOn = buttons[k].getAttribute("aria-pressed") !== "true";
      buttons.forEach((button, at) => button.setAttribute("aria-pressed", `${isOn && at === k}`));
      context.lightPath(isOn ? nodes : null);
    };
    buttons.push(element("button", { type: "button", "aria-pressed": "false", "data-key": `path ${k}`, onclick: press }, trail));
    return element("li", {}, buttons[k], linesElement([{ left: null, rights }]));
  });
  return element("ol", { class: "ask-paths", "aria-label": context.text("paths, each lit by its button") }, ...items);
}

// The control for a nudge.

function nudgeControl(first, leaf) {
  let context = first;
  const reason = whyFixed(first.graph, leaf);
  const title = element("h4", {}, first.text("What does a nudge really do?"));
  if (reason) {
    return { leaf, element: element("section", { class: "ask-nudge" }, title, noteElement({ quoted: reason })), update() {} };
  }
  const input = element("input", { type: "number", step: "any", value: "0.01" });
  const label = element("label", {}, first.text("nudge of {name}", { name: spokenName(first, leaf) }), input);
  const outcome = element("div", { class: "ask-outcome", "aria-live": "polite" });
  const show = () => {
    const nudge = Number(input.value);
    const isUsable = input.value !== "" && Number.isFinite(nudge) && nudge !== 0;
    input.setAttribute("aria-invalid", `${!isUsable}`);
    outcome.replaceChildren(isUsable ? outcomeTable(context, leaf, nudge) : noteElement({ text: context.text("a nudge is a number other than 0") }));
  };
  const set = change => {
    input.value = `${Number(change(Number(input.value)).toPrecision(12))}`;
    show();
  };
  const act = (text, spoken, change) =>
    element("button", { type: "button", "aria-label": first.text(spoken), onclick: () => set(change) }, text);
  input.addEventListener("input", show);
  const controls = element(
    "div",
    { class: "ask-controls" },
    label,
    act("±", "turn the sign", x => -x),
    act("÷ 10", "a tenth", x => x / 10),
    act("× 10", "ten times", x => x * 10)
  );
  const update = given => {
    context = given;
    show();
  };
  return { leaf, element: element("section", { class: "ask-nudge" }, title, controls, outcome), update };
}

// The nudge, and a tenth of it, beside what the gradient says: the error of a tenth is about a hundredth.
function outcomeTable(context, leaf, nudge) {
  const outcomes = [nudge, nudge / 10].map(size => nudged(context, leaf, size));
  const shown = x => (x === null ? context.text("no number") : context.number(x));
  const headings = ["nudge", "gradient · nudge", "real change", "error"].map(key => element("th", { scope: "col" }, context.text(key)));
  const rows = outcomes.map(({ nudge: size, predicted, real, error }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, shown(size)),
      ...[predicted, real, error].map(x => element("td", {}, shown(x)))
    )
  );
  const refused = outcomes.map(outcome => outcome.refused).find(Boolean);
  return element(
    "div",
    {},
    element("table", {}, element("thead", {}, element("tr", {}, ...headings)), element("tbody", {}, ...rows)),
    refused ? noteElement({ quoted: refused, isLit: true }) : null
  );
}
