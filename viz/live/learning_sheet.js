// Why it does not learn: what is found in the data, the net and the training, in words, with the units lit.

import { element } from "./elements.js";

export function learningSheet(page) {
  const { say } = page;
  const root = element("div", { class: "sheet learning-sheet" });
  return { key: "learning", title: say("why it does not learn"), root, units: () => [] };
}
