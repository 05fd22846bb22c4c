// One sample's graph as a picture: a column for each step from the inputs to the loss, weights on the edges.
//
// The graph is one that `engine.js` runs. A node that only weighs another, or is added as a bias, has no box of its own:
// a weight stands on the edge whose number it multiplies, a bias below its sum. Parts have the ids that pictures of
// graphs have: "n3" for the node at place 3, "n-edge2" for the edge of number 2.

import { svgElement } from "./elements.js";

const BOX = { width: 80, height: 52 };
const ROW = { roomy: 92, narrow: 64 };
const MARGIN = 6;
const MOST_LABELS = 16; // between two columns; where there are more edges, only those that are lit are labelled
const HALF_LABEL = 42;

// A sum of products, ⟨w, x⟩ + b: its first operands are the weights, as many as of what they multiply.
const isWeightedSum = ({ kind, inputs }) => kind === "operation" && Array.isArray(inputs[0]) && Array.isArray(inputs[1]);

// Which nodes have boxes, in columns, and an edge { key, from, to, place, weight } for each operand that has a box:
// place is that among the operands, weight the node that stands on the edge, null for none.
export function sampleLayout({ nodes, output }) {
  const wanted = below(nodes, output);
  const sums = nodes.filter(isWeightedSum);
  const hidden = new Set(sums.flatMap(({ inputs }) => [...inputs[0], ...inputs.slice(2)]));
  const columnOf = nodes.map(() => 0);
  const edges = [];
  nodes.forEach((node, i) => {
    if (node.kind !== "operation" || !wanted.has(i)) return;
    node.inputs.flat().forEach((k, place) => {
      if (hidden.has(k)) return;
      columnOf[i] = Math.max(columnOf[i], columnOf[k] + 1);
      const weight = isWeightedSum(node) ? node.inputs[0][place - node.inputs[0].length] : null;
      edges.push({ key: edges.length, from: k, to: i, place, weight });
    });
  });
  // A target stands in the column before what it is compared with, not among the inputs.
  const targets = nodes.map((node, i) => node.kind !== "operation" && !edges.some(edge => edge.from === i && edge.weight !== null));
  edges.filter(({ from }) => targets[from]).forEach(({ from, to }) => { columnOf[from] = Math.max(0, columnOf[to] - 1); });
  const joined = new Set([output, ...edges.flatMap(({ from, to }) => [from, to])]);
  const columns = [];
  nodes.forEach((node, i) => { if (joined.has(i)) (columns[columnOf[i]] ||= []).push(i); });
  return placed(columns.filter(column => column), edges);
}

// The nodes that an output is computed from, and itself.
function below(nodes, output) {
  const found = new Set([output]);
  for (let i = output; i >= 0; i--) {
    if (found.has(i) && nodes[i].kind === "operation") nodes[i].inputs.flat().forEach(k => found.add(k));
  }
  return found;
}

function placed(columns, edges) {
  const highest = Math.max(...columns.map(column => column.length));
  const row = highest > 4 ? ROW.narrow : ROW.roomy;
  const height = highest * row + 2 * MARGIN;
  const places = new Map();
  let x = MARGIN;
  columns.forEach((column, c) => {
    if (c > 0) x += BOX.width + room(edges, columns[c - 1], column);
    const top = (height - column.length * row) / 2 + (row - BOX.height) / 2;
    column.forEach((i, r) => places.set(i, { x, y: top + r * row }));
  });
  return { columns, edges, places, width: x + BOX.width + MARGIN, height };
}

// Between two columns: where weights stand on the edges, room for them; where none do, little.
function room(edges, before, after) {
  const between = edges.filter(({ from, to }) => before.includes(from) && after.includes(to));
  if (!between.some(({ weight }) => weight !== null)) return 14;
  return between.length <= MOST_LABELS ? HALF_LABEL * (Math.min(before.length, after.length) + 1) : 110;
}

// How far along its edge a label stands: so near to the column of more nodes that the labels of all edges between two
// columns lie one below the other.
const labelShare = (before, after) => (before.length <= after.length ? before.length / (before.length + 1) : 1 / (after.length + 1));

