// The controls of the steps, and the program of both passes with the line that is at work.

import { element } from "./elements.js";
import { PROGRAM } from "./steps.js";

const SPEEDS = [0.5, 1, 2, 4]; // steps a second

// Buttons, a slider, speed. `act` is { go(where), by(name), speed(number) }; where is "first", "back", "on", "last", "play", or a number.
export class StepBar {
  constructor(text, act) {
    const button = (where, sign, label) => element("button", { type: "button", class: "sign", "aria-label": label, title: label, onclick: () => act.go(where) }, sign);
    this.text = text;
    this.playing = button("play", "▶", text("play"));
    this.slider = element("input", { type: "range", min: 0, value: 0, "aria-label": text("step"), oninput: () => act.go(Number(this.slider.value)) });
    this.count = element("span", { class: "count" });
    this.by = element("select", { onchange: () => act.by(this.by.value) }, ...["edge", "node"].map(name => element("option", { value: name }, text(`by ${name}`))));
    this.speed = element("select", { onchange: () => act.speed(Number(this.speed.value)) }, ...SPEEDS.map(speed => element("option", { value: speed, selected: speed === 1 }, `${speed} ${text("steps a second")}`)));
    this.element = element("div", { class: "stepbar", role: "group", "aria-label": text("steps") },
      button("first", "|◀", text("first step")),
      button("back", "◀", text("one step back")),
      this.playing,
      button("on", "▷", text("one step on")),
      button("last", "▶|", text("last step")),
      this.slider,
      this.count,
      element("label", {}, element("span", {}, text("granularity")), this.by),
      element("label", {}, element("span", {}, text("speed")), this.speed));
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

// The listing of both passes.
export class ProgramListing {
  constructor(text) {
    this.lines = PROGRAM.map(([line]) => element("code", { class: line ? "line" : "line gap" }, line || " "));
    this.variables = element("dl", { class: "variables" });
    this.element = element("section", { class: "program" }, element("h2", {}, text("at work")), element("pre", {}, ...this.lines), this.variables);
  }

  // `variables` are pairs: name, what it is now.
  show(kind, variables) {
    PROGRAM.forEach(([line, at], k) => {
      const isLit = at === kind && line !== "" && !(at === "backward" && k < PROGRAM.length - 1) && !line.startsWith("for");
      this.lines[k].classList.toggle("lit", isLit);
      this.lines[k].classList.toggle("near", at === kind && !isLit);
    });
    this.variables.replaceChildren(...variables.flatMap(([name, now]) => [element("dt", {}, name), element("dd", {}, now)]));
  }
}
