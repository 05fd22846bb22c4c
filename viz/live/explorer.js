// The page: a graph that can be touched, gone through step by step, folded, and asked.
//
// What can be said of it from outside: mode, by, step, values, selected and folded. `values` are numbers by the names of
// the leaves; `selected` is the name of a node, or of an edge, "w → f"; `folded` lists the groups that are shown as one node.

import { answer } from "./ask.js";
import { element } from "./elements.js";
import { sentence } from "./engine.js";
import { GraphPicture } from "./graph_picture.js";
import { LeafPanel } from "./leaf_panel.js";
import { Model } from "./model.js";
import { prettyNumber, stepFor } from "./numbers.js";
import { rows } from "./rows.js";
import { StepBar, StepWords } from "./stepping.js";
import { knownAfter, stepsOf } from "./steps.js";
import { filled } from "./texts.js";
import { followTheme } from "./theme.js";
import { Zoom } from "./zoom.js";

const MILLISECONDS_TO_ASK = 80; // the answers follow numbers that move as often
const MILLISECONDS_TO_SETTLE = 200;
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

class Page {
  constructor(root, data, channel) {
    this.root = root;
    this.data = data;
    this.channel = channel;
    this.model = new Model(data, rows);
    this.words = this.wordsOf(data);
    this.mode = data.options.mode;
    this.by = data.options.by;
    this.step = 0;
    this.speed = 1;
    this.selected = null;
    this.path = [];
    this.untold = new Set();
    this.build();
    this.showPicture(data.pictures[0]);
    this.endings = [followTheme(root, data.options.theme), this.listenToKeys(), this.listenToSize()];
    if (channel) this.listenToPython();
  }

  wordsOf({ texts, options }) {
    const number = x => prettyNumber(x, options.precision);
    const symbolAndName = i => [this.graph.nodes[i].symbol, this.graph.nodes[i].name].filter(Boolean).join(" ");
    const withNumber = (i, x) => {
      const { symbol, name } = this.graph.nodes[i];
      return [symbol, name ? `${name} = ${number(x)}` : number(x)].filter(Boolean).join(" ");
    };
    return {
      text: (key, parts = {}) => filled(texts[key], parts),
      number,
      title: i => symbolAndName(i) || number(this.graph.nodes[i].number),
      name: i => (this.graph.nodes[i].name ? symbolAndName(i) : withNumber(i, this.pass.numbers[i])),
      said: i => withNumber(i, this.pass.numbers[i]),
      change: (now, start) => ({ number: number(start), change: (now > start ? "+" : "") + number(Number((now - start).toPrecision(12))) }),
    };
  }

  // The page's elements.

  build() {
    const { text } = this.words;
    const button = (key, act, sign = null) =>
      element("button", { type: "button", class: sign && "sign", "aria-label": sign && text(key), title: sign && text(key), onclick: act }, sign || text(key));
    this.box = element("div", { class: "box", tabindex: 0, role: "region", "aria-label": text("picture of the graph") });
    this.zoom = new Zoom(this.box);
    this.box.addEventListener("scroll", () => this.shown.isLarge && this.schedule());
    this.modes = { explore: button("explore", () => this.set({ mode: "explore" })), step: button("step by step", () => this.set({ mode: "step" })) };
    this.foldings = element("select", { onchange: () => this.fold(this.foldings.value) });
    this.foldings.append(...this.data.pictures.map(entry => element("option", { value: entry.key }, this.foldingText(entry))));
    this.resetAll = button("reset all", () => this.reset());
    this.bar = new StepBar(text, { go: where => this.go(where), by: by => this.set({ by }), speed: speed => this.setSpeed(speed) });
    this.stepWords = new StepWords(this.words);
    this.refusal = element("p", { class: "refusal", role: "alert" });
    this.leafPanel = new LeafPanel(this.words);
    this.edges = element("div", { class: "edges", role: "group", "aria-label": text("its edges") });
    this.asked = element("section", { class: "asked", "aria-label": text("what is selected") });
    this.side = element("section", { class: "side", tabindex: -1, "aria-label": text("details") }, this.stepWords.listing, this.leafPanel.element, this.asked, this.edges);
    this.root.classList.add("chalk");
    this.root.classList.toggle("whole", this.channel === null);
    this.root.replaceChildren(
      element("div", { class: "explorer" },
        element("div", { class: "bar" },
          element("div", { role: "group", "aria-label": text("mode") }, this.modes.explore, this.modes.step),
          element("label", { hidden: this.data.pictures.length < 2 }, element("span", {}, text("folded")), this.foldings),
          element("div", { role: "group", "aria-label": text("zoom") },
            button("smaller", () => this.zoom.smaller(), "−"),
            button("larger", () => this.zoom.larger(), "+"),
            button("fit", () => this.zoom.fit())),
          this.resetAll,
          button("skip the graph", () => this.side.focus())),
        element("div", { class: "body" },
          element("div", { class: "stage" },
            this.box, this.refusal, this.bar.element,
            element("div", { class: "said" }, this.stepWords.caption, this.stepWords.sums)),
          this.side),
        element("details", { class: "keys" }, element("summary", {}, text("keys")), element("p", {}, text("what keys do")))));
    this.root.querySelector(".bar").lastChild.classList.add("skip");
  }

