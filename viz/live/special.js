// The functions that formulas call: those that `Math` lacks, and those that refuse what Python's math refuses.
//
// A number that does not exist is a Refusal, never NaN; NaN that comes in goes through. erf and erfc are within 1e-14 of
// the truth, relatively; sums within a unit in the last place, however their terms cancel; all others are as good as the
// `Math` of the browser, a few units in the last place.

export class Refusal extends Error {
  // kind: "undefined" where there is no number, "too large" where it does not fit in a double.
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

export function undefinedHere() {
  throw new Refusal("undefined");
}

function tooLarge() {
  throw new Refusal("too large");
}

// What a function of Math gives, unless it is NaN, or infinite, for numbers that are not.
const checked = (f, onInfinity) => (...xs) => {
  const y = f(...xs);
  if (y - y === 0 || xs.some(Number.isNaN)) return y;
  if (Number.isNaN(y)) undefinedHere();
  return xs.every(Number.isFinite) ? onInfinity() : y;
};
const defined = f => checked(f, undefinedHere);
const bounded = f => checked(f, tooLarge);

export const log = defined(Math.log);
export const log1p = defined(Math.log1p);
export const log2 = defined(Math.log2);
export const log10 = defined(Math.log10);
export const sqrt = defined(Math.sqrt);
export const sin = defined(Math.sin);
export const cos = defined(Math.cos);
export const tan = defined(Math.tan);
export const asin = defined(Math.asin);
export const acos = defined(Math.acos);
export const acosh = defined(Math.acosh);
export const atanh = defined(Math.atanh);
export const exp = bounded(Math.exp);
export const exp2 = bounded(x => 2 ** x);
export const expm1 = bounded(Math.expm1);
export const sinh = bounded(Math.sinh);
export const cosh = bounded(Math.cosh);

// A formula that says by NaN where it is not defined, and one that says by an infinity that its result is too large.
export const refusingNaN = f => (...xs) => {
  const y = f(...xs);
  return Number.isNaN(y) && !xs.flat().some(Number.isNaN) ? undefinedHere() : y;
};
export const refusingInfinity = f => (...xs) => {
  const y = f(...xs);
  return Math.abs(y) === Infinity && xs.flat().every(Number.isFinite) ? tooLarge() : y;
};

export const nonzero = x => (x === 0 ? undefinedHere() : x);
export const copysign = (size, x) => (x < 0 || Object.is(x, -0) ? -Math.abs(size) : Math.abs(size));

export function quotient(a, b) {
  const isUndefined = Math.abs(a) === Infinity && Math.abs(b) === Infinity;
  return isUndefined ? undefinedHere() : a / nonzero(b);
}

const isWhole = x => Math.abs(x) === Infinity || x === Math.floor(x);

// C's power: of 1, and of −1 with an infinite exponent, it is 1, where JavaScript has NaN.
const power = (x, p) => (x === 1 || (x === -1 && Math.abs(p) === Infinity) ? 1 : x ** p);
const boundedPower = bounded(power);

export function pow(x, p) {
  if (x === 0 && p < 0) undefinedHere();
  if (x === -Infinity && !isWhole(p)) undefinedHere();
  return boundedPower(x, p);
}

// Python's a % b, which has the sign of b.
export function remainder(a, b) {
  if (Math.abs(a) === Infinity) undefinedHere();
  const rest = a % nonzero(b);
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

// Sums: Shewchuk, Discrete & Computational Geometry 18 (1997). The parts add up to the sum exactly.

function exactSum(terms) {
  const parts = [];
  for (let x of terms) {
    let kept = 0;
    for (let y of parts) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low !== 0) parts[kept++] = low;
      x = high;
    }
    parts.length = kept;
    parts.push(x);
  }
  return parts.reduceRight((sum, part) => sum + part, 0);
}

const SHRINK = 2 ** -100;

const contradict = terms => terms.includes(Infinity) && terms.includes(-Infinity);

// The sum of terms times a scale. Infinite terms decide; finite ones may overflow on the way, but not in the end.
function scaledSum(terms, scale) {
  if (contradict(terms)) undefinedHere();
  if (!terms.every(Number.isFinite)) return terms.filter(x => !Number.isFinite(x)).reduce((a, b) => a + b);
  let sum = exactSum(terms) * scale;
  if (!Number.isFinite(sum)) sum = (exactSum(terms.map(x => x * SHRINK)) * scale) / SHRINK;
  return Number.isFinite(sum) ? sum : tooLarge();
}

export const sum = xs => scaledSum(xs, 1);
export const mean = xs => (xs.length ? scaledSum(xs, 1 / xs.length) : undefinedHere());

// What rounding leaves out of a product: Dekker, Numerische Mathematik 18 (1971).
function lostInProduct(a, b) {
  const aShifted = 134217729 * a;
  const aHead = aShifted - (aShifted - a);
  const aTail = a - aHead;
  const bShifted = 134217729 * b;
  const bHead = bShifted - (bShifted - b);
  const bTail = b - bHead;
  return aHead * bHead - a * b + aHead * bTail + aTail * bHead + aTail * bTail;
}

// The weighted sum in twice a double's digits: Ogita, Rump and Oishi, SIAM Journal on Scientific Computing 26 (2005).
// NaN where the terms cancel so far, or are so small or large, that these may not be enough: seldom.
function sumInTwiceTheDigits(ws, xs, b) {
  let sum = b;
  let lost = 0;
  let size = Math.abs(b);
  for (let k = 0; k < ws.length; k++) {
    const product = ws[k] * xs[k];
    const next = sum + product;
    const added = next - sum;
    lost += lostInProduct(ws[k], xs[k]) + (sum - (next - added) + (product - added));
    size += Math.abs(product);
    sum = next;
  }
  const result = sum + lost;
  const least = size * (ws.length + 1) ** 2 * 2 ** -52;
  return Math.abs(result) >= least && Math.abs(result) > 1e-250 && size < 1e290 ? result : NaN;
}

export function weightedSum(ws, xs, b) {
  const quick = sumInTwiceTheDigits(ws, xs, b);
  if (!Number.isNaN(quick)) return quick;
  const terms = [...ws.map((w, k) => w * xs[k]), b];
  if (contradict(terms)) {
    const isGiven = (_, k) => k === ws.length || Math.abs(ws[k]) === Infinity || Math.abs(xs[k]) === Infinity;
    return contradict(terms.filter(isGiven)) ? undefinedHere() : tooLarge();
  }
  const lost = ws.map((w, k) => lostInProduct(w, xs[k])).filter(Number.isFinite);
  return scaledSum([...terms, ...lost], 1);
}

// The error function: near 0 its series, all terms of which are positive; farther out a continued fraction.
// Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.

const FAR = 1.5;

function bell(x) {
  const head = Math.fround(x); // its square is exact
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

function erfSeries(x) {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * bell(x) * sum;
}

function erfcFraction(x) {
  let tail = x;
  for (let k = 100; k > 0; k--) tail = x + k / 2 / tail;
  return bell(x) / Math.sqrt(Math.PI) / tail;
}

export function erf(x) {
  if (x >= FAR) return 1 - erfc(x);
  return x <= -FAR ? erfc(-x) - 1 : erfSeries(x);
}

export function erfc(x) {
  if (x > 27) return 0;
  if (x >= FAR) return erfcFraction(x);
  return x <= -FAR ? 2 - erfc(-x) : 1 - erfSeries(x);
}