// The picture of a graph. `words` has, for each node, what it is called, and the symbol of its operation; `acts` is told
// which node or edge is touched. show({ pass, numbers, adjoints, lit, chosen, written }) fills in what is known so far.
export function samplePicture(graph, layout, words, label, acts) {
  const { edges, places, width, height } = layout;
  const edgeParts = edges.map(edge => edgePart(edge, layout, graph));
  const nodeParts = new Map([...places].map(([i, place]) => [i, nodePart(i, place, graph, words)]));
  const svg = svgElement(
    "svg", { viewBox: `0 0 ${width} ${height}`, class: "sample-graph", role: "group", "aria-label": label },
    ...edgeParts.map(({ root }) => root), ...edgeParts.map(({ text }) => text), ...[...nodeParts.values()].map(({ root }) => root)
  );
  svg.addEventListener("click", event => touch(event));
  svg.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    touch(event);
  });
  function touch(event) {
    const part = event.target.closest?.("[data-node], [data-edge]");
    if (part?.dataset.node) acts.node(Number(part.dataset.node));
    else if (part) acts.edge(edges[Number(part.dataset.edge)]);
  }

  function show({ pass, numbers, adjoints, lit, chosen, written }) {
    const isKnown = number => number !== null && number !== undefined;
    const say = number => (isKnown(number) ? written(number) : "");
    const slope = number => (isKnown(number) ? `∂ ${written(number)}` : "");
    const brief = (number, before) => (isKnown(number) ? before + written(number, 2) : "");
    for (const [i, part] of nodeParts) {
      part.number.textContent = say(numbers[i]);
      part.gradient.textContent = graph.nodes[i].kind === "constant" ? "" : slope(adjoints[i]);
      part.root.classList.toggle("lit", lit.nodes.has(i));
      part.root.classList.toggle("chosen", chosen === i);
      part.root.setAttribute("aria-label", part.root.textContent);
    }
    edges.forEach((edge, k) => {
      const part = edgeParts[k];
      const isLit = lit.edges.has(k);
      const isChosen = edge.weight !== null && chosen === edge.weight;
      part.root.classList.toggle("lit", isLit);
      part.root.classList.toggle("chosen", isChosen);
      part.text.classList.toggle("chosen", isChosen);
      part.text.style.display = edge.weight !== null && (part.isRoomy || isLit || isChosen || chosen === edge.to || chosen === edge.from) ? "" : "none";
      if (edge.weight === null) return;
      part.root.classList.toggle("negative", pass.numbers[edge.weight] < 0);
      part.weight.textContent = brief(numbers[edge.weight], "");
      part.gradient.textContent = brief(adjoints[edge.weight], " ∂ ");
    });
  }
  return { root: svg, show };
}

function nodePart(i, { x, y }, graph, words) {
  const node = graph.nodes[i];
  const middle = x + BOX.width / 2;
  const line = (text, at, kind) => svgElement("text", { x: middle, y: y + at, class: kind }, text);
  const number = line("", 31, "number");
  const gradient = line("", 45, "gradient");
  const title = [words.symbols[i], words.names[i]].filter(Boolean).join("  ");
  const root = svgElement(
    "g", { id: `n${i}`, class: `node ${node.kind}`, "data-node": i, tabindex: 0, role: "button" },
    svgElement("rect", { x, y, width: BOX.width, height: BOX.height, rx: node.kind === "operation" ? 24 : 6 }),
    line(title, 16, "name"), number, gradient
  );
  root.classList.toggle("output", i === graph.output);
  return { root, number, gradient };
}

function edgePart(edge, { columns, edges, places }, graph) {
  const [start, end] = [places.get(edge.from), places.get(edge.to)];
  const [x1, y1] = [start.x + BOX.width, start.y + BOX.height / 2];
  const [x2, y2] = [end.x - 1, end.y + BOX.height / 2];
  const column = columns.find(c => c.includes(edge.to));
  const before = columns.find(c => c.includes(edge.from));
  const between = edges.filter(({ from, to }) => before.includes(from) && column.includes(to));
  const share = labelShare(before, column);
  const weight = svgElement("tspan", { class: "weight" });
  const gradient = svgElement("tspan", { class: "gradient" });
  const text = svgElement("text", {
    x: x1 + (x2 - x1) * share, y: y1 + (y2 - y1) * share + 3.5, class: "edge-label", "data-edge": edge.key,
  }, weight, gradient);
  const way = `M${x1} ${y1}L${x2} ${y2}`;
  const root = svgElement(
    "g", { id: `n-edge${edge.key}`, class: `edge ${edge.weight === null ? "" : "weighted"}`, "data-edge": edge.key },
    svgElement("path", { d: way, class: "edge-line" }), svgElement("path", { d: way, class: "line-touch" })
  );
  return { root, text, weight, gradient, isRoomy: between.length <= MOST_LABELS };
}
