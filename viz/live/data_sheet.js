// Data of one's own: pasted, a sample a line; what is wrong with them is said with its line.

import { choice } from "./controls.js";
import { element } from "./elements.js";
import { DataError, parsed } from "./pasted.js";

const EXAMPLE = "0, 0, 0\n0, 1, 1\n1, 0, 1\n1, 1, 0\n";

export function dataSheet(page) {
  const { say } = page;
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const area = element("textarea", { rows: 7, spellcheck: "false", "aria-label": say("own data"), placeholder: EXAMPLE });
  const names = Object.keys(page.parts.problems).map(name => [name, page.named(name)]);
  const problem = choice(say("own data: targets"), names, () => {});
  const root = element("div", { class: "sheet data-sheet" },
    element("div", {}, element("p", {}, say("own data: how")), area),
    element("div", {}, problem.root,
      element("div", { class: "row" },
        element("button", { type: "button", onclick: take }, say("own data: take")),
        element("button", { type: "button", onclick: example }, say("own data: XOR"))),
      message));

  function example() {
    area.value = EXAMPLE;
    problem.show("two classes");
    take();
  }

  function take() {
    const given = problem.input.value;
    message.hidden = false;
    try {
      const { X, y, classes } = parsed(area.value, given);
      page.takeData({ samples: { X, y }, classes, problem: given });
      message.textContent = say("own data: taken", { count: y.length, classes: (classes || []).join(", ") });
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      message.textContent = say(error.text, error.parts);
    }
  }

  return { key: "data", title: say("own data"), root, rebuild: () => problem.show(page.settings().problem) };
}
