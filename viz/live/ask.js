// What a node, a weight or an edge answers when it is asked: formulas, derivatives, conventions, the gradient as a sum,
// the paths to the output, and what a nudge really does.
//
// `answer(context)` gives an element; its method `update(context)` writes other numbers into it, and leaves what is open
// open. The context: graph, numbers, adjoints, locals, messages, as engine.js gives them; start, the numbers at the start;
// selected, { node } or { edge: [node, place of the operand] }; data, with `names` and `facts` of facts.py; text(key,
// parts), a text of the page; number(x), a number as it is written; lightPath(nodes), which lights nodes, null for none;
// and, if there is one, the refusal of the pass.

import { sectionsOf } from "./answers.js";
import { element } from "./elements.js";
import { nodeName, nodeNumber, shownNumber, spokenName } from "./formulas.js";
import { noteElement, nudgeControl } from "./nudging.js";
import { brokenTree, mathElement, rowTree } from "./trees.js";

export function answer(context) {
  const body = element("div", { class: "ask-body" });
  const root = element("div", { class: "ask" }, body);
  const state = { context, asked: "", open: new Map(), paths: new Map(), litPath: null, tidying: null };
  let nudging = null;
  root.addEventListener("click", event => pressPath(state, event.target.closest("[data-path]"), root.update));
  root.addEventListener("toggle", ({ target }) => state.open.set(target.dataset.key, target.open), true);
  root.update = (given = state.context) => {
    const asked = JSON.stringify(given.selected);
    if (state.asked !== asked) state.litPath = null;
    Object.assign(state, { context: given, asked });
    const sections = sectionsOf(given).map(section => sectionElement(given, section, state));
    changeInto(body, element("div", { class: "ask-body" }, headerElement(given), ...sections));
    const leaf = canBeNudged(given) ? given.selected.node : null;
    if (!nudging || nudging.leaf !== leaf) {
      if (nudging) nudging.element.remove();
      nudging = leaf === null ? null : nudgeControl(given, leaf);
      if (nudging) root.append(nudging.element);
    }
    if (nudging) nudging.update(given);
    clearTimeout(state.tidying);
    state.tidying = setTimeout(() => makeReachable(body, given), 150);
  };
  root.update(context);
  return root;
}

// Makes one element look like another, by changing no more than differs: while a number moves, little does, and what a
// reader has opened or is about to press stays where it is.
function changeInto(old, made) {
  if (old.nodeName !== made.nodeName) {
    old.replaceWith(made);
  } else if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== made.data) old.data = made.data;
  } else {
    for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    if (old.nodeName === "DETAILS") old.open = made.open;
    if (old.childNodes.length !== made.childNodes.length) old.replaceChildren(...made.childNodes);
    else [...made.childNodes].forEach((child, k) => changeInto(old.childNodes[k], child));
  }
}

// What is wider than its place can be scrolled by keys too.
function makeReachable(body, context) {
  [...body.querySelectorAll(".ask-lines")].forEach((lines, k) => {
    const isWide = lines.scrollWidth > lines.clientWidth;
    const said = { tabindex: "0", role: "region", "aria-label": `${context.text("formulas")} ${k + 1}` };
    for (const name in said) if (lines.toggleAttribute(name, isWide)) lines.setAttribute(name, said[name]);
  });
}

const canBeNudged = ({ graph, selected }) => selected.node !== undefined && graph.nodes[selected.node].kind === "leaf";

function headerElement(context) {
  const { graph, selected } = context;
  if (selected.edge) {
    const [node, place] = selected.edge;
    const names = [graph.nodes[node].operands[place], node].map(i => spokenName(context, i));
    const kind = element("p", { class: "ask-kind" }, context.text("an edge"));
    return element("header", {}, element("h2", {}, names.join(" → ")), kind);
  }
  const i = selected.node;
  const [name, shown] = [spokenName(context, i), shownNumber(context, context.numbers[i])];
  const isNamed = name !== shown;
  const number = mathElement(isNamed ? rowTree(["mo", { form: "infix" }, "="], nodeNumber(context, i)) : nodeNumber(context, i));
  const equation = isNamed ? [mathElement(nodeName(context, i)), element("wbr"), number] : [number];
  const heading = element("h2", { "aria-label": isNamed ? `${name} = ${shown}` : shown }, ...equation);
  return element("header", {}, heading, element("p", { class: "ask-kind" }, kindOf(context, i)));
}

function kindOf(context, i) {
  const { kind, row } = context.graph.nodes[i];
  const isOutput = i === context.graph.output;
  if (row) return context.text(isOutput ? "output, operation {name}" : "operation {name}", { name: row.name });
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

const closedElement = (key, title, inside, { open }) =>
  element("details", { "data-key": key, open: open.get(key) || false }, element("summary", {}, title), ...inside);

function partElements(context, { lines = [], notes = [], paths = [], isFlow }, state) {
  return [
    ...(lines.length ? [isFlow ? flowElement(lines) : linesElement(lines)] : []),
    ...notes.map(noteElement),
    ...(paths.length ? [pathsElement(context, paths, state)] : []),
  ];
}

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
  state.paths = new Map(paths.map(({ key, nodes }) => [key, nodes]));
  const items = paths.map(({ key, trail, rights }) => {
    const pressed = `${key === state.litPath}`;
    const button = element("button", { type: "button", "data-path": key, "aria-pressed": pressed }, trail);
    return element("li", {}, button, linesElement([{ left: null, rights }]));
  });
  return element("ol", { class: "ask-paths", "aria-label": context.text("paths, each lit by its button") }, ...items);
}

function pressPath(state, button, update) {
  if (!button) return;
  const { path } = button.dataset;
  state.litPath = state.litPath === path ? null : path;
  update();
  state.context.lightPath(state.litPath === null ? null : state.paths.get(path));
}
