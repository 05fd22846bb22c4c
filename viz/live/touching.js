// A leaf under a finger, a mouse, a pen or keys: how its number follows.

import { movedBy } from "./numbers.js";

const PIXELS = 5; // a step
const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };

// Shift makes steps larger, Alt smaller.
const stepOf = (leaf, event) => leaf.step() * (event.shiftKey ? 10 : 1) * (event.altKey ? 0.1 : 1);

// Lets a part of the picture change a leaf: { number(), step(), set(number), isFixed, type(event) }.
export function makeTouchable(part, leaf) {
  part.addEventListener("pointerdown", event => drag(part, leaf, event));
  part.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey) return;
    if (/^[-0-9.]$/.test(event.key) && !event.altKey) {
      event.stopPropagation(); // elsewhere, "-" and "0" zoom
      leaf.type(event);
    }
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    leaf.set(movedBy(leaf.number(), KEYS[event.key], stepOf(leaf, event)));
  });
}

function drag(part, leaf, event) {
  if (event.button !== 0) return;
  const [from, start, step] = [event.clientX, leaf.number(), stepOf(leaf, event)];
  let last = 0;
  let hasMoved = false;
  const move = moved => {
    const steps = Math.round((moved.clientX - from) / PIXELS);
    if (steps === last) return;
    last = steps;
    hasMoved = true;
    leaf.set(movedBy(start, steps, step));
  };
  // What was dragged is not selected too.
  const click = clicked => {
    if (hasMoved) clicked.stopPropagation();
  };
  const end = () => {
    part.removeEventListener("pointermove", move);
    part.classList.remove("held");
    setTimeout(() => part.removeEventListener("click", click, true));
  };
  part.setPointerCapture(event.pointerId);
  part.classList.add("held");
  part.addEventListener("pointermove", move);
  part.addEventListener("click", click, true);
  part.addEventListener("pointerup", end, { once: true });
  part.addEventListener("pointercancel", end, { once: true });
}
