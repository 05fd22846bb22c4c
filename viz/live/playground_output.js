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
    element("div", { class: "output-head" }, title, reach), map.root, legend,
    element("div", { class: "ticks" }, test.root, stepped.root),
    element("div", { class: "loss-numbers" }, loss("training", 0), loss("test", 1)),
    chart.root);

  // view: that of the plane, and its caption; then how often the losses were, and what they are.
  function show(view) {
    title.textContent = view.caption;
    reach.textContent = say("reach of the plane", { reach: page.number(Number(view.reach.toPrecision(3))) });
    map.show(view);
    test.show(page.settings().showTest);
    stepped.show(page.settings().discretize);
  }
  // The losses at the numbers that the net has now, and those of all epochs.
  function showLosses(session) {
    ["train", "test"].forEach((which, k) => {
      const evaluated = session.evaluate(which);
      numbers[k].textContent = evaluated ? page.number(evaluated.loss) : "–";
      numbers[k].title = evaluated ? String(evaluated.loss) : "";
    });
    const { losses, testLosses } = session.history;
    chart.show(losses.map((loss, i) => [loss, testLosses[i] ?? NaN]), page.number);
  }

  // What the colours mean: a ramp from −1 to 1, or a marker and a name for each class.
  function explain(entries) {
    legend.replaceChildren(...entries);
  }
  return { root, show, showLosses, explain };
}
