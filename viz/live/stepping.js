// The controls of the steps; what happens in a step, in words and numbers; and the program of both passes with the line
// that is at work.

import { element } from "./elements.js";
import { PROGRAM } from "./steps.js";

const SPEEDS = [0.5, 1, 2, 4]; // steps a second

// Buttons, a slider, speed, granularity. `acts` is { go(where), by(name), speed(number) }; where is "first", "back", "on",
// "last", "play", or the number of a step.
export class StepBar {
  constructor(text, acts) {
    const button = (where, sign, label) =>
      element("button", { type: "button", class: "sign", "aria-label": text(label), title: text(label), onclick: () => acts.go(where) }, sign);
    const choice = (label, options, act) => {
      const select = element("select", { onchange: () => act(select.value) }, ...options.map(([value, shown]) => element("option", { value }, shown)));
      return [select, element("label", {}, element("span", {}, text(label)), select)];
    };
    const speeds = SPEEDS.map(speed => [speed, `${speed} ${text("steps a second")}`]);
    const [by, byLabel] = choice("a step is", ["edge", "node"].map(name => [name, text(`by ${name}`)]), acts.by);
    const [speed, speedLabel] = choice("speed", speeds, value => acts.speed(Number(value)));
    speed.value = 1;
    this.text = text;
    this.by = by;
    this.playing = button("play", "▶", "play");
    this.slider = element("input", { type: "range", min: 0, value: 0, "aria-label": text("step"), oninput: () => acts.go(Number(this.slider.value)) });
    this.count = element("span", { class: "count" });
    this.element = element(
      "div",
      { class: "stepbar", role: "group", "aria-label": text("steps") },
      button("first", "|◀", "first step"),
      button("back", "‹", "one step back"),
      this.playing,
      button("on", "›", "one step on"),
      button("last", "▶|", "last step"),
      this.slider,
      this.count,
      byLabel,
      speedLabel
    );
  }

  show(step, count, by, isPlaying) {
    this.slider.max = count - 1;
    this.slider.value = step;
    this.count.textContent = `${step + 1} / ${count}`;
    this.by.value = by;
    const label = this.text(isPlaying ? "pause" : "play");
    this.playing.textContent = isPlaying ? "❚❚" : "▶";
    this.playing.setAttribute("aria-label", label);
    this.playing.title = label;
  }
}

// The program of both passes, with the line that is at work, and its variables, as pairs: name, what it is now.
export class ProgramListing {
  constructor(text) {
    this.lines = PROGRAM.map(([line]) => element("code", { class: "line" }, line || " "));
    this.variables = element("dl", { class: "variables" });
    this.element = element("section", { class: "program", "aria-label": text("at work") }, element("pre", {}, ...this.lines), this.variables);
  }

  show(atWork, variables) {
    PROGRAM.forEach(([, kind, isWork], k) => {
      this.lines[k].classList.toggle("near", kind === atWork && !isWork);
      this.lines[k].classList.toggle("lit", kind === atWork && isWork);
    });
    this.variables.replaceChildren(...variables.flatMap(([name, now]) => [element("dt", {}, name), element("dd", {}, now)]));
  }
}

// What a step says. `words` is { text, number, name, said }: of a node its name, and its name with its number.
export class StepWords {
  constructor(words) {
    this.words = words;
    this.caption = element("p", { class: "caption", "aria-live": "polite" });
    this.sums = element("div", { class: "sums" });
    this.program = new ProgramListing(words.text);
    this.listing = this.program.element;
  }

  show(graph, steps, place, additions, by, pass) {
    const step = steps[place];
    const said = this.captionOf(graph, step, by, pass);
    const caption = this.words.text("step of", { step: place + 1, count: steps.length, caption: said });
    if (this.caption.textContent !== caption) this.caption.textContent = caption;
    this.sums.replaceChildren(...additions.map(addition => element("p", {}, ...this.sumOf(addition))));
    this.program.show(step.kind, this.variablesOf(graph, step, additions, pass));
  }

  captionOf(graph, { kind, node, places }, by, pass) {
    const { text, said, name, number } = this.words;
    if (kind === "inputs") return text("the inputs");
    if (kind === "seed") return text("the gradient of the output");
    if (kind === "forward") return text("forward step", { node: said(node) });
    if (by === "node") return text("backward step", { node: said(node), gradient: number(pass.adjoints[node]) });
    return text("backward edge", { node: said(node), operand: name(graph.nodes[node].operands[places[0]]) });
  }

  // grad w = old + adjoint · local = new; the first that arrives is added to nothing.
  sumOf({ operand, isFirst, old, adjoint, local, sum }) {
    const { name, number } = this.words;
    const product = `${this.factor(adjoint)} · ${this.factor(local)}`;
    const before = isFirst ? "" : `${number(old)} + `;
    return [`grad ${name(operand)} = ${before}${product} = `, element("strong", {}, number(sum))];
  }

  factor(x) {
    const written = this.words.number(x);
    return written.startsWith("−") ? `(${written})` : written;
  }

  // The variables of the program and what they are now.
  variablesOf(graph, { kind, node }, additions, pass) {
    const { name, number } = this.words;
    if (kind === "inputs") return [];
    if (kind === "seed") return [["output", name(node)], ["output.grad", "1"]];
    if (kind === "forward") {
      const operands = graph.nodes[node].operands.map(i => number(pass.numbers[i])).join(", ");
      return [["node", name(node)], ["operands", operands], ["node.data", number(pass.numbers[node])]];
    }
    const arriving = additions.flatMap(({ operand, local, old, sum }) => [
      ["operand", name(operand)],
      ["local", number(local)],
      ["operand.grad", `${number(old)} → ${number(sum)}`],
    ]);
    return [["node", name(node)], ["node.grad", number(pass.adjoints[node])], ...arriving];
  }
}
