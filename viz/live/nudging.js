// What a nudge of a leaf really does, beside what the gradient says that it does.

import { element } from "./elements.js";
import { forward, sentence, whyFixed } from "./engine.js";
import { spokenName } from "./formulas.js";

// What a nudge of a leaf does: what the gradient predicts, and what happens. Either may be null, or a refusal in words.
export function nudged(context, leaf, nudge) {
  const { graph, numbers, adjoints } = context;
  const leaves = graph.nodes.flatMap((node, i) => (node.row ? [] : [[i, numbers[i]]]));
  const changed = new Map([...leaves, [leaf, numbers[leaf] + nudge]]);
  const after = forward(graph, changed);
  const before = numbers[graph.output];
  const predicted = adjoints[leaf] === null ? null : adjoints[leaf] * nudge;
  const isKnown = after.numbers[graph.output] !== null && before !== null;
  const real = isKnown ? after.numbers[graph.output] - before : null;
  const error = real === null || predicted === null ? null : real - predicted;
  return { nudge, predicted, real, error, refused: after.refusal ? sentence(after.refusal, context) : "" };
}

// A sentence; one that holds here and now is lit.
export const noteElement = ({ text, quoted, isLit }) =>
  element(
    "p",
    { class: isLit ? "ask-note ask-lit" : "ask-note" },
    text || null,
    text && quoted ? " " : null,
    quoted ? element("span", { lang: "en" }, quoted) : null
  );

// The control: { leaf, element, update(context) }.
export function nudgeControl(first, leaf) {
  let context = first;
  const reason = whyFixed(first.graph, leaf);
  const title = element("h3", {}, first.text("What does a nudge really do?"));
  if (reason) {
    const said = element("section", { class: "ask-nudge" }, title, noteElement({ quoted: reason }));
    return { leaf, element: said, update() {} };
  }
  const input = element("input", { type: "number", step: "any", value: "0.01" });
  const label = element("label", {}, first.text("nudge of {name}", { name: spokenName(first, leaf) }), input);
  const outcome = element("div", { class: "ask-outcome" });
  const show = (isTold = true) => {
    outcome.setAttribute("aria-live", isTold ? "polite" : "off"); // what follows from a drag is not read out
    const nudge = Number(input.value);
    const isUsable = input.value !== "" && Number.isFinite(nudge) && nudge !== 0;
    input.setAttribute("aria-invalid", `${!isUsable}`);
    const complaint = () => noteElement({ text: context.text("a nudge is a number other than 0") });
    outcome.replaceChildren(isUsable ? outcomeTable(context, leaf, nudge) : complaint());
  };
  const set = change => {
    input.value = `${Number(change(Number(input.value)).toPrecision(12))}`;
    show();
  };
  const act = (text, title, change) =>
    element("button", { type: "button", title: first.text(title), onclick: () => set(change) }, text);
  input.addEventListener("input", () => show());
  const controls = element(
    "div",
    { class: "ask-controls" },
    label,
    act("±", "turn the sign", x => -x),
    act("÷ 10", "a tenth", x => x / 10),
    act("× 10", "ten times", x => x * 10)
  );
  const update = given => {
    context = given;
    show(false);
  };
  return { leaf, element: element("section", { class: "ask-nudge" }, title, controls, outcome), update };
}

// The nudge, and a tenth of it, beside what the gradient says: the error of a tenth is about a hundredth.
function outcomeTable(context, leaf, nudge) {
  const outcomes = [nudge, nudge / 10].map(size => nudged(context, leaf, size));
  const shown = x => (x === null ? context.text("no number") : context.number(x));
  const columns = ["nudge", "gradient · nudge", "real change", "error"];
  const headings = columns.map(key => element("th", { scope: "col" }, context.text(key)));
  const rows = outcomes.map(({ nudge: size, predicted, real, error }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, shown(size)),
      ...[predicted, real, error].map(x => element("td", {}, shown(x)))
    )
  );
  const refused = outcomes.map(outcome => outcome.refused).find(Boolean);
  return element(
    "div",
    {},
    element("table", {}, element("thead", {}, element("tr", {}, ...headings)), element("tbody", {}, ...rows)),
    refused ? noteElement({ quoted: refused, isLit: true }) : null
  );
}
