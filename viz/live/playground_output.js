// The right side of the playground: what comes out over the plane, and the losses.

import { tick } from "./controls.js";
import { element } from "./elements.js";
import { lossChart } from "./losschart.js";
import { plane } from "./plane.js";

export function playgroundOutput(page) {
  const { say } = page;
  const map = plane(say("plane of the inputs"), page.stopAt);
  const chart = lossChart(say("losses as curves"));
  const title = element("h2", {}, say("output"));
  const legend = element("div", { class: "legend" });
  const numbers = ["training", "test"].map(name => element("output", { class: `${name}-loss` }));
  const loss = (name, k) => element("div", { class: name }, element("i", { "aria-hidden": "true" }), say(`${name} loss`), numbers[k]);
  const test = tick(say("show test data"), isOn => page.set("showTest", isOn));
  const stepped = tick(say("discretize"), isOn => page.set("discretize", isOn));
  const reach = element("span", { class: "reach quiet" });
  const root = element("section", { class: "output-part", "aria-label": say("output") },
    title, map.root, legend,
    element("div", { class: "ticks" }, test.root, stepped.root, reach),
    element("div", { class: "loss-numbers" }, loss("training", 0), loss("test", 1)),
    chart.root);

  // view: that of the plane, and its caption; then how often the losses were, and what they are.
  function show(view) {
    title.textContent = view.caption;
    reach.textContent = `±${page.number(view.reach)}`;
    map.show(view);
    test.show(page.settings().showTest);
    stepped.show(page.settings().discretize);
  }
  function showLosses(losses) {
    const last = losses[losses.length - 1] || [];
    numbers.forEach((output, k) => {
      output.textContent = last[k] === undefined || last[k] === null ? "–" : page.number(last[k]);
      output.title = String(last[k]);
    });
    chart.show(losses, page.number);
  }

  // What the colours mean: a ramp from −1 to 1, or a marker and a name for each class.
  function explain(entries) {
    legend.replaceChildren(...entries);
  }
  return { root, show, showLosses, explain };
}
