// The page in a widget of anywidget's: its channel leads over the widget's traits to Python.

import { mount } from "./page.js";

// Numbers that JSON lacks travel as text.
const toSend = value => JSON.parse(JSON.stringify(value, (_, x) => (typeof x === "number" && !Number.isFinite(x) ? String(x) : x)));

function channelOver(model) {
  let isTelling = false; // what the page says itself is no news to it
  return {
    get: name => model.get(name),
    set(name, value) {
      const [known, told] = [model.get(name), toSend(value)];
      if (known === undefined || JSON.stringify(known) === JSON.stringify(told)) return; // Python has no use for it
      isTelling = true;
      model.set(name, told);
      isTelling = false;
      model.save_changes();
    },
    listen: (name, callback) => model.on(`change:${name}`, () => isTelling || callback(model.get(name))),
  };
}

// While the page is there, the picture that stands for it is out of the way: in the same output, that is, as another copy
// of the notebook may be open beside it. Where it is not JupyterLab that shows them, the two are anywhere in the document.
const OUTPUT = ":is(.jp-OutputArea, body:not(:has(.jp-OutputArea)))";

function hidingThePicture(key) {
  const style = document.createElement("style");
  style.textContent = `${OUTPUT}:has(.chalk-live-${key}) .chalk-still-${key} { display: none }`;
  return style;
}

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.setAttribute("data-lm-suppress-shortcuts", "true"); // else JupyterLab takes the keys that are meant for the page
    const key = model.get("still_key");
    el.classList.add(`chalk-live-${key}`);
    el.append(hidingThePicture(key), root);
    const page = mount(root, JSON.parse(model.get("page")), channelOver(model));
    return () => page.destroy();
  },
};
