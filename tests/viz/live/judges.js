// What `accessibility.py` asks a page that is open, run within it.

const channels = color => color.match(/[\d.]+/g).map(Number);
const isOpaque = color => /^rgb/.test(color) && (channels(color)[3] ?? 1) > 0.5;
const isSeen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

// Relative luminance, and contrast: WCAG 2.2.
const linear = c => (c <= 0.04045 * 255 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
function luminance(color) {
  const [r, g, b] = channels(color).map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// The colour that an element of HTML stands on: that of the innermost one around it that has any.
function ground(element) {
  for (let e = element; e; e = e.parentElement) {
    const color = getComputedStyle(e).backgroundColor;
    if (isOpaque(color)) return color;
  }
  const mayBeDark = getComputedStyle(document.documentElement).colorScheme.includes("dark");
  return mayBeDark && matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
}

// The colour that a text of a picture stands on: that of the last shape painted there before it.
function below(text) {
  const box = text.getBoundingClientRect();
  const middle = new DOMPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
  const isBelow = shape =>
    shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING &&
    isSeen(shape) &&
    isOpaque(getComputedStyle(shape).fill) &&
    shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM().inverse()));
  const shapes = [...text.ownerSVGElement.querySelectorAll("ellipse, polygon, path, rect, circle")].filter(isBelow);
  return shapes.length ? getComputedStyle(shapes.at(-1)).fill : ground(text.ownerSVGElement);
}

function faintLetters(least) {
  const texts = [...document.querySelectorAll("svg text")].filter(text => text.textContent.trim() && isSeen(text));
  return texts.flatMap(text => {
    const [letters, paper] = [getComputedStyle(text).fill, below(text)];
    const found = contrast(letters, paper);
    return found < least ? [`${text.textContent.trim()}: ${letters} on ${paper}: ${found.toFixed(2)}`] : [];
  });
}

const look = element => {
  const style = getComputedStyle(element);
  const outline = style.outlineStyle === "none" ? "" : style.outline;
  return [outline, style.boxShadow, style.borderColor, style.backgroundColor, style.stroke, style.strokeWidth].join();
};

// The name of what has the focus, and whether it looks other than without; null for none.
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const parts = [element, ...element.querySelectorAll("ellipse, path, polygon, rect, circle")];
  const looks = () => parts.map(look).join("|");
  const now = looks();
  element.blur();
  const before = looks();
  element.focus({ focusVisible: true, preventScroll: true });
  const name = element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent;
  const box = element.getBoundingClientRect();
  return { name: name.trim().replace(/\s+/g, " "), isVisible: now !== before && box.width > 0 && box.height > 0 };
}
