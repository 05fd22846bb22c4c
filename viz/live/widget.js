// The page in a widget of anywidget's: its channel leads over the widget's traits to Python.

import { mount } from "./page.js";

// Numbers that JSON lacks travel as text.
const toSend = value => JSON.parse(JSON.stringify(value, (_, x) => (typeof x === "number" && !Number.isFinite(x) ? String(x) : x)));

const channelOver = model => ({
  get: name => model.get(name),
  set(name, value) {
    model.set(name, toSend(value));
    model.save_changes();
  },
  listen: (name, callback) => model.on(`change:${name}`, () => callback(model.get(name))),
});

// While the page is there, the picture that stands for it elsewhere is out of the way.
function hidingThePicture(model) {
  const style = document.createElement("style");
  style.textContent = `.chalk-still-${model.get("still_id")} { display: none }`;
  return style;
}

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    el.append(hidingThePicture(model), root);
    const page = mount(root, JSON.parse(model.get("page")), channelOver(model));
    return () => page.destroy();
  },
};
