// The left side of the playground: what is learned from.

import { field, slider } from "./controls.js";
import { element } from "./elements.js";
import { traceMarker } from "./heatmap.js";
import { reachOf } from "./plane.js";

const TINY = 44;

export function playgroundData(page) {
  const { say } = page;
  const sets = element("div", { class: "sets", role: "group", "aria-label": say("data set") });
  const percent = share => `${Math.round(100 * share)} %`;
  const share = slider(say("test share"), { min: 0, max: 0.9, step: 0.1 }, percent, number => page.set("testShare", number));
  const noise = slider(say("noise"), { min: 0, max: 0.5, step: 0.05 }, percent, number => page.set("noise", number));
  const batch = slider(say("batch size"), { min: 1, max: 30, step: 1 }, writtenBatch, number => page.set("batchSize", number < trainCount() ? number : null));
  const trainCount = () => page.session().samples.train.y.length;
  function writtenBatch(number) {
    return number < trainCount() ? String(number) : say("all samples");
  }
  const isSeed = number => Number.isInteger(number) && number >= 0 && number <= 2 ** 31;
  const seed = field(say("seed"), isSeed, number => page.set("seed", number), { inputmode: "numeric" });
  const counts = element("p", { class: "quiet counts-told" });
  const own = element("button", { type: "button", onclick: () => page.openSheet("data") }, say("own data …"));
  const next = element("button", {
    type: "button", class: "narrow", title: say("another seed"), "aria-label": say("another seed"),
    onclick: () => page.set("seed", (page.settings().seed + 1) % 2 ** 31),
  }, element("span", { "aria-hidden": "true" }, "⚄"));
  const root = element("section", { class: "data-part", "aria-label": say("data") },
    element("h2", {}, say("data")), sets, own, share.root, noise.root, batch.root,
    element("div", { class: "row" }, seed.root, next), counts);

  function build() {
    const { shape } = page.settings();
    sets.replaceChildren(...page.shapes().map(name => {
      const canvas = element("canvas", { width: TINY, height: TINY });
      const button = element("button", {
        type: "button", "aria-label": say(`shape ${name}`), title: say(`shape ${name}`), "aria-pressed": String(name === shape),
        onclick: () => { page.set("shape", name); root.querySelector('.sets [aria-pressed="true"]')?.focus(); },
      }, canvas);
      drawTiny(canvas, page.sketch(name));
      return button;
    }));
  }

  function drawTiny(canvas, { X, colors, markers }) {
    const context = canvas.getContext("2d");
    const reach = 1.15 * reachOf(X);
    context.clearRect(0, 0, TINY, TINY);
    X.forEach(([x1, x2], i) => {
      traceMarker(context, markers[i], (TINY * (x1 + reach)) / (2 * reach), (TINY * (reach - x2)) / (2 * reach), 1.7);
      context.fillStyle = colors[i];
      context.fill();
    });
  }

  function show() {
    const settings = page.settings();
    share.show(settings.testShare);
    noise.show(settings.noise);
    batch.input.max = trainCount(); // as many are all
    batch.show(settings.batchSize ?? trainCount());
    seed.show(settings.seed);
    noise.input.disabled = settings.shape === "own";
    const { train, test } = page.session().samples;
    counts.textContent = say("sample counts", { train: train.y.length, test: test ? test.y.length : 0 });
  }
  return { root, build, show };
}