  foldingText({ fold, opened, program }) {
    const { text } = this.words;
    const whole = fold ? text({ layer: "by layer", neuron: "by neuron" }[fold] || "by group") : text("the whole graph");
    const open = opened[0] === true ? text("all open") : opened.length ? text("opened", { names: opened.join(", ") }) : "";
    const simpler = program ? text("in simpler operations") : "";
    return [fold || !program ? whole : "", open, simpler].filter(Boolean).join(", ");
  }

  // The picture.

  showPicture(entry) {
    const hasOtherProgram = entry.program !== this.program;
    this.entry = entry;
    this.program = entry.program;
    this.graph = this.model.graphs[entry.program];
    this.pass = this.model.pass(entry.program);
    if (hasOtherProgram) this.beginProgram();
    this.shown = new GraphPicture(entry, this.graph, this.words, {
      select: selected => this.select(selected),
      leafAt: node => this.model.leafAt(this.program, node),
      leaf: leaf => this.touchable(leaf),
      fold: group => this.folder(group),
    });
    this.box.replaceChildren(this.shown.picture.svg);
    this.zoom.show(this.shown.picture);
    this.foldings.value = entry.key;
    this.schedule();
  }

  // Another program has other steps and nodes; the leaves alone are the same.
  beginProgram() {
    const leaf = this.selectedLeaf;
    this.ids = this.idsOf();
    this.steps = stepsOf(this.graph, this.by);
    this.step = Math.min(this.step, this.steps.length - 1);
    this.selected = leaf === undefined || leaf < 0 ? null : { node: this.model.leaves[leaf].places[this.program] };
    this.path = [];
    this.answered = null;
  }

  // What each node is called outside of the page: a leaf by the name that Python has for it.
  idsOf() {
    const ids = this.data.names[this.program].map(({ text }, i) => text || `#${i}`);
    for (const leaf of this.model.leaves) ids[leaf.places[this.program]] = leaf.name;
    return ids;
  }

  touchable(leaf) {
    const select = () => this.select({ node: this.model.leaves[leaf].places[this.program] });
    return {
      number: () => this.model.values[leaf],
      step: () => this.data.options.step || stepFor(this.model.start[leaf]),
      set: number => {
        select();
        this.move(leaf, number);
      },
      type: () => {
        select();
        this.renderNow();
        this.leafPanel.type();
      },
    };
  }

  // What opens or closes a group: the picture in which it alone is open, or none; null if the page has no such picture.
  folder({ name, open }) {
    const opened = open ? [] : [name];
    const { fold, program } = this.entry;
    const targets = this.data.pictures.filter(entry => entry.fold === fold && isSame(entry.opened, opened));
    const target = targets.find(entry => entry.program === program) || (open && targets[0]);
    if (!target) return null;
    return () => {
      this.fold(target.key);
      this.shown.focusGroup(name);
    };
  }

  // What changes.

  move(leaf, number) {
    this.model.move(leaf, number);
    this.follow();
  }

  reset() {
    this.model.values = [...this.model.start];
    this.follow();
  }

  // The passes at the numbers that the leaves have now.
  follow() {
    this.pass = this.model.pass(this.program);
    this.tell("values", "gradients");
  }

  select(selected) {
    if (isSame(selected, this.selected)) return;
    this.selected = selected;
    this.path = [];
    this.tell("selected");
  }

  get selectedLeaf() {
    return this.selected && !this.selected.edge ? this.model.leafAt(this.program, this.selected.node) : -1;
  }

  selectedName() {
    if (this.selected === null) return null;
    const { node, edge } = this.selected;
    return edge ? `${this.ids[this.graph.nodes[edge[0]].operands[edge[1]]]} → ${this.ids[edge[0]]}` : this.ids[node];
  }

  // What has a name: a node or an edge, null for none of that name.
  selectedOf(name) {
    const node = this.ids.indexOf(name);
    if (node >= 0) return { node };
    const [operand, head] = String(name).split(" → ").map(part => this.ids.indexOf(part));
    const place = head >= 0 ? this.graph.nodes[head].operands.indexOf(operand) : -1;
    return place >= 0 ? { edge: [head, place] } : null;
  }

  fold(key) {
    const entry = this.data.pictures.find(found => found.key === key);
    if (!entry || entry === this.entry) return;
    this.pause();
    this.showPicture(entry);
    this.tell("folded");
  }

