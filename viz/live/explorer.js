// The page: a graph that can be touched, gone through step by step, folded, and asked.

import { answer } from "./ask.js";
import { sentence } from "./engine.js";
import { element } from "./elements.js";
import { Model } from "./model.js";
import { prettyNumber, stepFor } from "./numbers.js";
import { Picture, look, write } from "./picture.js";
import { rows } from "./rows.js";
import { ProgramListing, StepBar } from "./stepping.js";
import { knownAfter, stepsOf } from "./steps.js";
import { filled } from "./texts.js";
import { followTheme } from "./theme.js";
import { makeTouchable } from "./touching.js";
import { Zoom } from "./zoom.js";

const CLICK_KEYS = ["Enter", " "];

class Page {
  constructor(root, data, channel) {
    this.root = root;
    this.data = data;
    this.channel = channel;
    this.model = new Model(data, rows);
    this.text = (key, parts = {}) => filled(data.texts[key], parts);
    this.number = x => prettyNumber(x, data.options.precision);
    this.mode = data.options.mode;
    this.by = data.options.by;
    this.step = 0;
    this.speed = 1;
    this.player = null;
    this.selected = null;
    this.frame = null;
    this.build();
    this.showPicture(0);
    this.endings = [followTheme(root), this.listenToKeys()];
    if (channel) this.listenToPython();
  }

  // The page's elements.

  build() {
    const { text } = this;
    const button = (label, act, sign = label) =>
      element("button", { type: "button", class: sign === label ? "" : "sign", "aria-label": label, title: sign === label ? null : label, onclick: act }, sign);
    this.box = element("div", { class: "box", tabindex: 0, role: "region", "aria-label": text("graph") });
    this.zoom = new Zoom(this.box);
    this.modes = ["explore", "step"].map(mode => button(text(mode), () => this.set({ mode })));
    this.folds = element("select", { onchange: () => this.fold(this.folds.value) });
    this.resetAll = button(text("reset all"), () => this.reset());
    this.bar = new StepBar(text, { go: where => this.go(where), by: by => this.set({ by }), speed: speed => this.setSpeed(speed) });
    this.caption = element("p", { class: "caption", "aria-live": "polite" });
    this.sums = element("div", { class: "sums" });
    this.refusal = element("p", { class: "refusal", role: "alert" });
    this.listing = new ProgramListing(text);
    this.leafPanel = element("section", { class: "leaf" });
    this.asked = element("section", { class: "asked", "aria-label": text("what is selected") });
    this.root.classList.add("chalk");
    this.root.replaceChildren(
      element("div", { class: "explorer" },
        element("div", { class: "bar" },
          element("div", { class: "modes", role: "group", "aria-label": text("mode") }, ...this.modes),
          element("label", { class: "folds" }, element("span", {}, text("folded")), this.folds),
          element("div", { class: "zooms", role: "group", "aria-label": text("zoom") },
            button(text("smaller"), () => this.zoom.smaller(), "−"),
            button(text("larger"), () => this.zoom.larger(), "+"),
            button(text("fit"), () => this.zoom.fit())),
          this.resetAll),
        element("div", { class: "body" },
          element("div", { class: "stage" }, this.box, this.refusal, this.bar.element, this.caption, this.sums),
          element("aside", { class: "side", "aria-label": text("details") }, this.leafPanel, this.asked, this.listing.element))));
    this.folds.append(...this.data.pictures.map(({ key }) => element("option", { value: key }, this.foldText(key))));
    this.folds.parentElement.hidden = this.data.pictures.length < 2;
  }

  foldText(key) {
    return key || this.text("the whole graph");
  }

  // The picture, and its parts under hand and keys.

  showPicture(place) {
    const entry = this.data.pictures[place];
    this.place = place;
    this.program = entry.program;
    this.picture = new Picture(entry, this.text("graph"));
    this.box.replaceChildren(this.picture.svg);
    this.steps = stepsOf(this.graph, this.by);
    this.pass = this.model.pass(this.program);
    this.shownPass = this.pass;
    this.bindParts();
    this.bindNodes();
    this.bindEdges();
    this.groups = this.groupsShown();
    this.folds.value = entry.key;
    this.zoom.show(this.picture);
    this.render();
  }

