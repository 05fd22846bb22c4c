// The picture of a graph with its numbers: what of it can be touched and selected, and what it shows.

import { svgElement } from "./elements.js";
import { Picture, look, write } from "./picture.js";
import { makeTouchable } from "./touching.js";

const CLICK_KEYS = ["Enter", " "];
const MOST_OUTPUTS = 4; // of a closed group are listed
const MANY_PARTS = 300; // in a larger picture, what is out of sight follows when nothing moves
const WEIGHTS = 5; // how many widths the arrows of the backward pass have

function onClick(element, act) {
  element.addEventListener("click", act);
  element.addEventListener("keydown", event => {
    if (!CLICK_KEYS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

// What is written in a part is its name, numbers and all; a leaf, and what has no text, is named instead.
function describe(element, label) {
  const hasName = element.getAttribute("role") === "button" && element.textContent.trim() !== "";
  element.setAttribute(hasName ? "aria-description" : "aria-label", label);
}

// A thin line is hard to hit: a wide one that nobody sees lies over it.
function widen(element) {
  const line = element.querySelector("path");
  if (line) element.append(svgElement("path", { class: "hit", d: line.getAttribute("d") }));
}

export class GraphPicture {
  // `words` is { text, number, title, change }: the title of a node does not change with its number; `acts` is { select(selected), leaf(k), leafAt(node), fold(group) }:
  // leaf gives what `makeTouchable` takes, fold a function that opens or closes a group, or null.
  constructor(entry, graph, words, acts) {
    this.graph = graph;
    this.words = words;
    this.picture = new Picture(entry, words.text("graph"));
    this.parts = entry.shown.map(names => this.picture.named(names));
    this.arrows = this.bundles(entry.arrows);
    this.groups = entry.groups.map(group => ({ ...group, part: this.picture.parts.get(group.part) }));
    this.closed = this.groups.filter(group => !group.open).map(group => ({ ...group, ...this.contents(group.part) }));
    this.lights = {};
    this.makeNodesLive(acts);
    this.makeEdgesLive(acts);
    this.makeGroupsLive(acts);
  }

  // For each node and operand the arrow there and the arrow back; operands of one bundle share theirs.
  bundles(arrows) {
    const known = new Map();
    const bundle = k => ({ edge: this.picture.parts.get(`n-edge${k}`), message: this.picture.parts.get(`n-message${k}`) });
    const arrow = k => known.get(k) || known.set(k, bundle(k)).get(k);
    return arrows.map(places => places.map(arrow));
  }

  // The nodes in a closed group: those whose numbers leave it, and its leaves.
  contents(part) {
    const { nodes } = this.graph;
    const members = nodes.map((_, i) => i).filter(i => this.parts[i][0] === part);
    const within = new Set(members);
    const used = new Set(nodes.flatMap((node, i) => (within.has(i) ? [] : node.operands)));
    const leaving = members.filter(i => used.has(i));
    const candidates = leaving.length ? leaving : members.slice(-1);
    const varying = candidates.filter(i => nodes[i].kind !== "constant");
    return { outputs: varying.length ? varying : candidates, leaves: members.filter(i => nodes[i].kind === "leaf") };
  }

  // What is touched and selected.

  makeNodesLive(acts) {
    const ofGroups = new Set(this.groups.map(group => group.part));
    this.leafParts = [];
    this.graph.nodes.forEach((node, i) => {
      const leaf = acts.leafAt(i);
      for (const part of this.parts[i].filter(found => !ofGroups.has(found))) {
        this.makeSelectable(part, leaf >= 0 ? "spinbutton" : "button", this.words.title(i), 0, () => acts.select({ node: i }));
        if (leaf < 0) continue;
        part.element.classList.add("touchable");
        makeTouchable(part.element, acts.leaf(leaf));
        this.leafParts.push({ part, leaf });
      }
    });
  }

  // By keys, edges are reached from the panel of their node: there are too many to go through all.
  makeEdgesLive(acts) {
    const seen = new Set();
    this.graph.nodes.forEach((node, i) =>
      node.operands.forEach((operand, place) => {
        const label = this.words.text("edge", { operand: this.words.title(operand), result: this.words.title(i) });
        for (const part of Object.values(this.arrows[i][place])) {
          if (!part || seen.has(part)) continue;
          seen.add(part);
          widen(part.element);
          this.makeSelectable(part, "button", label, -1, () => acts.select({ edge: [i, place] }));
        }
      })
    );
  }

  makeGroupsLive(acts) {
    for (const group of this.groups) {
      const act = acts.fold(group);
      if (!act) continue;
      const { element } = group.part;
      const handle = group.open ? element.querySelector("text") || element : element;
      const label = this.words.text(group.open ? "fold group" : "unfold group", { name: group.title });
      handle.classList.add("foldable");
      group.handle = handle;
      for (const [name, given] of Object.entries({ role: "button", tabindex: 0, "aria-expanded": group.open })) {
        handle.setAttribute(name, given);
      }
      describe(handle, label);
      onClick(handle, act);
    }
  }

  // To go on by keys where a group was opened or closed.
  focusGroup(name) {
    const group = this.groups.find(found => found.name === name);
    if (group && group.handle) group.handle.focus({ preventScroll: true });
  }

  makeSelectable({ element }, role, label, tabindex, act) {
    element.setAttribute("role", role);
    element.setAttribute("tabindex", tabindex);
    describe(element, label);
    onClick(element, act);
  }

  get isLarge() {
    return this.picture.parts.size > MANY_PARTS;
  }

  // What is shown. `known` is what `knownAfter` gives; null where everything is. What is beyond a region keeps its numbers;
  // null for no such region.
  show(pass, known, values, start, region) {
    if (region && !this.isMeasured) {
      this.picture.measure();
      this.isMeasured = true;
    }
    const isSeen = part =>
      !region || (part.left < region.right && part.right > region.left && part.top < region.bottom && part.bottom > region.top);
    const adjoint = known ? i => known.adjoints[i] : i => pass.adjoints[i];
    this.showNodes(pass, known, adjoint, isSeen);
    this.showEdges(pass, known, isSeen);
    this.showGroups(pass, known, adjoint);
    for (const { part, leaf } of this.leafParts) this.showLeaf(part, values[leaf], start[leaf]);
  }

  showNodes(pass, known, adjoint, isSeen) {
    const { number } = this.words;
    this.parts.forEach((parts, i) => {
      const slope = adjoint(i);
      for (const part of parts.filter(isSeen)) {
        if (pass.numbers[i] !== null) write(part.value, number(pass.numbers[i]));
        if (slope !== null) write(part.gradient, number(slope));
        look(part, "stale", pass.numbers[i] === null ? "stale" : "");
        look(part, "known", known && !known.known[i] ? "later" : "");
        look(part.gradient, "known", known && slope === null ? "later" : "");
        look(part.gradient, "stale", !known && slope === null ? "stale" : "");
      }
    });
  }

  showEdges(pass, known, isSeen) {
    const sizes = pass.messages.map(messages => Math.max(0, ...messages.map(message => Math.abs(message || 0))));
    const largest = Math.max(...sizes) || 1;
    this.arrows.forEach((arrows, i) =>
      arrows.forEach(({ edge, message }, place) => {
        if (edge && isSeen(edge)) this.showEdge(edge, pass.locals[i][place], !known || known.known[i]);
        if (message && isSeen(message)) this.showMessage(message, pass.messages[i][place], largest, !known || known.handed[i][place]);
      })
    );
  }

  showEdge(edge, local, isKnown) {
    if (local !== null && edge.local) write(edge.local, this.words.number(local));
    look(edge.local, "stale", local === null ? "stale" : "");
    look(edge, "known", isKnown ? "" : "later");
  }

  // The wider its arrow, the larger the message, among all.
  showMessage(arrow, message, largest, isKnown) {
    if (message !== null) write(arrow.message, this.words.number(message));
    look(arrow, "weight", `weight-${Math.round((WEIGHTS * Math.abs(message || 0)) / largest)}`);
    look(arrow, "stale", message === null ? "stale" : "");
    look(arrow, "known", isKnown ? "" : "later");
  }

  showGroups(pass, known, adjoint) {
    const { number } = this.words;
    for (const { part, outputs, leaves } of this.closed) {
      const numbers = outputs.map(i => pass.numbers[i]).filter(x => x !== null);
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
      const reach = low === high ? low : `${low} … ${high}`;
      if (numbers.length) write(part.value, outputs.length <= MOST_OUTPUTS ? numbers.map(number).join(", ") : reach);
      const slopes = leaves.map(adjoint).filter(slope => slope !== null);
      write(part.gradient, slopes.length ? number(Math.hypot(...slopes)) : "—");
      look(part, "known", known && outputs.every(i => !known.known[i]) ? "later" : "");
      look(part.gradient, "known", known && slopes.length === 0 ? "later" : "");
    }
  }

  // A leaf that has moved says from where, above its box.
  showLeaf(part, value, start) {
    if (part.spoken === value) return;
    part.spoken = value;
    part.element.setAttribute("aria-valuenow", value);
    part.element.setAttribute("aria-valuetext", this.words.number(value));
    const isMoved = value !== start;
    look(part, "moved", isMoved ? "moved" : "");
    if (!isMoved && !part.ghost) return;
    part.ghost = part.ghost || this.ghostOf(part.element);
    part.ghost.textContent = isMoved ? this.words.text("ghost", this.words.change(value, start)) : "";
  }

  ghostOf(element) {
    const { x, y, width } = element.querySelector("rect").attributes;
    const middle = Number(x.value) + Number(width.value) / 2;
    const ghost = svgElement("text", { class: "ghost", x: middle, y: Number(y.value) - 4, "aria-hidden": "true" });
    element.append(ghost);
    return ghost;
  }

  // What is at work: the node, and the operands that something is handed to; with the arrows of the step.
  lightStep(step) {
    const arrows = step && step.node !== null ? this.arrows[step.node] : [];
    const between = step && step.kind === "forward" ? arrows.map(arrow => arrow.edge) : step ? step.places.map(place => arrows[place].message) : [];
    this.light("lit", [...this.partsAt(step), ...between]);
  }

  partsAt(step) {
    if (!step || step.node === null) return [];
    const { operands } = this.graph.nodes[step.node];
    return [step.node, ...step.places.map(place => operands[place])].flatMap(i => this.parts[i].slice(0, 1));
  }

  lightSelected(selected) {
    const parts = selected === null ? [] : selected.edge ? Object.values(this.arrows[selected.edge[0]][selected.edge[1]]) : this.parts[selected.node];
    this.light("selected", parts);
  }

  // The nodes of a path and the arrows between them.
  lightPath(nodes) {
    const between = nodes.slice(1).flatMap((head, k) =>
      this.arrows[head].filter((_, place) => this.graph.nodes[head].operands[place] === nodes[k]).map(arrow => arrow.edge)
    );
    this.light("on-path", [...nodes.flatMap(i => this.parts[i]), ...between]);
  }

  // Gives exactly these parts a look.
  light(name, parts) {
    const lit = new Set(parts.filter(Boolean));
    for (const part of this.lights[name] || []) if (!lit.has(part)) look(part, name, "");
    for (const part of lit) look(part, name, name);
    this.lights[name] = lit;
  }
}
