// The middle of the playground: the net as a drawing, with what may be chosen for each layer.

import { signButton } from "./controls.js";
import { element } from "./elements.js";
import { paintField } from "./heatmap.js";
import { netDrawing } from "./netdrawing.js";
import { layerSizes, slideName } from "./net.js";
import { featureName, prettyName } from "./playground_names.js";

const UNIT_SIZE = 1; // a weight that is drawn as a large one

// The colours reach from −1 to 1; for a field that goes beyond, as far as it goes.
export const scaleOf = field => field.reduce((most, x) => (Math.abs(x) > most ? Math.abs(x) : most), 1);

const cellKey = (layer, unit) => `${layer},${unit}`; // both from 1 up; the layer of the inputs is 0

export function playgroundNet(page) {
  const { say } = page;
  const drawing = netDrawing(say("the net"), { cell: touchCell, line: page.choose, met });
  const readout = element("div", { class: "readout" });
  const count = element("span", {});
  const fewer = signButton("−", say("remove a layer"), () => page.set("layers", page.settings().layers.slice(0, -1)));
  const more = signButton("+", say("add a layer"), () => page.set("layers", [...page.settings().layers, 2]));
  const views = ["weights", "gradients"].map(name =>
    element("button", { type: "button", onclick: () => page.look({ lines: name }) }, say(name)));
  const linesShow = element("div", { class: "segments", role: "group", "aria-label": say("lines show") }, views);
  const body = element("div", { class: "net-body" }, drawing.root);
  const root = element("section", { class: "net-part", "aria-label": say("the net") },
    element("div", { class: "net-head" }, element("h2", {}, say("features and net")), fewer, count, more,
      element("span", { class: "gap" }), element("span", { class: "quiet" }, say("lines show")), linesShow),
    body, readout);

  let features = []; // all there are; `inputs` has the numbers of those that are on
  const fedWith = () => page.settings().features;

  // The drawing anew, when layers, units or features have changed.
  function build() {
    const settings = page.settings();
    features = Object.keys(page.parts.features);
    const sizes = layerSizes(page.session().settings);
    const inputs = features.map(name => {
      const input = fedWith().indexOf(name) + 1; // its number among those that are on, 0 for none
      return {
        key: `f ${name}`, name: featureName(name), says: say("feature", { name: featureName(name) }), isInput: true, isOn: input > 0,
      };
    });
    const layers = sizes.map((units, k) => ({
      head: k < settings.layers.length ? layerHead(k) : element("div", { class: "head quiet" }, say("output")),
      cells: Array.from({ length: units }, (_, j) => unitCell(k + 1, j + 1)),
    }));
    const head = element("div", { class: "head quiet" }, say("features"));
    drawing.build([{ head, cells: inputs }, ...layers], links(sizes));
    drawing.rove(`f ${fedWith()[0]}`);
    readout.textContent = page.hint();
    fewer.disabled = settings.layers.length === 0;
    more.disabled = settings.layers.length >= page.data.limits.layers;
    count.textContent = say(settings.layers.length === 1 ? "one hidden layer" : "hidden layers", { count: settings.layers.length });
  }

  function unitCell(layer, unit) {
    const isOut = page.isRemoved(layer, unit);
    const name = page.unitName(layer, unit);
    return {
      key: cellKey(layer, unit), name, says: say(isOut ? "unit left out" : "unit", { name }), isInput: false, isOn: !isOut,
    };
  }

  function links(sizes) {
    const before = k => (k === 0 ? fedWith().map(name => `f ${name}`) : Array.from({ length: sizes[k - 1] }, (_, i) => cellKey(k, i + 1)));
    return sizes.flatMap((units, k) => Array.from({ length: units }, (_, j) =>
      before(k).map((from, i) => ({ from, to: cellKey(k + 1, j + 1), key: slideName("w", [i + 1, j + 1], k + 1) }))).flat());
  }

  // Above a hidden layer: how many units it has, and its activation.
  function layerHead(k) {
    const settings = page.settings();
    const resize = change => page.set("layers", settings.layers.map((units, l) => units + (l === k ? change : 0)));
    const minus = signButton("−", say("remove a unit", { layer: k + 1 }), () => resize(-1));
    const plus = signButton("+", say("add a unit", { layer: k + 1 }), () => resize(1));
    minus.disabled = settings.layers[k] <= 1;
    plus.disabled = settings.layers[k] >= page.data.limits.units;
    const names = Object.keys(page.parts.units);
    const select = element("select", {
      "aria-label": say("activation of layer", { layer: k + 1 }),
      onchange: () => page.set("activations", settings.activations.map((name, l) => (l === k ? select.value : name))),
    }, names.map(name => element("option", { value: name }, name)));
    select.value = settings.activations[k];
    return element("div", { class: "head" },
      element("div", { class: "counts" }, minus, element("span", {}, String(settings.layers[k])), plus), select);
  }

  function touchCell(key) {
    if (!key.startsWith("f ")) return page.chooseUnit(...key.split(",").map(Number));
    const name = key.slice(2);
    const isOn = fedWith().includes(name);
    const next = features.filter(feature => (feature === name ? !isOn : fedWith().includes(feature)));
    if (next.length) page.set("features", next);
    drawing.button(key)?.focus();
  }

  // What stands below the drawing while something is pointed at.
  function met(cell, line) {
    page.lookAt(cell);
    if (line) tell(line);
    else readout.replaceChildren(page.hint());
  }
  function tell(name) {
    const { number, gradient } = page.parameter(name);
    readout.replaceChildren(
      element("b", {}, `${prettyName(name)} = ${page.number(number)}`), "   ",
      say("its gradient", { number: page.number(gradient) })
    );
  }

  // The maps of all cells, and the lines. fields: those of `grid`; colorOf gives the colour of a number.
  function show(fields, featureFields, size, colorOf) {
    const paint = (key, field) => {
      if (!field) return;
      const scale = scaleOf(field);
      paintField(drawing.canvas(key), size, i => colorOf(field[i] / scale));
    };
    features.forEach((name, i) => paint(`f ${name}`, featureFields[i]));
    fields.units.forEach((units, k) => units.forEach((field, j) => paint(cellKey(k + 1, j + 1), field)));
    weigh();
  }

  function weigh() {
    const isGradient = page.view().lines === "gradients";
    views.forEach((button, k) => button.setAttribute("aria-pressed", String((k === 1) === isGradient)));
    const numbers = isGradient ? page.session().gradients : page.session().numbers;
    const largest = isGradient ? Math.max(1e-12, ...numbers.map(Math.abs)) / 2 : UNIT_SIZE;
    drawing.weigh(name => page.isReached(name) ? numbers[page.placeOf(name)] : null, largest);
  }

  // Units and weights to draw attention to.
  function light(units, chosenWeight, chosenUnit) {
    for (const button of root.querySelectorAll(".cell")) {
      button.classList.toggle("lit", units.includes(button.dataset.cell));
      button.classList.toggle("chosen", button.dataset.cell === chosenUnit);
    }
    drawing.choose(chosenWeight);
  }
  return { root, body, drawing, build, show, weigh, light, tell, say: text => readout.replaceChildren(text), destroy: drawing.destroy };
}
