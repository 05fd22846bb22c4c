// A picture of a graph in which numbers and looks change, part by part; nothing is touched that stays as it is.

import { svgElement } from "./elements.js";

const SIZE_OF_TEXT = 15;

// An element of the drawing, [tag, attributes, content, …], as an element of the page.
const drawn = ([tag, attributes, ...content]) =>
  svgElement(tag, attributes, ...content.map(part => (Array.isArray(part) ? drawn(part) : part)));

export class Picture {
  // `entry` is one of the page's pictures.
  constructor(entry, label) {
    this.entry = entry;
    this.svg = drawn(entry.drawing);
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", label);
    this.parts = new Map();
    this.texts = new Map();
    this.looks = new Map();
    for (const part of this.svg.querySelectorAll("[data-part]")) this.bind(part);
    const [, , width, height] = this.svg.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    this.size = { width, height };
  }

  bind(part) {
    const name = part.getAttribute("data-part");
    this.parts.set(name, part);
    for (const text of part.querySelectorAll("[data-tells]")) {
      const before = text.getAttribute("data-before") || "";
      const key = `${name} ${text.getAttribute("data-tells")}`;
      const room = Number(text.getAttribute("data-room")) || Infinity;
      this.texts.set(key, { text, before, room, written: text.textContent });
    }
  }

  // Writes a number of a part: its "value", "gradient", "local" or "message".
  write(name, what, number) {
    const place = this.texts.get(`${name} ${what}`);
    if (place === undefined) return;
    const written = place.before + number;
    if (written === place.written) return;
    place.written = written;
    place.text.textContent = written;
    // A longer number gets smaller, to stay in its shape.
    if (written.length > place.room) place.text.setAttribute("font-size", ((SIZE_OF_TEXT * place.room) / written.length).toFixed(1));
    else place.text.removeAttribute("font-size");
  }

  // Gives a part, or one of its numbers, exactly these looks of a family: look("n2", "step", "lit").
  look(name, family, look, what = null) {
    const target = what === null ? this.parts.get(name) : (this.texts.get(`${name} ${what}`) || {}).text;
    if (!target) return;
    const key = `${name} ${what} ${family}`;
    const before = this.looks.get(key) || "";
    if (before === look) return;
    if (before) target.classList.remove(before);
    if (look) target.classList.add(look);
    this.looks.set(key, look);
  }

  // How large the picture is: CSS pixels a point.
  scale(pixels) {
    this.svg.setAttribute("width", (this.size.width * pixels).toFixed(1));
    this.svg.setAttribute("height", (this.size.height * pixels).toFixed(1));
  }
}
