// The playground's controls: each an element with its label, and `show`, which sets it without telling anyone.

import { element } from "./elements.js";

let controlCount = 0;

const newId = () => `chalk-control-${++controlCount}`;

const labelled = (label, control, className = "") => {
  control.id = control.id || newId();
  return element("div", { class: `control ${className}` }, element("label", { for: control.id }, label), control);
};

// A choice of one among several: options are [value, text] pairs.
export function choice(label, options, changed, className = "") {
  const listed = options.map(([value, text]) => element("option", { value }, text));
  const select = element("select", { onchange: () => changed(select.value) }, listed);
  const show = value => {
    select.value = String(value);
    if (select.selectedIndex < 0) select.append(element("option", { value, selected: true }, String(value))); // from an address
  };
  return { root: labelled(label, select, className), input: select, show };
}

// A number on a slider, written beside its name by `written`.
export function slider(label, { min, max, step }, written, changed) {
  const shown = element("output");
  const range = element("input", { type: "range", min, max, step, id: newId() });
  const say = () => {
    shown.textContent = written(Number(range.value));
    range.setAttribute("aria-valuetext", shown.textContent);
  };
  range.addEventListener("input", say);
  range.addEventListener("change", () => changed(Number(range.value)));
  const root = element(
    "div", { class: "control slider" },
    element("label", { for: range.id }, label, " ", shown), range
  );
  return { root, input: range, show: value => { range.value = value; say(); } };
}

// A number to type; `accepted` says of a number whether it is one that may be. What may not be is marked, and not told.
export function field(label, accepted, changed, attributes = {}) {
  const read = () => (input.value.trim() === "" ? NaN : Number(input.value.replace("−", "-").replace(",", ".")));
  const input = element("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", ...attributes,
    oninput: () => input.setAttribute("aria-invalid", String(!accepted(read()))),
    onchange: () => { if (accepted(read())) changed(read()); },
  });
  const show = value => {
    if (document.activeElement === input && input.ownerDocument.hasFocus()) return; // someone is typing
    input.value = String(value);
    input.setAttribute("aria-invalid", "false");
  };
  return { root: labelled(label, input), input, show };
}

export function tick(label, changed) {
  const input = element("input", { type: "checkbox", onchange: () => changed(input.checked) });
  return {
    root: element("label", { class: "tick" }, input, element("span", {}, label)),
    input,
    show: isOn => { input.checked = isOn; },
  };
}

// A button whose face is a sign; its name is said and shown as a hint.
export const signButton = (sign, name, act, className = "") =>
  element("button", { type: "button", class: `sign ${className}`, "aria-label": name, title: name, onclick: act },
    element("span", { "aria-hidden": "true" }, sign));

// A row of tabs and what each opens: sheets are { key, title, root }. Arrow keys move, as in every row of tabs.
export function tabs(label, sheets, opened) {
  const prefix = newId();
  const heads = sheets.map(({ key, title, root }) => {
    root.id = `${prefix}-${key}`;
    root.setAttribute("role", "tabpanel");
    root.setAttribute("aria-labelledby", `${root.id}-tab`);
    return element("button", {
      type: "button", role: "tab", id: `${root.id}-tab`, "aria-controls": root.id, onclick: () => open(key),
    }, title);
  });
  const list = element("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: moved }, heads);
  function open(key) {
    sheets.forEach((sheet, i) => {
      const isOpen = sheet.key === key;
      sheet.root.hidden = !isOpen;
      heads[i].setAttribute("aria-selected", String(isOpen));
      heads[i].tabIndex = isOpen ? 0 : -1;
    });
    opened(key);
  }
  function moved(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const shown = heads.filter(head => !head.hidden);
    const place = shown.indexOf(document.activeElement);
    const next = shown[Number.isFinite(step) ? (place + step + shown.length) % shown.length : step < 0 ? 0 : shown.length - 1];
    next.focus();
    next.click();
  }
  const allow = (key, isThere) => { heads[sheets.findIndex(sheet => sheet.key === key)].hidden = !isThere; };
  return { list, open, allow };
}