  foldedNames(entry = this.entry) {
    return entry.groups.filter(group => !group.open).map(group => group.name);
  }

  foldTo(names) {
    const wanted = [...names].sort();
    const isShown = entry => isSame(this.foldedNames(entry).sort(), wanted);
    const entry = [this.entry, ...this.data.pictures].find(isShown);
    if (entry) this.fold(entry.key);
  }

  // Steps.

  go(where) {
    const places = { first: 0, back: this.step - 1, on: this.step + 1, last: this.steps.length - 1 };
    if (where === "play") {
      if (this.player) this.pause();
      else this.play();
      return;
    }
    this.pause();
    this.goTo(where in places ? places[where] : where);
  }

  goTo(step) {
    this.step = Math.min(Math.max(step, 0), this.steps.length - 1);
    this.mustReveal = true;
    this.tell("step");
  }

  play() {
    if (this.step === this.steps.length - 1) this.goTo(0);
    this.player = setInterval(() => (this.step === this.steps.length - 1 ? this.pause() : this.goTo(this.step + 1)), 1000 / this.speed);
    this.schedule();
  }

  pause() {
    clearInterval(this.player);
    this.player = null;
    this.schedule();
  }

  setSpeed(speed) {
    this.speed = speed;
    if (!this.player) return;
    this.pause();
    this.play();
  }

  // What is at work stays at work.
  setGranularity(by) {
    const now = this.steps[this.step];
    this.by = by;
    this.steps = stepsOf(this.graph, by);
    const isNow = step => step.kind === now.kind && step.node === now.node && (by === "node" || now.places.includes(step.places[0]) || !now.places.length);
    this.goTo(Math.max(this.steps.findIndex(isNow), 0));
  }

  // Keys. A file is all of its window; a widget hears what is pressed within it.

  listenToKeys() {
    const target = this.channel ? this.root : document;
    const listener = event => this.onKey(event);
    target.addEventListener("keydown", listener);
    return () => target.removeEventListener("keydown", listener);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const acts = { "+": () => this.zoom.larger(), "-": () => this.zoom.smaller(), 0: () => this.zoom.fit(), Escape: () => this.select(null) };
    const moves = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last", " ": "play" };
    const isForButton = event.key === " " && event.target.closest("button, summary");
    if (event.key in acts) acts[event.key]();
    else if (this.mode === "step" && event.key in moves && !isForButton) this.go(moves[event.key]);
    else return;
    event.preventDefault();
  }

  listenToSize() {
    const watch = new ResizeObserver(() => this.zoom.resized());
    watch.observe(this.box);
    return () => watch.disconnect();
  }

  // What Python hears, once a frame, and what it says.

  tell(...names) {
    names.forEach(name => this.untold.add(name));
    this.schedule();
  }

  tellPython() {
    if (this.channel) {
      const state = this.get();
      for (const name of this.untold) {
        const known = this.channel.get(name);
        if (known !== undefined && !isSame(known, state[name])) this.channel.set(name, state[name]);
      }
    }
    this.untold.clear();
  }

  // A step that Python sets is one to be seen.
  listenToPython() {
    const heard = name => this.channel.get(name);
    for (const name of ["values", "selected", "folded"]) this.channel.listen(name, () => this.set({ [name]: heard(name) }));
    this.channel.listen("step", () => heard("step") !== this.step && this.set({ mode: "step", step: heard("step") }));
    const folded = heard("folded");
    if (folded && folded.length) this.foldTo(folded);
    this.set({ step: heard("step"), values: heard("values"), selected: heard("selected") });
    this.tell("folded");
  }

  get() {
    const { mode, by, step } = this;
    const gradients = this.model.named(this.model.leaves.map(leaf => this.pass.adjoints[leaf.places[this.program]]));
    return { mode, by, step, values: this.model.named(), gradients, selected: this.selectedName(), folded: this.foldedNames() };
  }

  set({ mode, by, step, values, selected, folded }) {
    if (folded) this.foldTo(folded);
    if (mode) this.mode = mode;
    if (mode === "explore") this.pause();
    if (by && by !== this.by) this.setGranularity(by);
    if (Number.isInteger(step) && step !== this.step) this.goTo(step);
    if (values && this.model.moveAll(values)) this.follow();
    if (selected !== undefined && selected !== this.selectedName()) this.select(this.selectedOf(selected));
    this.schedule();
  }

