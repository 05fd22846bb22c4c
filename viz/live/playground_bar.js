// The bar above the playground: play, and what is chosen for the whole net.

import { choice, signButton } from "./controls.js";
import { element } from "./elements.js";

export const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
export const PENALTY_RATES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

// The numbers that may be chosen, and the one that is: someone else may have chosen another.
const withChosen = (numbers, chosen) =>
  [...new Set([...numbers, chosen])].sort((a, b) => a - b).map(number => [number, String(number)]);

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
  const names = list => list.map(name => [name, page.named(name)]);
  const numbers = (label, name, list) =>
    [name, choice(say(label), withChosen(list, page.settings()[name]), text => page.set(name, Number(text)))];
  const names_ = (label, name, list) => [name, choice(say(label), names(list), text => page.set(name, text))];
  const { options } = page;
  const controls = new Map([
    names_("problem", "problem", options.problems),
    numbers("learning rate", "learningRate", RATES),
    names_("optimizer", "optimizer", options.optimizers),
    names_("activation", "activation", options.activations),
    names_("initial weights", "init", options.initializers),
    names_("penalty", "penalty", ["none", "L1", "L2"]),
    numbers("penalty rate", "penaltyRate", PENALTY_RATES),
  ]);
  const root = element("div", { class: "bar" }, transport, [...controls.values()].map(control => control.root));

  function show() {
    const isPlaying = page.isPlaying();
    play.firstChild.textContent = isPlaying ? "❚❚" : "▶";
    play.setAttribute("aria-label", say(isPlaying ? "pause" : "play"));
    play.title = say(isPlaying ? "pause" : "play");
    epoch.textContent = String(page.session().epoch).replace(/\B(?=(\d{3})+$)/g, "\u2009");
    for (const [name, control] of controls) control.show(page.settings()[name]);
  }
  return { root, show, control: name => controls.get(name).root };
}
