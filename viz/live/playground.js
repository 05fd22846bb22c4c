// The playground: a net that is trained in the page, and shows its numbers.
//
// mount(root, data, channel) builds it within an element; over the channel Python hears `playing`, `losses`, `test_losses`
// and `net`, the text of a file of nn, and may say `playing`. data: { parts: what nets are put together from, settings:
// those that differ from the defaults, own: data of one's own or null, model: a trained one or null }, and the texts.
// State is in three places: `settings`, all that is chosen, which the address has too; the session, which trains; and
// `view`, what is looked at. Panels draw themselves from the three, when `build` or `draw` tells them to.

import { addressOf, oneOf, settingsIn } from "./address.js";
import { tabs } from "./controls.js";
import { element } from "./elements.js";
import { sentence } from "./engine.js";
import { diverging, mixing, shading, traceMarker } from "./heatmap.js";
import { prettyNumber } from "./numbers.js";
import { reachOf } from "./plane.js";
import { playgroundBar } from "./playground_bar.js";
import { playgroundData } from "./playground_data.js";
import { prettyName } from "./playground_names.js";
import { layerSizes, parametersOf, slideName } from "./net.js";
import { playgroundNet, scaleOf } from "./playground_net.js";
import { playgroundOutput } from "./playground_output.js";
import { SAMPLE_COUNT, allowedIn, fitting, sessionSettings } from "./playground_settings.js";
import { playgroundSheets } from "./playground_sheets.js";
import { savedModel } from "./saved_model.js";
import { SHAPES, samplesOf, split } from "./shapes.js";
import { filled } from "./texts.js";
import { followTheme } from "./theme.js";
import { createSession } from "./training.js";

const MAP_SIZE = 40; // numbers a map has in each direction
const SKETCHED = 90; // samples on the button of a data set
const FRAMES_A_MAP = 3; // maps are painted at every third frame of a training
const FRAMES_A_REPORT = 30; // and Python hears of every thirtieth

