// The number of a leaf as a field and as a slider, with where it started.

import { element } from "./elements.js";

const sliderReach = start => Math.max(2, 2 * Math.abs(start));
const threeDigits = x => Number(x.toPrecision(3));

export class LeafPanel {
  // `words` is { text, number, change }.
  constructor(words) {
    this.words = words;
    this.leaf = null;
    this.element = element("section", { class: "leaf", "aria-label": words.text("the number") });
  }

  // Shows a leaf: { key, name, start, why, set(number) }; null for none. `why` says why it is fixed, null if it is not.
  show(leaf, number) {
    if ((leaf && leaf.key) !== (this.leaf && this.leaf.key)) this.build(leaf);
    this.element.hidden = leaf === null;
    if (leaf === null) return;
    const root = this.field.getRootNode();
    if (root.activeElement !== this.field) this.field.value = number;
    if (root.activeElement !== this.range) this.range.value = number;
    const isMoved = number !== leaf.start;
    this.ghost.textContent = isMoved ? this.words.text("started at", this.words.change(number, leaf.start)) : this.words.text("how to move");
    this.reset.disabled = !isMoved;
  }

  build(leaf) {
    const { text } = this.words;
    this.leaf = leaf;
    if (leaf === null) return;
    const { name, start, why, set } = leaf;
    const isFixed = why !== null;
    const reach = sliderReach(start);
    const typed = () => this.field.value.trim() !== "" && set(Number(this.field.value));
    this.field = element("input", { type: "number", step: "any", disabled: isFixed, "aria-label": text("number of", { name }), oninput: typed });
    this.range = element("input", { type: "range", min: start - reach, max: start + reach, step: "any", disabled: isFixed, "aria-label": text("slider of", { name }), oninput: () => set(threeDigits(Number(this.range.value))) });
    this.reset = element("button", { type: "button", onclick: () => set(start) }, text("reset"));
    this.ghost = element("p", { class: "quiet" });
    const row = element("div", { class: "row" }, element("strong", {}, `${name} =`), this.field, this.reset);
    this.element.replaceChildren(row, this.range, isFixed ? element("p", { class: "refusal" }, why) : this.ghost);
  }

  // Types into the field: what was there is replaced.
  type() {
    if (!this.field) return;
    this.field.focus();
    this.field.select();
  }
}
