// Data of one's own, as people paste them: a sample a line, its two inputs and its target.

const MOST_SAMPLES = 2000;
const MOST_CLASSES = 3;

// { samples: [{ x: [x1, x2], y }], classes: names or null for regression } or { problem: key of a text, parts }.
export function readData(text) {
  const lines = text.split(/\r?\n/).map((line, i) => ({ number: i + 1, parts: split(line) })).filter(({ parts }) => parts.length);
  if (lines.length && isHeading(lines[0].parts)) lines.shift();
  if (!lines.length) return { problem: "own data: nothing", parts: {} };
  if (lines.length > MOST_SAMPLES) return { problem: "own data: too many", parts: { count: lines.length, most: MOST_SAMPLES } };
  for (const { number, parts } of lines) {
    if (parts.length !== 3) return { problem: "own data: three", parts: { line: number, count: parts.length } };
    const wrong = parts.slice(0, 2).find(part => !isNumber(part));
    if (wrong !== undefined) return { problem: "own data: no number", parts: { line: number, text: wrong.slice(0, 30) } };
  }
  return classified(lines.map(({ parts }) => ({ x: parts.slice(0, 2).map(Number), target: parts[2] })));
}

const split = line => line.trim().split(/\s*[,;\t]\s*|\s+/).filter(part => part !== "");

const isNumber = text => text !== "" && Number.isFinite(Number(text));

const isHeading = parts => parts.length === 3 && !isNumber(parts[0]) && !isNumber(parts[1]);

// At most three different targets that are whole numbers, or texts, are classes; other numbers are what to learn.
function classified(samples) {
  const areNumbers = samples.every(({ target }) => isNumber(target));
  const named = samples.map(({ x, target }) => ({ x, target: areNumbers ? String(Number(target)) : target }));
  const names = [...new Set(named.map(({ target }) => target))];
  const areWhole = areNumbers && names.every(name => Number.isInteger(Number(name)));
  const isFew = names.length <= MOST_CLASSES;
  if (!areNumbers && !isFew) return { problem: "own data: classes", parts: { count: names.length, names: names.slice(0, 5).join(", ") } };
  if (names.length < 2) return { problem: "own data: one target", parts: { name: names[0] } };
  if (areNumbers && !(areWhole && isFew)) {
    return { samples: named.map(({ x, target }) => ({ x, y: Number(target) })), classes: null };
  }
  names.sort(areNumbers ? (a, b) => Number(a) - Number(b) : undefined);
  return { samples: named.map(({ x, target }) => ({ x, y: names.indexOf(target) })), classes: names };
}