export function mount(root, data, channel) {
  const say = (key, parts = {}) => filled(data.texts[key] ?? key, parts);
  const number = (given, digits = 4) => prettyNumber(given, digits);
  const { parts } = data;
  parts.rows = rows;
  parts.moved = moved;
  parts.drawn = drawn;
  const isAddressed = channel === null; // a widget shares its address with others

  let own = data.own; // { samples: { X, y }, problem, classes } or null
  let given = data.model; // a trained net: { numbers by name } for as long as the net is of its shape, or null
  const shapesOf = problem => [...shapesIn(problem), ...(own && own.problem === problem ? ["own"] : [])];
  const allowed = allowedIn(parts, [...Object.keys(SHAPES), ...(own ? ["own"] : [])], data.limits);
  const defaults = fitting({ ...data.settings }, parts, shapesOf);
  let settings = fitting(isAddressed ? settingsIn(location.hash, defaults, allowed) : defaults, parts, shapesOf);
  let removed = []; // hidden units that are left out
  let session = null;
  let places = new Map(); // of the parameters among the session's numbers, by name
  let reached = new Set();
  let view = { lines: "weights", at: null, unit: null, weight: null };
  let sheet = "learning";
  let isPlaying = false;
  let frames = 0;
  let request = null;
  let told = ""; // the net as Python knows it
  let colors = null;
  let reach = 1;
  let featureFields = [];

  // What panels are given: what there is, and what may be done.
  const page = {
    say, number, parts, data,
    settings: () => settings,
    session: () => session,
    view: () => view,
    colors: () => colors,
    isPlaying: () => isPlaying,
    shapes: () => shapesOf(settings.problem),
    own: () => own,
    isRemoved: (layer, unit) => removed.some(([l, u]) => l === layer && u === unit),
    isReached: name => reached.has(name),
    placeOf: name => places.get(name),
    // What a unit gives is h; what the loss itself turns into a probability is z.
    unitName: (layer, unit) => {
      const isSum = layer > settings.layers.length && parts.losses[settings.loss].takesLogits;
      return prettyName(slideName(isSum ? "z" : "h", [unit], layer));
    },
    unitCount: layer => layerSizes(session.settings)[layer - 1],
    mayLeaveOut: layer => settings.layers[layer - 1] > 1 + removed.filter(([l]) => l === layer).length,
    parameter: name => ({ number: session.numbers[places.get(name)], gradient: session.gradients[places.get(name)] }),
    named: key => (`name ${key}` in data.texts ? say(`name ${key}`) : key), // an optimizer is called what it is called in nn
    symbolOf: key => data.facts[key]?.symbol ?? key,
    hint: () => say("net hint"),
    set, setActivation, play, restart, stepBatch, stepEpoch, look, lookAt, choose, chooseUnit, leaveOut, setParameter, openSheet, takeData, takeModel,
    stopAt, opened, announce, sketch, draw,
  };

  const spoken = element("div", { class: "spoken", role: "status", "aria-live": "polite" });
  const banner = element("p", { class: "message", hidden: true });
  const bar = playgroundBar(page);
  const dataPart = playgroundData(page);
  const net = playgroundNet(page);
  const output = playgroundOutput(page);
  const sheets = playgroundSheets(page);
  const { list, open } = tabs(say("more"), sheets, key => { sheet = key; opened(); });
  const stage = element("div", { class: "stage" }, dataPart.root, net.root, output.root,
    element("section", { class: "below", "aria-label": say("more") }, list, ...sheets.map(sheet => sheet.root)));
  const frame = element("div", { class: "playground" }, bar.root, banner,
    stage, spoken);
  root.classList.add("chalk");
  root.append(frame);
  const sheetOf = key => sheets.find(found => found.key === key);

  // Settings.

  function set(name, chosen) {
    change({ ...settings, [name]: chosen }, name);
  }

  function setActivation(name) {
    set("activations", settings.layers.map(() => name));
  }

  function change(wanted, name) {
    settings = fitting(wanted, parts, shapesOf);
    remember();
    if (["showTest", "discretize"].includes(name)) draw();
    else if (["optimizer", "rate", "momentum", "penalty", "strength", "batchSize"].includes(name)) adjust();
    else {
      if (["layers", "features", "problem", "loss", "activations"].includes(name)) given = null;
      if (name === "layers") removed = [];
      restart();
    }
  }

  function remember() {
    if (!isAddressed) return;
    try {
      history.replaceState(null, "", `#${addressOf(settings, defaults)}`);
    } catch (error) { // a page within a page may have no address
      if (error.name !== "SecurityError") throw error;
    }
  }

  function adjust() {
    const { optimizer, batchSize, penalty } = sessionSettings(settings, removed);
    session.adjust({ optimizer, batchSize, penalty });
    draw();
  }

  // Training.

  function restart() {
    play(false);
    const chosen = sessionSettings(settings, removed);
    const numbers = given && parametersOf(chosen).map(({ name }) => given.numbers[name]);
    session = createSession(parts, { ...chosen, numbers }, samplesFor(settings));
    index();
    build();
  }

  function index() {
    places = new Map(session.parameters.map(({ name }, k) => [name, k]));
    reached = new Set(session.reached.map(k => session.parameters[k].name));
    if (view.weight && !reached.has(view.weight)) view = { ...view, weight: null };
  }

  function play(wanted) {
    if (wanted === isPlaying) return;
    isPlaying = wanted && !session.stopped;
    channel?.set("playing", isPlaying);
    if (isPlaying) request = requestAnimationFrame(tickOn);
    else {
      cancelAnimationFrame(request);
      if (session) {
        draw();
        announce(status());
      }
    }
    bar.show();
  }

  function tickOn() {
    session.epoch();
    frames++;
    if (session.stopped) play(false);
    else request = requestAnimationFrame(tickOn);
    draw(isPlaying && frames % FRAMES_A_MAP !== 0);
    if (frames % FRAMES_A_REPORT === 0) tell();
  }

  // Tells Python how far the net has come.
  function tell() {
    const net = savedModel(parts, session);
    if (!channel || net === told) return;
    told = net;
    const { losses, testLosses } = session.history;
    channel.set("losses", losses);
    channel.set("test_losses", testLosses);
    channel.set("net", net);
  }

  function stepBatch() {
    play(false);
    session.step();
    draw();
    announce(status());
  }

  function stepEpoch() {
    play(false);
    session.epoch();
    draw();
    announce(status());
  }

  const status = () => {
    const [train, test] = ["train", "test"].map(which => session.evaluate(which));
    return say("status", { epoch: session.epochs, train: number(train.loss), test: test ? number(test.loss) : "–" });
  };

  function announce(text) {
    spoken.textContent = text;
  }

  // What is looked at.

  function look(wanted) {
    view = { ...view, ...wanted };
    draw();
  }

  function lookAt(cell) {
    const at = cell && !cell.startsWith("f ") ? cell : null;
    if (at !== view.at) look({ at });
  }

  function choose(name) {
    const { layer, unit } = session.parameters[places.get(name)];
    view = { ...view, weight: name, unit: [layer, unit] };
    if (sheet === "sample") sheetOf("sample").ask(name);
    else openSheet("numbers");
    draw();
    if (sheet === "numbers") sheetOf("numbers").focusOn(name);
  }

  function chooseUnit(layer, unit) {
    view = { ...view, unit: [layer, unit], weight: null };
    openSheet("numbers");
    draw();
  }

  function leaveOut(layer, unit, isOut) {
    removed = removed.filter(([l, u]) => l !== layer || u !== unit);
    if (isOut) removed.push([layer, unit]);
    session.adjust({ removed });
    index();
    build();
  }

  function setParameter(name, wanted) {
    session.set(name, wanted);
    draw();
  }

  function openSheet(key) {
    if (key !== sheet) open(key);
  }

  // A sample's graph stands where the net stands for as long as its sheet is open.
  function opened() {
    const isSample = sheet === "sample";
    if (isSample && sheetOf("sample").chosenSample() === null) return sheetOf("sample").stop({ which: "train", index: 0 });
    net.body.replaceChildren(isSample ? sheetOf("sample").place : net.drawing.root);
    stage.classList.toggle("with-sample", isSample);
    draw();
  }

  function stopAt(key) {
    play(false);
    const [which, index] = key.split(" ");
    if (sheet !== "sample") open("sample");
    sheetOf("sample").stop({ which, index: Number(index) });
  }

  // Data.

  function samplesFor({ shape, noise, testShare, seed, problem }) {
    const samples = shape === "own" ? own.samples : samplesOf({ shape, count: SAMPLE_COUNT, noise, seed });
    return split(samples, testShare, seed);
  }

  function takeData(read) {
    own = read;
    allowed.shape = oneOf([...Object.keys(SHAPES), "own"]);
    change({ ...settings, problem: read.problem, shape: "own", testShare: 0 }, "problem");
  }

  // Begins with a trained net. Gives the name of a parameter that has no number; null if all have.
  function takeModel(read) {
    const wanted = fitting({ ...settings, ...read.settings }, parts, shapesOf);
    const lacking = parametersOf(sessionSettings(wanted, [])).find(({ name }) => !Number.isFinite(read.numbers[name]));
    if (lacking) return lacking.name;
    settings = wanted;
    given = { numbers: read.numbers };
    removed = [];
    remember();
    restart();
    return null;
  }

  // Drawing.

  // All that depends on which layers, units, features and samples there are; then everything.
  function build() {
    const { X } = allSamples();
    reach = reachOf(X);
    const all = { ...sessionSettings(settings, []), features: Object.keys(parts.features), layers: [] };
    const onlyFeatures = createSession(parts, all, session.samples);
    featureFields = onlyFeatures.grid(areaOf(MAP_SIZE)).features;
    dataPart.build();
    net.build();
    for (const { rebuild } of sheets) rebuild?.();
    explainColors();
    draw();
  }

  const areaOf = size => ({ size, x1: [-reach, reach], x2: [-reach, reach] });

  function allSamples() {
    const { train, test } = session.samples;
    return { X: [...train.X, ...(test ? test.X : [])], y: [...train.y, ...(test ? test.y : [])] };
  }

  // Everything anew; with `isLight`, all but the maps, which take longest.
  function draw(isLight = false) {
    bar.show();
    output.showLosses(session);
    net.weigh();
    if (!isLight) drawMaps();
    sheetOf(sheet).draw?.(isLight);
    tellWhyStopped();
    if (!isPlaying) tell();
  }

  function drawMaps() {
    const shades = diverging(colors);
    const fields = session.grid(areaOf(MAP_SIZE));
    dataPart.show();
    net.show(fields, featureFields, MAP_SIZE, shading(shades, settings.discretize));
    net.light(sheetOf("learning").units(), view.weight, view.at ?? (view.unit && view.unit.join(",")));
    output.show({
      reach, colors, caption: view.at ? say("output of", { name: page.unitName(...view.at.split(",").map(Number)) }) : say("output"),
      field: { size: MAP_SIZE, isSmooth: !settings.discretize, colorAt: shownColor(fields, shades) },
      samples: samplesShown(), chosen: sheet === "sample" ? keyOf(sheetOf("sample").chosenSample()) : null,
    });
  }

  const keyOf = sample => sample && `${sample.which} ${sample.index}`;

  // The colour of the i-th number of the map on the right: of what comes out, or of the unit that is looked at.
  function shownColor(fields, shades) {
    const color = shading(shades, settings.discretize);
    if (view.at) {
      const [layer, unit] = view.at.split(",").map(Number);
      const field = fields.units[layer - 1]?.[unit - 1];
      const scale = field ? scaleOf(field) : 1;
      if (field) return i => color(field[i] / scale);
    }
    const [first] = fields.prediction;
    if (settings.problem === "three classes") {
      const mixed = mixing(colors.classes, colors.ground, settings.discretize);
      return i => mixed(fields.prediction.map(field => field[i]));
    }
    const signed = signOf();
    return i => color(signed(first[i]));
  }

  // What a prediction, or a target, is on the scale from −1 to 1.
  function signOf() {
    if (settings.problem === "two classes") {
      return parts.problems[settings.problem][settings.loss] === "sigmoid" ? p => 2 * p - 1 : p => p;
    }
    const { y } = allSamples();
    const [least, most] = [Math.min(...y), Math.max(...y)];
    const [middle, half] = least < 0 && most > 0 ? [0, Math.max(-least, most)] : [(least + most) / 2, (most - least) / 2 || 1];
    return p => (p - middle) / half;
  }

  function colorsOf({ y }) {
    if (settings.problem !== "regression") return y.map(label => colors.classes[label]);
    const shades = shading(diverging(colors), false);
    const signed = signOf();
    return y.map(target => `rgb(${shades(signed(target)).map(Math.round).join(",")})`);
  }

  const markersOf = ({ y }) => y.map(label => (settings.problem === "regression" ? 0 : label));

  function samplesShown() {
    const { train, test } = session.samples;
    return [["train", train], ...(settings.showTest && test ? [["test", test]] : [])].flatMap(([which, samples]) => {
      const [shown, markers] = [colorsOf(samples), markersOf(samples)];
      return samples.X.map((x, i) => ({ x, color: shown[i], marker: markers[i], isTest: which === "test", key: `${which} ${i}` }));
    });
  }

  // A data set as it looks with little noise, for its button.
  function sketch(shape) {
    const samples = shape === "own" ? own.samples : samplesOf({ shape, count: SKETCHED, noise: 0.08, seed: 0 });
    return { X: samples.X, colors: colorsOf(samples), markers: markersOf(samples) };
  }

  function explainColors() {
    const { problem } = settings;
    const names = shapeNames();
    if (problem === "regression") return output.explain([ramp()]);
    output.explain([element("div", { class: "classes" }, names.map((name, k) => element("span", {}, markerOf(k), name)))]);
  }

  const shapeNames = () =>
    (settings.shape === "own" && own.classes) || Array.from({ length: settings.problem === "three classes" ? 3 : 2 }, (_, k) => say("class", { number: k }));

  function markerOf(k) {
    const canvas = element("canvas", { width: 16, height: 16, class: "marker", "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    traceMarker(context, k, 8, 8, 5);
    context.fillStyle = colors.classes[k];
    context.fill();
    return canvas;
  }

  function ramp() {
    const { y } = allSamples();
    const [least, most] = [Math.min(...y), Math.max(...y)];
    const bar = element("div", {});
    bar.style.background = `linear-gradient(to right, ${colors.negative}, ${colors.ground}, ${colors.positive})`;
    const reached = least < 0 && most > 0 ? Math.max(-least, most) : null;
    return element("div", { class: "ramp" },
      element("span", {}, number(reached ? -reached : least)), bar, element("span", {}, number(reached ?? most)));
  }

  function tellWhyStopped() {
    const { stopped } = session;
    banner.hidden = !stopped;
    if (!stopped) return;
    const why = stopped.refusal ? sentence(stopped.refusal, { text: say, number: prettyNumber }) : say("would not be finite", { name: prettyName(stopped.parameter) });
    const text = say("training stopped", { epoch: stopped.epoch, rate: String(stopped.rate), why });
    if (banner.textContent !== text) banner.textContent = text;
  }

  // Beginning, and ending.

  const unfollow = followTheme(root);
  const watching = new MutationObserver(() => {
    colors = colorsIn(root);
    build();
  });
  watching.observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  colors = colorsIn(root);
  const readAddress = () => {
    settings = fitting(settingsIn(location.hash, defaults, allowed), parts, shapesOf);
    removed = [];
    restart();
  };
  if (isAddressed) window.addEventListener("hashchange", readAddress);
  channel?.listen("playing", play);
  restart();
  open("learning");
  return {
    destroy() {
      play(false);
      unfollow();
      watching.disconnect();
      window.removeEventListener("hashchange", readAddress);
      net.destroy();
      for (const { destroy } of sheets) destroy?.();
      frame.remove();
    },
  };
}

const shapesIn = problem => Object.keys(SHAPES).filter(shape => SHAPES[shape].problems.includes(problem));

// The colours of the page's theme, as its style sheet has them.
function colorsIn(root) {
  const style = getComputedStyle(root);
  const color = name => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: color("ground"), ink: color("ink"), guide: color("guide"), positive: color("positive"), negative: color("negative"),
    classes: [0, 1, 2].map(k => color(`class-${k}`)),
  };
}