  get graph() {
    return this.model.graphs[this.program];
  }

  get entry() {
    return this.data.pictures[this.place];
  }

  // Where each node, and each arrow to it, is in the picture.
  bindParts() {
    const { shown, arrows } = this.entry;
    this.lights = {};
    this.parts = shown.map(names => this.picture.named(names));
    const known = new Map();
    const arrow = k => {
      if (!known.has(k)) known.set(k, { edge: this.picture.parts.get(`n-edge${k}`), message: this.picture.parts.get(`n-message${k}`) });
      return known.get(k);
    };
    this.arrows = arrows.map(places => places.map(arrow));
  }

  bindNodes() {
    const ofGroups = new Set(this.picture.named(this.entry.groups.map(group => group.part)));
    this.graph.nodes.forEach((node, i) => {
      const leaf = this.model.leafAt(this.program, i);
      for (const part of this.parts[i]) {
        if (ofGroups.has(part)) continue;
        this.makeSelectable(part.element, { node: i }, leaf >= 0 ? "spinbutton" : "button", this.name(i));
        if (leaf >= 0) this.bindLeaf(part.element, leaf, i);
      }
    });
    for (const group of this.entry.groups) this.bindGroup(group);
  }

  bindLeaf(part, leaf, node) {
    part.classList.add("touchable");
    makeTouchable(part, {
      number: () => this.model.values[leaf],
      step: () => this.stepSize(leaf),
      set: number => {
        this.select({ node });
        this.moveLeaf(leaf, number);
      },
      type: () => {
        this.select({ node });
        this.renderNow();
        this.field.focus();
        this.field.select();
      },
    });
  }

  bindEdges() {
    this.graph.nodes.forEach((node, i) =>
      node.operands.forEach((operand, place) => {
        const { edge, message } = this.arrows[i][place];
        const label = this.text("edge", { operand: this.name(operand), result: this.name(i) });
        for (const part of [edge, message]) {
          if (part && !part.element.hasAttribute("tabindex")) this.makeSelectable(part.element, { edge: [i, place] }, "button", label, -1);
        }
      })
    );
  }

  bindGroup(group) {
    const part = this.picture.parts.get(group.part).element;
    const opened = group.open ? [] : [group.name];
    const target = this.data.pictures.find(
      entry => entry.fold === this.entry.fold && entry.program === this.program && String(entry.opened) === String(opened)
    ) || (group.open && this.data.pictures.find(entry => entry.fold === this.entry.fold && entry.opened.length === 0));
    if (!target) return;
    const label = this.text(group.open ? "fold group" : "unfold group", { name: group.title });
    const handle = group.open ? part.querySelector("text") || part : part;
    handle.setAttribute("role", "button");
    handle.setAttribute("tabindex", 0);
    describe(handle, label);
    handle.classList.add("foldable");
    const act = () => this.fold(target.key);
    handle.addEventListener("click", act);
    handle.addEventListener("keydown", event => this.onClickKey(event, act));
  }

  makeSelectable(part, selected, role, label, tabindex = 0) {
    part.setAttribute("role", role);
    part.setAttribute("tabindex", tabindex);
    describe(part, label);
    const act = () => this.select(selected);
    part.addEventListener("click", act);
    part.addEventListener("keydown", event => this.onClickKey(event, act));
  }