  destroy() {
    this.pause();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.asking);
    clearTimeout(this.settling);
    this.endings.forEach(end => end());
    this.root.replaceChildren();
  }

  // What is shown: once a frame, however much has changed.

  schedule() {
    this.frame = this.frame || requestAnimationFrame(() => this.render());
  }

  renderNow() {
    cancelAnimationFrame(this.frame);
    this.render();
  }

  render() {
    this.frame = null;
    const isStepping = this.mode === "step";
    const step = isStepping ? this.steps[this.step] : null;
    const known = isStepping ? knownAfter(this.graph, this.steps, this.step, this.pass) : null;
    this.renderPicture(known);
    this.shown.lightStep(step);
    this.shown.lightSelected(this.selected);
    this.shown.lightPath(this.path);
    this.renderControls(isStepping);
    if (isStepping) this.stepWords.show(this.graph, this.steps, this.step, known.additions, this.by, this.pass);
    this.renderLeaf();
    this.renderAnswers();
    if (this.mustReveal && step && step.node !== null) this.zoom.reveal(this.shown.partsAt(step).map(part => part.element));
    this.mustReveal = false;
    this.tellPython();
  }

  // Of a large picture at once what is in sight, the rest as soon as nothing moves.
  renderPicture(known) {
    const show = region => this.shown.show(this.pass, known, this.model.values, this.model.start, region);
    clearTimeout(this.settling);
    if (this.shown.isLarge) this.settling = setTimeout(() => show(null), MILLISECONDS_TO_SETTLE);
    show(this.shown.isLarge ? this.zoom.region() : null);
  }

  renderControls(isStepping) {
    for (const [mode, button] of Object.entries(this.modes)) button.setAttribute("aria-pressed", String(mode === this.mode));
    for (const part of [this.bar.element, this.stepWords.caption.parentElement, this.stepWords.listing]) part.hidden = !isStepping;
    if (isStepping) this.bar.show(this.step, this.steps.length, this.by, Boolean(this.player));
    const said = this.pass.refusal ? sentence(this.pass.refusal, this.words) : "";
    if (this.refusal.textContent !== said) this.refusal.textContent = said;
    this.refusal.hidden = !said;
    this.resetAll.disabled = this.model.isAtStart();
  }

  renderLeaf() {
    const leaf = this.selectedLeaf;
    if (leaf < 0) {
      this.leafPanel.show(null);
      return;
    }
    const { name, places } = this.model.leaves[leaf];
    const shown = { key: name, name: this.words.name(places[this.program]), start: this.model.start[leaf], why: this.model.whyFixed(leaf), set: number => this.move(leaf, number) };
    this.leafPanel.show(shown, this.model.values[leaf]);
  }

  // At once what is newly selected; while numbers move, not in every frame.
  renderAnswers() {
    const isNew = this.selected !== this.answeredTo || this.answered === null;
    const asked = [this.selected, this.pass, this.path];
    if (asked.every((part, k) => part === this.lastAsked?.[k])) return;
    if (isNew) this.ask(asked);
    else this.asking = this.asking || setTimeout(() => this.ask([this.selected, this.pass, this.path]), MILLISECONDS_TO_ASK);
  }

  ask(asked) {
    clearTimeout(this.asking);
    this.asking = null;
    this.lastAsked = asked;
    if (this.selected !== this.answeredTo || !this.answered) this.renderEdges();
    this.answeredTo = this.selected;
    if (this.selected === null) this.asked.replaceChildren((this.answered = element("p", { class: "quiet" }, this.words.text("nothing selected"))));
    else if (this.answered && this.answered.update) this.answered.update(this.context());
    else this.asked.replaceChildren((this.answered = answer(this.context())));
  }

  context() {
    return {
      graph: this.graph,
      ...this.pass,
      start: this.model.starts[this.program].numbers,
      selected: this.selected,
      data: { ...this.data, names: this.data.names[this.program] },
      text: this.words.text,
      number: this.words.number,
      lightPath: path => {
        this.path = path || [];
        this.schedule();
      },
    };
  }

  // The edges at the selected node, as buttons: what keys reach.
  renderEdges() {
    const node = this.selected && !this.selected.edge ? this.selected.node : -1;
    const arriving = node < 0 ? [] : this.graph.nodes[node].operands.map((_, place) => [node, place]);
    const leaving = this.graph.nodes.flatMap(({ operands }, head) => operands.flatMap((operand, place) => (operand === node ? [[head, place]] : [])));
    const button = edge => {
      const [head, place] = edge;
      const label = `${this.words.name(this.graph.nodes[head].operands[place])} → ${this.words.name(head)}`;
      return element("button", { type: "button", onclick: () => this.select({ edge }) }, label);
    };
    this.edges.replaceChildren(...[...arriving, ...leaving].map(button));
    this.edges.hidden = node < 0;
  }
}

// Builds the page within an element; `channel` leads to a kernel, or is null.
export function mount(root, data, channel) {
  const page = new Page(root, data, channel);
  return { get: () => page.get(), set: state => page.set(state), destroy: () => page.destroy() };
}
