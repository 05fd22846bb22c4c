// A picture of a graph in which numbers and looks change, part by part; nothing is touched that stays as it is.

import { svgElement } from "./elements.js";

const SIZE_OF_TEXT = 15;
const WIDTH_OF_LETTER = 9;

// An element of the drawing, [tag, attributes, content, …], as an element of the page.
const drawn = ([tag, attributes, ...content]) =>
  svgElement(tag, attributes, ...content.map(part => (Array.isArray(part) ? drawn(part) : part)));

export class Picture {
  // `entry` is one of the page's pictures.
  constructor(entry, label) {
    this.svg = drawn(entry.drawing);
    this.svg.setAttribute("role", "group");
    this.svg.setAttribute("aria-label", label);
    const parts = [...this.svg.querySelectorAll("[data-part]")].map(element => [element.getAttribute("data-part"), partOf(element)]);
    this.parts = new Map(parts);
    const [, , width, height] = this.svg.getAttribute("viewBox").split(" ").map(Number);
    this.size = { width, height };
  }

  // The parts of these names; those that the picture does not have are left out.
  named(names) {
    return names.map(name => this.parts.get(name)).filter(Boolean);
  }

  // Where each part is, in points; the picture must be in the page.
  measure() {
    const all = this.svg.getBoundingClientRect();
    const points = this.size.width / all.width;
    for (const part of this.parts.values()) {
      const at = part.element.getBoundingClientRect();
      part.left = (at.left - all.left) * points;
      part.right = (at.right - all.left) * points;
      part.top = (at.top - all.top) * points;
      part.bottom = (at.bottom - all.top) * points;
    }
  }

  // How large the picture is: CSS pixels a point.
  scale(pixels) {
    this.svg.setAttribute("width", (this.size.width * pixels).toFixed(1));
    this.svg.setAttribute("height", (this.size.height * pixels).toFixed(1));
  }
}

const CLASSES = [[/^n-edge/, ["edge"]], [/^n-message/, ["edge", "message"]], [/^n\d/, ["node"]]];

// A part, which is of the classes that its name says, and the texts in it that tell a number, by what they tell: "value",
// "gradient", "local" or "message".
function partOf(element) {
  const [, classes] = CLASSES.find(([begins]) => begins.test(element.getAttribute("data-part"))) || [null, []];
  element.classList.add(...classes);
  const room = roomIn(element);
  const texts = [...element.querySelectorAll("[data-tells]")].map(text => [text.getAttribute("data-tells"), textOf(text, room)]);
  return { element, looks: {}, ...Object.fromEntries(texts) };
}

// How many letters fit in the shape of a node; where there is none, any number of them.
function roomIn(element) {
  const shape = element.querySelector("rect, ellipse");
  const width = shape && (Number(shape.getAttribute("width")) || 2 * Number(shape.getAttribute("rx")));
  return width ? Math.floor(width / WIDTH_OF_LETTER) : Infinity;
}

const textOf = (element, room) => ({
  element,
  looks: {},
  before: element.getAttribute("data-before") || "",
  room: Math.max(room, element.textContent.length),
  written: element.textContent,
});

// Writes a number into a text, if there is one. A longer number gets smaller, to stay in its shape.
export function write(text, number) {
  if (!text || text.number === number) return;
  text.number = number;
  const written = text.before + number;
  if (written === text.written) return;
  text.element.firstChild.data = written;
  const [was, is] = [text.written, written].map(words => Math.max(1, words.length / text.room));
  if (was !== is) text.element.setAttribute("font-size", (SIZE_OF_TEXT / is).toFixed(1));
  text.written = written;
}

// Gives a part or a text one look of a family, a class, in place of the one that it has: look(part, "work", "lit").
export function look(part, family, name) {
  if (!part || (part.looks[family] || "") === name) return;
  if (part.looks[family]) part.element.classList.remove(part.looks[family]);
  if (name) part.element.classList.add(name);
  part.looks[family] = name;
}