  onClickKey(event, act) {
    if (!CLICK_KEYS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  // For each closed group: what leaves it, and its leaves.
  groupsShown() {
    return this.entry.groups
      .filter(group => !group.open)
      .map(({ part }) => {
        const members = this.graph.nodes.map((_, i) => i).filter(i => this.entry.shown[i][0] === part);
        const within = new Set(members);
        const used = new Set(this.graph.nodes.flatMap((node, i) => (within.has(i) ? [] : node.operands)));
        const leaving = members.filter(i => used.has(i));
        const outputs = (leaving.length ? leaving : members.slice(-1)).filter((i, _, all) => this.graph.nodes[i].kind !== "constant" || all.every(k => this.graph.nodes[k].kind === "constant"));
        return { part: this.picture.parts.get(part), outputs, leaves: members.filter(i => this.graph.nodes[i].kind === "leaf") };
      });
  }

  // What changes.

  moveLeaf(leaf, number) {
    this.model.move(leaf, number);
    this.follow();
  }

  reset() {
    this.model.values = [...this.model.start];
    this.follow();
  }

  // The passes at the leaves' numbers, and the picture in the next frame.
  follow() {
    this.pass = this.model.pass(this.program);
    this.schedule();
    this.tell("values", this.model.named());
    this.tell("gradients", this.gradients());
  }

  gradients() {
    return this.model.named(this.model.leaves.map(leaf => this.pass.adjoints[leaf.places[this.program]]));
  }

  stepSize(leaf) {
    return this.data.options.step || stepFor(this.model.start[leaf]);
  }

  select(selected) {
    if (JSON.stringify(selected) === JSON.stringify(this.selected)) return;
    this.selected = selected;
    this.path = null;
    this.schedule();
    this.tell("selected", this.selectedName());
  }

  selectedName() {
    if (this.selected === null) return null;
    const { node, edge } = this.selected;
    return edge ? { edge: [edge[0], edge[1]] } : { node };
  }

  fold(key) {
    const place = this.data.pictures.findIndex(entry => entry.key === key);
    if (place < 0 || place === this.place) return;
    this.pause();
    if (this.data.pictures[place].program !== this.program) {
      this.selected = null;
      this.step = 0;
    }
    this.showPicture(place);
    this.tell("folded", key);
  }

  // Steps.

  go(where) {
    const last = this.steps.length - 1;
    if (where === "play") {
      this.player ? this.pause() : this.play();
      return;
    }
    this.pause();
    const to = { first: 0, back: this.step - 1, on: this.step + 1, last }[where] ?? where;
    this.goTo(to);
  }

  goTo(step) {
    this.step = Math.min(Math.max(step, 0), this.steps.length - 1);
    this.schedule();
    this.tell("step", this.step);
  }

  play() {
    if (this.step === this.steps.length - 1) this.goTo(0);
    this.player = setInterval(() => {
      if (this.step === this.steps.length - 1) this.pause();
      else this.goTo(this.step + 1);
    }, 1000 / this.speed);
    this.schedule();
  }

  pause() {
    clearInterval(this.player);
    this.player = null;
    this.schedule();
  }

  setSpeed(speed) {
    this.speed = speed;
    if (this.player) {
      this.pause();
      this.play();
    }
  }

  listenToKeys() {
    const target = this.channel ? this.root : document;
    const listener = event => this.onKey(event);
    target.addEventListener("keydown", listener);
    return () => target.removeEventListener("keydown", listener);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const zooms = { "+": () => this.zoom.larger(), "-": () => this.zoom.smaller(), 0: () => this.zoom.fit(), Escape: () => this.select(null) };
    const moves = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last", " ": "play" };
    const isButton = event.key === " " && event.target.closest("button");
    if (event.key in zooms) zooms[event.key]();
    else if (this.mode === "step" && event.key in moves && !isButton) this.go(moves[event.key]);
    else return;
    event.preventDefault();
  }

  // What Python hears and says.

  tell(name, value) {
    if (this.channel) this.channel.set(name, value);
  }

  listenToPython() {
    const heard = name => ({ [name]: this.channel.get(name) });
    for (const name of ["values", "selected", "folded"]) this.channel.listen(name, () => this.set(heard(name)));
    this.channel.listen("step", () => this.set({ mode: "step", ...heard("step") }));
    this.set({ ...heard("folded"), ...heard("values"), ...heard("step"), ...heard("selected") });
  }

  get() {
    return { mode: this.mode, by: this.by, step: this.step, values: this.model.named(), gradients: this.gradients(), selected: this.selectedName(), folded: this.entry.key };
  }

  set({ mode, by, step, values, selected, folded }) {
    if (folded !== undefined && folded !== null) this.fold(folded);
    if (mode !== undefined) this.mode = mode;
    if (mode === "explore") this.pause();
    if (by !== undefined) this.setGranularity(by);
    if (step !== undefined && step !== this.step) this.goTo(step);
    if (values) {
      this.model.leaves.forEach((leaf, k) => leaf.name in values && this.model.move(k, Number(values[leaf.name])));
      this.follow();
    }
    if (selected !== undefined) this.select(selected);
    this.schedule();
  }

  // The step at work stays at work.
  setGranularity(by) {
    const now = this.steps[this.step];
    this.by = by;
    this.steps = stepsOf(this.graph, by);
    const same = this.steps.findIndex(step => step.kind === now.kind && step.node === now.node && step.places.every(p => now.places.includes(p) || by === "node"));
    this.goTo(Math.max(same, 0));
  }

  destroy() {
    this.pause();
    cancelAnimationFrame(this.frame);
    this.endings.forEach(end => end());
    this.root.replaceChildren();
  }

  // What is shown.

  schedule() {
    if (this.frame === null) this.frame = requestAnimationFrame(() => this.render());
  }

  renderNow() {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.render();
  }

  render() {
    this.frame = null;
    const isStepping = this.mode === "step";
    this.known = isStepping ? knownAfter(this.graph, this.steps, this.step, this.pass) : null;
    this.renderNodes();
    this.renderEdges();
    this.renderGroups();
    this.renderLit(isStepping ? this.steps[this.step] : null);
    this.renderSelected();
    this.renderStep(isStepping);
    this.renderPanel();
    this.modes.forEach((button, k) => button.setAttribute("aria-pressed", String((k === 1) === isStepping)));
    const { refusal } = this.pass;
    const said = refusal ? sentence(refusal) : "";
    if (this.refusal.textContent !== said) this.refusal.textContent = said;
    this.refusal.hidden = !said;
    this.resetAll.disabled = this.model.values.every((number, k) => Object.is(number, this.model.start[k]));
  }

  adjointShown(i) {
    return this.known ? this.known.adjoints[i] : this.pass.adjoints[i];
  }

  renderNodes() {
    const { pass, known } = this;
    this.graph.nodes.forEach((node, i) => {
      const [number, adjoint] = [pass.numbers[i], this.adjointShown(i)];
      const [value, gradient] = [this.number(number), this.number(adjoint)];
      for (const part of this.parts[i]) {
        if (number !== null) write(part.value, value);
        if (adjoint !== null) write(part.gradient, gradient);
        look(part, "stale", number === null ? "stale" : "");
        look(part, "known", known && !known.known[i] ? "later" : "");
        look(part.gradient, "known", known && adjoint === null ? "later" : "");
        look(part.gradient, "stale", !known && adjoint === null ? "stale" : "");
      }
    });
    this.model.leaves.forEach((leaf, k) => this.renderLeaf(leaf.places[this.program], k));
  }

  renderLeaf(node, leaf) {
    const number = this.model.values[leaf];
    const isMoved = !Object.is(number, this.model.start[leaf]);
    for (const part of this.parts[node]) {
      if (part.element.getAttribute("role") !== "spinbutton") continue;
      look(part, "moved", isMoved ? "moved" : "");
      if (part.spoken === number) continue;
      part.spoken = number;
      part.element.setAttribute("aria-valuenow", number);
      part.element.setAttribute("aria-valuetext", this.number(number));
    }
  }

  renderEdges() {
    const { pass, known } = this;
    this.graph.nodes.forEach((node, i) =>
      this.arrows[i].forEach(({ edge, message }, place) => {
        const [local, handedOn] = [pass.locals[i][place], pass.messages[i][place]];
        if (edge && edge.local && local !== null) write(edge.local, this.number(local));
        if (message && handedOn !== null) write(message.message, this.number(handedOn));
        look(edge && edge.local, "stale", local === null ? "stale" : "");
        look(message && message.message, "stale", handedOn === null ? "stale" : "");
        look(edge, "known", known && !known.known[i] ? "later" : "");
        look(message, "known", known && !known.handed[i][place] ? "later" : "");
      })
    );
  }

  renderGroups() {
    for (const { part, outputs, leaves } of this.groups) {
      const numbers = outputs.map(i => this.pass.numbers[i]);
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(this.number);
      write(part.value, numbers.length <= 4 ? numbers.map(this.number).join(", ") : low === high ? low : `${low} … ${high}`);
      const adjoints = leaves.map(i => this.adjointShown(i)).filter(adjoint => adjoint !== null);
      write(part.gradient, adjoints.length ? this.number(Math.hypot(...adjoints)) : "—");
      look(part, "known", this.known && outputs.every(i => !this.known.known[i]) ? "later" : "");
      look(part.gradient, "known", this.known && adjoints.length === 0 ? "later" : "");
    }
  }

  // What is at work: thicker, and its arrow dashed and moving.
  renderLit(step) {
    const lit = [];
    if (step && step.node !== null) {
      const { operands } = this.graph.nodes[step.node];
      lit.push(...this.parts[step.node]);
      if (step.kind === "forward") lit.push(...this.arrows[step.node].map(arrow => arrow.edge));
      for (const place of step.places) lit.push(this.arrows[step.node][place].message, ...this.parts[operands[place]]);
    }
    this.relight("lit", lit);
  }

  renderSelected() {
    const { selected, path } = this;
    this.relight("selected", selected === null ? [] : selected.edge ? this.partsOfEdge(...selected.edge) : this.parts[selected.node]);
    this.relight("on-path", path ? this.partsOnPath(path) : []);
  }

  partsOfEdge(node, place) {
    const { edge, message } = this.arrows[node][place];
    return [edge, message];
  }

  partsOnPath(nodes) {
    const edges = nodes.slice(1).flatMap((head, k) =>
      this.arrows[head].filter((_, place) => this.graph.nodes[head].operands[place] === nodes[k]).map(arrow => arrow.edge)
    );
    return [...nodes.flatMap(i => this.parts[i]), ...edges];
  }

  relight(name, parts) {
    const lit = new Set(parts.filter(Boolean));
    for (const part of this.lights[name] || []) if (!lit.has(part)) look(part, name, "");
    for (const part of lit) look(part, name, name);
    this.lights[name] = lit;
  }

  // Beside the picture.

  name(i) {
    const { symbol, name } = this.graph.nodes[i];
    return [symbol, name].filter(Boolean).join(" ") || this.number(this.graph.nodes[i].number);
  }

  said(i) {
    const { symbol, name } = this.graph.nodes[i];
    const number = this.number(this.pass.numbers[i]);
    return [symbol, name ? `${name} = ${number}` : number].filter(Boolean).join(" ");
  }

  captionOf({ kind, node, places }) {
    if (kind === "inputs") return this.text("the inputs");
    if (kind === "seed") return this.text("the gradient of the output");
    if (kind === "forward") return this.text("forward step", { node: this.said(node) });
    const gradient = this.number(this.pass.adjoints[node]);
    if (this.by === "node") return this.text("backward step", { node: this.said(node), gradient });
    return this.text("backward edge", { node: this.said(node), operand: this.name(this.graph.nodes[node].operands[places[0]]) });
  }

  renderStep(isStepping) {
    for (const part of [this.bar.element, this.caption, this.sums, this.listing.element]) part.hidden = !isStepping;
    if (!isStepping) return;
    const step = this.steps[this.step];
    this.bar.show(this.step, this.steps.length, this.by, this.player !== null);
    const caption = this.text("step of", { step: this.step + 1, count: this.steps.length, caption: this.captionOf(step) });
    if (this.caption.textContent !== caption) this.caption.textContent = caption;
    this.sums.replaceChildren(...this.known.additions.map(addition => element("p", {}, this.sumOf(addition))));
    this.listing.show(step.kind, this.variables(step));
  }

  // old + adjoint · local = new
  sumOf({ operand, old, adjoint, local, sum }) {
    const product = `${this.number(adjoint)} · ${this.inParentheses(local)}`;
    const before = old === 0 && sum === adjoint * local ? "" : `${this.number(old)} + `;
    return `grad ${this.name(operand)} = ${before}${product} = ${this.number(sum)}`;
  }

  inParentheses(number) {
    const written = this.number(number);
    return written.startsWith("−") ? `(${written})` : written;
  }

  variables({ kind, node }) {
    if (kind === "inputs") return [];
    const shown = [["node", this.name(node)]];
    if (kind === "forward") {
      const operands = this.graph.nodes[node].operands.map(i => this.number(this.pass.numbers[i])).join(", ");
      return [...shown, ["node.operands", operands], ["node.data", this.number(this.pass.numbers[node])]];
    }
    if (kind === "seed") return [["output", this.name(node)], ["output.grad", "1"]];
    const additions = this.known.additions.flatMap(({ operand, local, old, sum }) => [
      ["operand", this.name(operand)],
      ["local", this.number(local)],
      ["operand.grad", `${this.number(old)} → ${this.number(sum)}`],
    ]);
    return [...shown, ["node.grad", this.number(this.pass.adjoints[node])], ...additions];
  }

  renderPanel() {
    const leaf = this.selected && !this.selected.edge ? this.model.leafAt(this.program, this.selected.node) : -1;
    this.renderLeafPanel(leaf);
    const context = {
      graph: this.graph,
      ...this.pass,
      start: this.model.starts[this.program].numbers,
      selected: this.selected,
      data: { ...this.data, names: this.data.names[this.program] },
      text: this.text,
      number: this.number,
      name: i => this.name(i),
      lightPath: path => {
        this.path = path;
        this.schedule();
      },
    };
    if (this.selected === null) this.asked.replaceChildren(element("p", { class: "hint" }, this.text("nothing selected")));
    else if (this.answered && this.asked.contains(this.answered)) this.answered.update(context);
    else this.asked.replaceChildren((this.answered = answer(context)));
  }

  // The number of the selected leaf, as a field and as a slider.
  renderLeafPanel(leaf) {
    if (this.panelOf !== leaf) this.buildLeafPanel(leaf);
    if (leaf < 0) return;
    const [number, start] = [this.model.values[leaf], this.model.start[leaf]];
    if (document.activeElement !== this.field) this.field.value = number;
    this.range.value = number;
    const change = number - start;
    const sign = change > 0 ? "+" : "";
    this.ghost.textContent = this.text("started at", { number: this.number(start), change: `${sign}${this.number(change)}` });
    this.ghost.hidden = change === 0;
    this.resetLeaf.disabled = change === 0;
  }

  buildLeafPanel(leaf) {
    this.panelOf = leaf;
    this.leafPanel.hidden = leaf < 0;
    if (leaf < 0) return;
    const start = this.model.start[leaf];
    const reach = Math.max(2, 2 * Math.abs(start));
    const why = this.model.whyFixed(leaf);
    const set = typed => typed.trim() !== "" && this.moveLeaf(leaf, Number(typed));
    const name = this.name(this.model.leaves[leaf].places[this.program]);
    this.field = element("input", { type: "number", step: "any", disabled: why !== null, "aria-label": this.text("number of", { name }), oninput: () => set(this.field.value) });
    this.range = element("input", { type: "range", min: start - reach, max: start + reach, step: "any", disabled: why !== null, "aria-label": this.text("slider of", { name }), oninput: () => this.moveLeaf(leaf, Number(Number(this.range.value).toPrecision(3))) });
    this.ghost = element("p", { class: "ghost" });
    this.resetLeaf = element("button", { type: "button", onclick: () => this.moveLeaf(leaf, start) }, this.text("reset"));
    this.leafPanel.replaceChildren(element("h2", {}, name), element("div", { class: "row" }, this.field, this.resetLeaf), this.range, this.ghost, why === null ? "" : element("p", { class: "why" }, why));
  }
}

// What is written in a part is its name, numbers and all; a slider, and what has no text, is named instead.
function describe(part, label) {
  const hasName = part.getAttribute("role") === "button" && part.textContent.trim() !== "";
  part.setAttribute(hasName ? "aria-description" : "aria-label", label);
}

// Builds the page within an element; `channel` leads to a kernel, or is null.
export function mount(root, data, channel) {
  const page = new Page(root, data, channel);
  return { get: () => page.get(), set: state => page.set(state), destroy: () => page.destroy() };
}
