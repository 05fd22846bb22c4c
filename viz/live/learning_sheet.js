// Why it does not learn: what is found in the data, the net and the training, in words, with the units lit.

import { element } from "./elements.js";
import { findingsOf } from "./findings.js";

const FRAMES_A_LOOK = 15; // while the net learns, it is looked at at every so many frames: that takes a pass over all data

export function learningSheet(page) {
  const { say } = page;
  let frames = 0;
  let findings = [];
  const list = element("ul", { class: "findings" });
  const nothing = element("p", { class: "quiet" });
  const root = element("div", { class: "sheet learning-sheet" }, nothing, list);

  function draw() {
    frames++;
    if (page.isPlaying() && frames % FRAMES_A_LOOK) return;
    findings = findingsOf(page.session());
    const lines = findings.map(({ kind, text, places }) => [say(`kind ${kind}`), say(text, places)]);
    const told = lines.flat().join("\n");
    nothing.hidden = findings.length > 0;
    nothing.textContent = say(page.session().epochs ? "nothing found" : "nothing found yet");
    if (list.dataset.told === told) return;
    list.dataset.told = told;
    list.replaceChildren(...lines.map(([kind, sentence]) => element("li", {}, element("b", {}, kind), " ", sentence)));
  }

  // The units that are concerned, as keys of cells.
  function units() {
    return findings.filter(({ layer }) => layer > 0).flatMap(({ layer, places }) => {
      const all = Array.from({ length: page.unitCount(layer) }, (_, k) => k + 1);
      const concerned = places.units ? places.units.split(", ").map(Number).filter(Number.isInteger) : all;
      return concerned.map(unit => `${layer},${unit}`);
    });
  }
  return { key: "learning", title: say("why it does not learn"), root, draw, units };
}
