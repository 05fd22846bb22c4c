// Names of the slides as mathematics writes them: w_21^(1) is w₂₁⁽¹⁾, x1 ** 2 is x₁².

const LOW = "₀₁₂₃₄₅₆₇₈₉";
const HIGH = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const inDigits = (text, digits) => text.replace(/\d/g, digit => digits[digit]);

export function prettyName(name) {
  const [, letter, low, high] = /^([^_^\d]+?)_?([\d,]*)(?:\^\((\d+)\))?$/.exec(name) || [];
  if (letter === undefined) return name;
  return letter + inDigits(low, LOW) + (high ? `⁽${inDigits(high, HIGH)}⁾` : "");
}

// A feature, by the expression that says it in Python.
export const featureName = expression =>
  expression.replace(/x(\d)/g, (_, digit) => `x${LOW[digit]}`).replace(/ \*\* (\d)/g, (_, digit) => HIGH[digit])
    .replace(" * ", "").replace(/\((.*)\)/, " $1");
