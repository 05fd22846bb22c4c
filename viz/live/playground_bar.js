// The bar above the playground: play, and what is chosen for the whole net.

import { choice, signButton } from "./controls.js";
import { element } from "./elements.js";

const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const MOMENTA = [0, 0.5, 0.9, 0.95, 0.99];
const STRENGTHS = [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

export function playgroundBar(page) {
  const { say } = page;
  const play = element("button", { type: "button", class: "play", onclick: () => page.play(!page.isPlaying()) },
    element("span", { "aria-hidden": "true" }));
  const epoch = element("output", { "aria-label": say("epoch") });
  const transport = element("div", { class: "transport", role: "group", "aria-label": say("training") },
    signButton("⟲", say("start again"), page.restart),
    play,
    signButton("▸|", say("one batch on"), page.stepBatch, "step-batch"),
    signButton("▸▸|", say("one epoch on"), page.stepEpoch, "step-epoch"),
    element("div", { class: "epoch" }, element("span", {}, say("epoch")), epoch));
  const { parts } = page;
  const name = key => [key, page.named(key)];
  const ofNames = (label, key, names) => [key, choice(say(label), names.map(name), text => page.set(key, text))];
  const ofNumbers = (label, key, numbers) =>
    [key, choice(say(label), numbers.map(number => [number, String(number)]), text => page.set(key, Number(text)))];
  const allLosses = [...new Set(Object.values(parts.problems).flatMap(losses => Object.keys(losses)))];
  const controls = new Map([
    ofNames("problem", "problem", Object.keys(parts.problems)),
    ofNames("loss", "loss", allLosses),
    ofNames("optimizer", "optimizer", Object.keys(parts.optimizers)),
    ofNumbers("learning rate", "rate", RATES),
    ofNumbers("momentum", "momentum", MOMENTA),
    ofNames("first weights", "initializer", parts.initializers),
    ofNames("penalty", "penalty", ["none", "l1", "l2"]),
    ofNumbers("strength", "strength", STRENGTHS),
  ]);
  const activation = choice(say("activation"), Object.keys(parts.units).map(name), given => page.setActivation(given));
  const mixed = element("option", { value: "", disabled: true }, say("mixed"));
  activation.input.prepend(mixed);
  const root = element("div", { class: "bar" }, transport, activation.root, [...controls.values()].map(control => control.root));

  function show() {
    const isPlaying = page.isPlaying();
    play.firstChild.textContent = isPlaying ? "❚❚" : "▶";
    play.setAttribute("aria-label", say(isPlaying ? "pause" : "play"));
    play.title = say(isPlaying ? "pause" : "play");
    epoch.textContent = String(page.session().epochs).replace(/\B(?=(\d{3})+$)/g, "\u2009");
    const settings = page.settings();
    const losses = Object.keys(parts.problems[settings.problem]);
    for (const option of controls.get("loss").input.options) option.hidden = !losses.includes(option.value);
    for (const [key, control] of controls) control.show(settings[key]);
    const names = new Set(settings.activations);
    mixed.hidden = names.size < 2;
    activation.input.disabled = names.size === 0;
    activation.show(names.size < 2 ? [...names][0] ?? "tanh" : "");
    controls.get("momentum").root.hidden = settings.optimizer !== "SGD";
    controls.get("strength").root.hidden = settings.penalty === "none";
  }
  return { root, show };
}
