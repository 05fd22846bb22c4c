// The net in Python, and in a file: a program that trains it with nn to the same numbers, and what nn.save writes.

import { element } from "./elements.js";
import { programOf } from "./export.js";
import { SAMPLE_COUNT } from "./playground_settings.js";
import { readModel, savedModel } from "./saved_model.js";

const EPOCHS = 100; // of the program, as long as the net has run none

export function pythonSheet(page) {
  const { say } = page;
  const program = element("textarea", { rows: 12, readonly: true, spellcheck: "false", class: "program-text", "aria-label": say("program in Python") });
  const model = element("textarea", { rows: 6, spellcheck: "false", class: "model-text", "aria-label": say("net as a file") });
  const message = element("p", { class: "message", role: "alert", hidden: true });
  const copied = element("span", { class: "quiet", role: "status" });
  const root = element("div", { class: "sheet python-sheet" },
    element("div", {}, element("p", {}, say("python: how")), program,
      element("div", { class: "row" }, element("button", { type: "button", class: "narrow", onclick: copy }, say("copy")), copied)),
    element("div", {}, element("p", {}, say("model: how")), model,
      element("div", { class: "row" },
        element("button", { type: "button", class: "narrow", onclick: write }, say("model: write")),
        element("button", { type: "button", class: "narrow", onclick: take }, say("model: take"))),
      message));

  function draw() {
    if (page.isPlaying()) return;
    const session = page.session();
    const { shape, noise, seed, testShare } = page.settings();
    const data = shape === "own" ? null : { shape, count: SAMPLE_COUNT, noise, seed, testFraction: testShare };
    const text = programOf(page.parts, session.settings, session.epochs || EPOCHS, { data, samples: session.samples });
    if (program.value !== text) program.value = text;
  }

  // The clipboard may be closed to a page within a page; the text can be copied by hand then.
  async function copy() {
    program.focus();
    program.select();
    try {
      await navigator.clipboard.writeText(program.value);
      copied.textContent = say("copied");
    } catch (error) {
      copied.textContent = say(document.execCommand("copy") ? "copied" : "copy by hand");
    }
  }

  function write() {
    message.hidden = true;
    model.value = savedModel(page.parts, page.session());
    model.select();
  }

  function take() {
    const read = readModel(model.value, page.parts, page.data.limits, page.settings().features);
    const lacking = read.wrong ? undefined : page.takeModel(read);
    message.hidden = false;
    if (read.wrong) message.textContent = say(read.wrong, read.parts);
    else message.textContent = lacking === null ? say("model: taken") : say("model: parameter", { name: lacking });
  }

  return { key: "python", title: say("python"), root, draw };
}
