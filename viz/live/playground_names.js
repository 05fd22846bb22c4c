// Names of the slides as mathematics writes them: w_21^(1) is w₂₁⁽¹⁾, x1 ** 2 is x₁².

const LOW = "₀₁₂₃₄₅₆₇₈₉";
const HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const inDigits = (text, digits) => text.replace(/\d/g, digit => digits[digit]);

const PARTS = /^([^_^\d]+?)_?([\d,]*)(?:\^\((\d+)\))?$/; // letter, indices, layer

export function prettyName(name) {
  const [, letter, low, high] = PARTS.exec(name) || [];
  if (letter === undefined) return name;
  return letter + inDigits(low, LOW) + (high ? `⁽${inDigits(high, HIGH)}⁾` : "");
}

// The same as a tree of `trees.js`.
export function nameTree(name) {
  const [, letter, low, high] = PARTS.exec(name) || [];
  if (letter === undefined) return ["mi", name];
  const above = ["mi", `(${high})`];
  if (low && high) return ["msubsup", ["mi", letter], ["mi", low], above];
  return low ? ["msub", ["mi", letter], ["mi", low]] : high ? ["msup", ["mi", letter], above] : ["mi", letter];
}

// A feature, by the expression that says it in Python.
export const featureName = expression =>
  expression.replace(/x(\d)/g, (_, digit) => `x${LOW[digit]}`).replace(/ \*\* (\d)/g, (_, digit) => HIGH[digit])
    .replace(" * ", "").replace(/\((.*)\)/, " $1");
