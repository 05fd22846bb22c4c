// Formulas as trees of MathML: a tree is text, or a list of a tag, perhaps attributes, and the trees inside; a slot is a
// list that begins with the place of an operand. `facts.py` writes them. Two tags are ours: ["fence", "(", ")", …] and
// ["stretchy", …], delimiters around what is inside, of which the second grow with it.

const MATH_NAMESPACE = "http://www.w3.org/1998/Math/MathML";
const MINUS = "−";

const isSlot = tree => typeof tree[0] === "number";
const isSign = tree => Array.isArray(tree) && tree[0] === "mo" && ["+", MINUS, "="].includes(tree[1]);

export const rowTree = (...parts) => ["mrow", ...parts];
export const signTree = text => ["mo", text];
export const fencedTree = tree => ["fence", "(", ")", tree];

// A number as it is written: "−0.25".
export const numberTree = text => (text.startsWith(MINUS) ? ["mrow", ["mo", MINUS], ["mn", text.slice(1)]] : ["mn", text]);

// Trees with a sign between each two of them; those that begin with a minus in parentheses, but for the first.
export function joinedTree(trees, sign) {
  const parts = trees.map((tree, k) => (sign !== "," && beginsWithSign(tree) && k > 0 ? fencedTree(tree) : tree));
  return parts.length === 1 ? parts[0] : ["mrow", ...parts.flatMap(part => [["mo", sign], part]).slice(1)];
}

export function beginsWithSign(tree) {
  while (tree[0] === "mrow") tree = tree[1];
  return isSign(tree);
}

// Whether an exponent may stand beside it without parentheses.
const isPlain = tree => ["mi", "mn", "msub", "mtext"].includes(tree[0]) && !(tree[0] === "mn" && tree[1].includes("e"));

// The tree with something in each slot: what `fill` gives for its place.
export function filledTree(tree, fill) {
  if (typeof tree === "string" || !Array.isArray(tree)) return tree;
  if (!isSlot(tree)) return tree.map(part => filledTree(part, fill));
  const [place, mark] = tree;
  const inside = fill(place);
  const needsFence = mark === "^" ? !isPlain(inside) : mark === "-" && beginsWithSign(inside);
  return needsFence ? fencedTree(inside) : inside;
}

// The parts of a formula that may stand on lines of their own: each but the first begins with its sign.
export function brokenTree(tree) {
  if (tree[0] !== "mrow") return [tree];
  const parts = [["mrow"]];
  tree.slice(1).forEach((inside, k) => {
    if (isSign(inside) && k > 0) {
      parts.push(["mrow", ["mo", { form: "infix" }, inside[1]]]);
    } else {
      const [first, ...others] = brokenTree(inside);
      parts.at(-1).push(first);
      others.forEach(other => parts.push(other));
    }
  });
  return parts;
}

// A tree as an element of MathML.
export function mathElement(tree, attributes = {}) {
  const made = document.createElementNS(MATH_NAMESPACE, "math");
  for (const [name, given] of Object.entries(attributes)) made.setAttribute(name, given);
  made.append(mathNode(tree));
  return made;
}

function mathNode(tree) {
  if (typeof tree === "string") return document.createTextNode(tree);
  const [tag, ...inside] = tree;
  if (tag === "fence" || tag === "stretchy") {
    const [left, right, ...body] = inside;
    const stretchy = `${tag === "stretchy"}`;
    const delimiter = (form, text) => (text ? [["mo", { form, fence: "true", stretchy }, text]] : []);
    return mathNode(["mrow", ...delimiter("prefix", left), ...body, ...delimiter("postfix", right)]);
  }
  const made = document.createElementNS(MATH_NAMESPACE, tag);
  for (const part of inside) {
    if (typeof part === "string" || Array.isArray(part)) made.append(mathNode(part));
    else for (const [name, given] of Object.entries(part)) made.setAttribute(name, given);
  }
  return made;
}
