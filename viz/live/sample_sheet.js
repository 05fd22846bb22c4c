// One sample: its graph in place of the net, its two passes step by step, and what a weight's gradient is made of.

import { answer } from "./ask.js";
import { signButton } from "./controls.js";
import { element } from "./elements.js";
import { backward, connected, forward, sentence } from "./engine.js";
import { nameTree, prettyName } from "./playground_names.js";
import { sampleLayout, samplePicture } from "./samplegraph.js";
import { StepBar, StepWords } from "./stepping.js";
import { knownAfter, stepsOf } from "./steps.js";

const LONGEST_SYMBOL = 7; // a longer one, such as a loss's name, has no room in its node

const shortSymbol = symbol => (symbol.length > LONGEST_SYMBOL ? "" : symbol);

export function sampleSheet(page) {
  const { say } = page;
  let sample = null; // { which, index }
  let shown = null; // { graph, steps, layout, picture, pass }
  let last = 0; // the number of the last step that is done
  let timer = null;
  let by = "node";
  let speed = 1; // steps a second
  let chosen = null; // the place of a node
  let panel = null; // what it answers
  let path = null; // nodes to light, from one of them up

  const place = element("div", { class: "sample-place" }); // stands where the net stands
  const number = element("input", { type: "text", inputmode: "numeric", class: "short", "aria-label": say("number of the sample"), onchange: typed });
  const which = element("span", {});
  const facts = element("span", { class: "sample-facts" });
  const stepBar = new StepBar(say, { go: where => walk(where), by: name => { by = name; rebuild(); }, speed: wanted => { speed = wanted; } });
  const refused = element("p", { class: "message", hidden: true });
  const words = new StepWords({ text: say, number: page.number, name: nameOf, said: i => `${nameOf(i)} = ${page.number(shown.pass.numbers[i])}` });
  const asked = element("div", { class: "asked", tabindex: 0, role: "region", "aria-label": say("what is asked") });
  const root = element("div", { class: "sheet sample-sheet" },
    element("div", { class: "sample-bar" },
      element("span", { class: "sample-chooser" },
        signButton("‹", say("sample before"), () => move(-1)), say("sample"), number, which, signButton("›", say("sample after"), () => move(1))),
      facts),
    element("div", { class: "sample-columns" },
      element("div", {},
        stepBar.element,
        refused, words.caption, words.sums, words.listing),
      asked));

  function nameOf(i) {
    return shown.words.names[i] || shown.words.symbols[i];
  }

  function typed() {
    const wanted = Number(number.value) - 1;
    if (Number.isInteger(wanted) && samplesOf().y[wanted] !== undefined) stop({ ...sample, index: wanted });
    else number.setAttribute("aria-invalid", "true");
  }

  const samplesOf = () => page.session().samples[sample.which];

  function move(by) {
    const count = samplesOf().y.length;
    stop({ ...sample, index: (sample.index + by + count) % count });
  }

  // Stops on a sample, all its steps done.
  function stop(wanted) {
    sample = wanted;
    build();
    last = shown.steps.length - 1;
    page.opened();
  }

  // The graph anew: after another sample was chosen, or the net has changed.
  function build() {
    if (!sample) return;
    if (!samplesOf() || samplesOf().y[sample.index] === undefined) sample = { which: "train", index: 0 };
    const graph = current();
    const steps = stepsOf(graph, by);
    const layout = sampleLayout(graph);
    const nameOfNode = (node, i) => (i === graph.output ? "ℓ" : node.label);
    const words = {
      names: graph.nodes.map((node, i) => prettyName(nameOfNode(node, i))),
      asked: graph.nodes.map((node, i) => ({ text: prettyName(nameOfNode(node, i)), mathml: nameOfNode(node, i) ? nameTree(nameOfNode(node, i)) : null })),
      symbols: graph.nodes.map(node => (node.row ? shortSymbol(page.symbolOf(node.key)) : "")),
    };
    const picture = samplePicture(graph, layout, words, say("graph of the sample"), {
      node: i => ask(i), edge: ({ weight, from }) => ask(weight ?? from),
    });
    chosen = path = null;
    shown = { graph, steps, layout, picture, words };
    place.replaceChildren(picture.root);
    number.value = sample.index + 1;
    number.setAttribute("aria-invalid", "false");
    which.textContent = say("of samples", { count: samplesOf().y.length, which: say(`${sample.which} data`) });
  }

  function current() {
    const { X, y } = samplesOf();
    return connected(page.session().graph(X[sample.index], y[sample.index]), page.parts.rows);
  }

  // The numbers anew, the step as it is.
  function refresh() {
    if (!shown) return;
    const graph = current();
    if (graph.nodes.length !== shown.graph.nodes.length) return build();
    shown.graph = graph;
    const { numbers, refusal } = forward(graph);
    const pass = { numbers, ...backward(graph, numbers) };
    const { known, adjoints, handed, additions } = knownAfter(graph, shown.steps, last, pass);
    const step = shown.steps[last];
    shown.pass = pass;
    shown.picture.show({
      pass, numbers: numbers.map((n, i) => (known[i] ? n : null)), adjoints, chosen, written: page.number, lit: litIn(step),
    });
    const { X, y } = samplesOf();
    const [x1, x2] = X[sample.index];
    const prediction = refusal ? NaN : page.session().predict(X[sample.index]).prediction;
    facts.textContent = say("what the sample is", {
      x1: page.number(x1), x2: page.number(x2), y: page.number(y[sample.index]),
      prediction: [prediction].flat().map(p => page.number(p)).join(", "), loss: page.number(numbers[graph.output]),
    });
    tellExactly(graph, pass, X[sample.index], y[sample.index]);
    tell(additions, refusal);
    inform(pass);
  }

  function litIn({ kind, node, places }) {
    const { graph, layout } = shown;
    if (path) {
      const isOn = ({ from, to, weight }) => path.includes(to) && (path.includes(from) || path.includes(weight));
      return { nodes: new Set(path), edges: new Set(layout.edges.filter(isOn).map(edge => edge.key)) };
    }
    const isLit = edge => edge.to === node && (kind === "forward" || (kind === "backward" && (places.includes(edge.place) || edge.weight !== null)));
    const nodes = kind === "inputs" ? graph.nodes.map((n, i) => i).filter(i => graph.nodes[i].kind !== "operation") : [node];
    const isLastOfAll = last === shown.steps.length - 1;
    return {
      nodes: new Set(isLastOfAll ? [] : nodes),
      edges: new Set(isLastOfAll ? [] : layout.edges.filter(isLit).map(edge => edge.key)),
    };
  }

  // In all digits, for whoever reads the page by a program: the sample, and the gradients of all parameters.
  function tellExactly(graph, { adjoints }, x, target) {
    const gradients = page.session().reached.map(k => {
      const { name } = page.session().parameters[k];
      return [name, adjoints[graph.nodes.findIndex(node => node.label === name)]];
    });
    facts.dataset.sample = JSON.stringify({ x, y: target });
    facts.dataset.gradients = JSON.stringify(Object.fromEntries(gradients));
  }

  function tell(additions, refusal) {
    const { graph, steps, pass } = shown;
    refused.hidden = refusal === null;
    refused.textContent = refusal ? sentence(refusal, { text: say, number: page.number }) : "";
    words.show(graph, steps, last, additions, by, pass);
    stepBar.show(last, steps.length, by, timer !== null);
  }

  function go(step) {
    if (!shown) return;
    last = Math.max(0, Math.min(shown.steps.length - 1, step));
    if (last === shown.steps.length - 1) hold();
    refresh();
  }

  function walk(where) {
    if (where === "play") return toggle();
    go({ first: 0, back: last - 1, on: last + 1, last: Infinity }[where] ?? where);
  }

  function toggle() {
    if (timer) hold();
    else {
      if (last === shown.steps.length - 1) last = 0;
      next();
    }
    refresh();
  }

  function next() {
    timer = setTimeout(() => {
      next();
      go(last + 1);
    }, 1000 / speed);
  }

  function hold() {
    clearTimeout(timer);
    timer = null;
  }

  // What is asked of a node, or of a weight.
  function ask(i) {
    chosen = i;
    path = null;
    refresh();
  }

  function inform(pass) {
    if (chosen === null) {
      panel = null;
      return asked.replaceChildren(element("p", { class: "quiet" }, say("touch to ask")));
    }
    const context = {
      graph: shown.graph, ...pass, selected: { node: chosen }, data: { names: shown.words.asked, facts: page.data.facts },
      text: say, number: page.number, lightPath: nodes => { path = nodes; refresh(); },
    };
    if (panel && panel.of === chosen) return panel.root.update(context);
    panel = { of: chosen, root: answer(context) };
    asked.replaceChildren(panel.root);
  }

  function rebuild() {
    if (!sample) return;
    build();
    go(Infinity);
  }

  return {
    key: "sample", title: say("one sample"), root, place, stop, draw: refresh, rebuild,
    chosenSample: () => sample,
    ask: name => { const i = shown?.graph.nodes.findIndex(node => node.label === name); if (i >= 0) ask(i); },
    destroy: hold,
  };
}
