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
  shownNumber,
  slopeLine,
  spokenName,
  stepTree,
  valueTree,
  whichOperand,
} from "./formulas.js";
import { allPaths, nodesAbove, nodesOf, pathProduct, strongestPaths, toFirstParting, waysUp } from "./paths.js";
import { brokenTree, filledTree, joinedTree, mathElement, rowTree } from "./trees.js";

const MOST_PATHS = 6;
const MOST_LINES = 12;
const STRONGEST = 3;

// What is to be said, as data: sections { key, title, parts, isClosed }. A part is a list of lines { lines, title, isFlow },
// of notes { notes, title, isClosed } or of paths { paths, title }; a note is { text, quoted, isLit }:
// what is quoted, from Python, is English.

export function sectionsOf(context) {
  const asked = withWays(context);
  const { edge } = context.selected;
  if (edge) return edgeSections(asked, edge);
  const { node } = context.selected;
  if (isConstant(context.graph, node)) return [noted(context, "value", "a constant: no derivative is taken by it")];
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

const noted = (context, key, text) => ({ key, title: "", parts: [{ notes: [{ text: context.text(text) }] }] });

// A list of which the first and the last are kept, and a note on how many were left out.
function shortened(context, list, most = MOST_LINES) {
  if (list.length <= most) return [list, []];
  return [[...list.slice(0, most - 1), list.at(-1)], [{ text: context.text("and {count} more", { count: list.length - most }) }]];
}

function formulaSection(context, node) {
  const { unwritten, convention } = factOf(context, node);
  const { reason } = context.graph.nodes[node].row;
  const definition = definitionLine(context, node);
  const notes = [unwritten, reason].filter(Boolean).map(quoted => ({ quoted }));
  const isLit = isAtKink(context, node);
  if (convention && isLit) notes.push({ text: context.text("at a kink now:"), quoted: convention, isLit });
  const edges = convention && !isLit ? [{ title: context.text("conventions"), notes: [{ quoted: convention }], isClosed: true }] : [];
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
  const lines = shown.map(place => slopeLine(context, node, place));
  return { key: "slopes", title: context.text("Local derivatives"), parts: [{ lines }, { notes }] };
}

function gradientSection(context, node) {
  const title = context.text("Gradient");
  if (!context.ways.counts[node]) return { ...noted(context, "gradient", "no path leads to the output"), title };
  const uses = context.ways.steps[node].length;
  const notes = uses > 1 ? [{ text: context.text("the sum over {count} uses: adjoint · local derivative", { count: uses }) }] : [];
  if (context.adjoints[node] === null) notes.push({ text: context.text("there is no derivative at these numbers") });
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
  const reason = context.text(paths.length === 1 ? "chain rule" : "chain rule, the sum over {count} paths", { count: paths.length });
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
  const slopes = factors.map(step => ({ ...slopeLine(context, ...step), left: stepTree(context, context.above, step) }));
  return [
    { title: context.text("where"), lines: nodes.map(i => formulaLine(context, i)) },
    { notes: moreNodes },
    { lines: slopes, isFlow: true },
    { notes: moreFactors },
  ];
}

// ∂L/∂w = ∂L/∂p · ∂p/∂w, with ∂L/∂p as the sum over the nodes that the paths take when they part; and a few paths.
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
  const whole = { left: derivativeTree(context, output, node), rights: [symbols, numbers, valueTree(context, context.adjoints[node])] };
  return [{ ...whole, reason: context.text("chain rule") }, { ...line, reason: grouped }];
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
  return [
    { key: "message", title: context.text("What the edge hands on"), parts: [{ lines: [line] }, { notes: shares }] },
    { key: "slopes", title: context.text("Local derivative"), parts: [{ lines: [slopeLine(context, node, place)] }] },
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
  const state = { open: new Map(), litPath: null, asked: null, tidying: null }; // what the reader has done, which outlives the elements
  let nudging = null;
  root.update = given => {
    const held = heldFocus(body);
    if (state.asked !== JSON.stringify(given.selected)) Object.assign(state, { asked: JSON.stringify(given.selected), litPath: null });
    body.replaceChildren(headerElement(given), ...sectionsOf(given).map(section => sectionElement(given, section, state)));
    const leaf = canBeNudged(given) ? given.selected.node : null;
    if (!nudging || nudging.leaf !== leaf) {
      if (nudging) nudging.element.remove();
      nudging = leaf === null ? null : nudgeControl(given, leaf);
      if (nudging) root.append(nudging.element);
    }
    if (nudging) nudging.update(given);
    clearTimeout(state.tidying);
    state.tidying = setTimeout(() => makeReachable(body, given), 150);
    const again = held && [...body.querySelectorAll("[data-key]")].find(made => made.dataset.key === held);
    if (again) again.focus({ preventScroll: true });
  };
  root.update(context);
  return root;
}

// What is wider than its place can be scrolled by keys too.
function makeReachable(body, context) {
  [...body.querySelectorAll(".ask-lines")].forEach((lines, k) => {
    const isWide = lines.scrollWidth > lines.clientWidth;
    const said = { tabindex: "0", role: "region", "aria-label": `${context.text("formulas")} ${k + 1}` };
    for (const [name, given] of Object.entries(said)) lines.toggleAttribute(name, isWide) && lines.setAttribute(name, given);
  });
}

const canBeNudged = ({ graph, selected }) => selected.node !== undefined && graph.nodes[selected.node].kind === "leaf";

function heldFocus(body) {
  const focused = body.getRootNode().activeElement;
  return focused && body.contains(focused) ? focused.dataset.key : null;
}

function headerElement(context) {
  const { graph, selected } = context;
  if (selected.edge) {
    const [node, place] = selected.edge;
    const names = [graph.nodes[node].operands[place], node].map(i => spokenName(context, i));
    return element("header", {}, element("h2", {}, names.join(" → ")), element("p", { class: "ask-kind" }, context.text("an edge")));
  }
  const i = selected.node;
  const [name, shown] = [spokenName(context, i), shownNumber(context, context.numbers[i])];
  const isNamed = name !== shown;
  const equation = isNamed ? rowTree(nodeName(context, i), ["mo", "="], nodeNumber(context, i)) : nodeNumber(context, i);
  const heading = element("h2", { "aria-label": isNamed ? `${name} = ${shown}` : shown }, mathElement(equation));
  return element("header", {}, heading, element("p", { class: "ask-kind" }, kindOf(context, i)));
}

function kindOf(context, i) {
  const { kind, row } = context.graph.nodes[i];
  if (row) return context.text(i === context.graph.output ? "output, operation {name}" : "operation {name}", { name: row.name });
  const moved = context.start && context.start[i] !== context.numbers[i];
  const from = moved ? ` (${context.text("from {number}", { number: context.number(context.start[i]) })})` : "";
  return context.text(kind) + from;
}

// A section, with a heading; one that is closed at first, with a summary that opens it.
function sectionElement(context, { key, title, parts, isClosed }, state) {
  const inside = parts.flatMap(part => {
    const made = partElements(context, part, state);
    if (part.isClosed) return [closedElement(`${key} ${part.title}`, part.title, made, state)];
    return part.title ? [element("p", { class: "ask-word" }, part.title), ...made] : made;
  });
  const heading = title && !isClosed ? element("h3", {}, title) : null;
  return element("section", {}, heading, ...(isClosed ? [closedElement(key, title, inside, state)] : inside));
}

function closedElement(key, title, inside, { open }) {
  const summary = element("summary", { "data-key": `${key} summary` }, title);
  const made = element("details", { open: open.get(key) || false }, summary, ...inside);
  made.addEventListener("toggle", () => open.set(key, made.open));
  return made;
}

function partElements(context, { lines = [], notes = [], paths = [], isFlow }, state) {
  return [
    ...(lines.length ? [isFlow ? flowElement(lines) : linesElement(lines)] : []),
    ...notes.map(noteElement),
    ...(paths.length ? [pathsElement(context, paths, state)] : []),
  ];
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

function lineElements({ left, rights, whole, reason }) {
  const beside = reason ? [element("span", { class: "ask-reason" }, reason)] : [];
  const right = whole ? [mathElement(whole)] : piecesOf(rights);
  return [
    element("div", { class: "ask-left" }, left ? mathElement(left, DISPLAYED) : null),
    element("div", { class: "ask-right" }, ...right, ...beside),
  ];
}

const DISPLAYED = { displaystyle: "true" };

// "= …" for each right side, in pieces between which a line may end.
function piecesOf(rights) {
  const trees = rights.flatMap(right => {
    const [first, ...others] = brokenTree(right);
    return [rowTree(["mo", { form: "infix" }, "="], first), ...others];
  });
  return trees.flatMap(tree => [mathElement(tree, DISPLAYED), element("wbr")]);
}

// Equations beside one another.
const flowElement = lines =>
  element(
    "div",
    { class: "ask-flow" },
    ...lines.map(({ left, rights }) => element("span", {}, mathElement(left, DISPLAYED), ...piecesOf(rights)))
  );

// The paths, each with a button that lights it, or puts it out again.
function pathsElement(context, paths, state) {
  const buttons = paths.map(({ key, nodes, trail }) => {
    const press = () => {
      state.litPath = state.litPath === key ? null : key;
      show();
      context.lightPath(state.litPath === null ? null : nodes);
    };
    return element("button", { type: "button", "data-key": key, onclick: press }, trail);
  });
  const show = () => buttons.forEach(button => button.setAttribute("aria-pressed", `${button.dataset.key === state.litPath}`));
  show();
  const items = paths.map(({ rights }, k) => element("li", {}, buttons[k], linesElement([{ left: null, rights }])));
  return element("ol", { class: "ask-paths", "aria-label": context.text("paths, each lit by its button") }, ...items);
}

// The control for a nudge.

function nudgeControl(first, leaf) {
  let context = first;
  const reason = whyFixed(first.graph, leaf);
  const title = element("h3", {}, first.text("What does a nudge really do?"));
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
  const act = (text, title, change) =>
    element("button", { type: "button", title: first.text(title), onclick: () => set(change) }, text);
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
