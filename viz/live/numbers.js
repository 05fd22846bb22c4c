// Numbers as pictures write them: to some significant digits, with a true minus sign. What `viz.names.pretty_number` does.

const LARGEST_EXPONENT = 6;
const SMALLEST_EXPONENT = -4;

// The digits and the exponent of a positive number's shortest decimal: 0.25 has "25" and -1.
function decimalOf(size) {
  const [mantissa, exponent] = size.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

// A number, whose shortest decimal is known, to some digits. Halves go to the even digit, as in Python; JavaScript rounds
// them up. A half has one digit more than is kept; where that is more than a double tells, all of its digits are looked at.
function roundedTo(size, { digits, exponent }, kept) {
  const mayBeHalf = kept > 14 || (digits.length === kept + 1 && digits.endsWith("5"));
  return (mayBeHalf && roundedHalf(size, exponent, kept)) || size.toExponential(kept - 1);
}

// Rounded down, if it is half-way above an even digit.
function roundedHalf(size, exponent, kept) {
  const exact = size.toExponential(100).split("e")[0].replace(".", "");
  if (!/^50*$/.test(exact.slice(kept)) || Number(exact[kept - 1]) % 2 === 1) return null;
  return scientific(exact.slice(0, kept), exponent);
}

// Digits with the point where the exponent says, and as many zeros as that takes.
function positional(digits, exponent) {
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return rest ? `${whole}.${rest}` : whole;
}

const scientific = (digits, exponent) => `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${exponent}`;

// To so many decimals.
function fixedText(size, shortest, decimals) {
  const kept = shortest.exponent + 1 + decimals;
  if (kept < 1) return size.toFixed(decimals); // no half: it is almost a unit of the last decimal
  const [mantissa, exponent] = roundedTo(size, shortest, kept).split("e");
  const [whole, rest = ""] = positional(mantissa.replace(".", ""), Number(exponent)).split(".");
  return decimals > 0 ? `${whole}.${rest.padEnd(decimals, "0").slice(0, decimals)}` : whole;
}

function sizeText(size, precision) {
  const shortest = decimalOf(size);
  const { digits, exponent } = shortest;
  const limit = Math.max(precision, LARGEST_EXPONENT);
  const isPlain = e => e >= SMALLEST_EXPONENT && e < limit;
  const isWhole = digits.length <= exponent + 1 && exponent < limit;
  if (isWhole || digits.length <= precision) return isPlain(exponent) ? positional(digits, exponent) : scientific(digits, exponent);
  // Digits before the point are never rounded away, and one stands behind it.
  const [mantissa, rounded] = roundedTo(size, shortest, Math.max(precision, 2)).split("e");
  if (!isPlain(Number(rounded))) return scientific(mantissa.replace(".", ""), Number(rounded));
  return fixedText(size, shortest, Math.max(precision - 1 - Number(rounded), 1));
}

// A number as text; null, what there is no number of, as a dash.
export function prettyNumber(number, precision = 4) {
  if (number === null || number === undefined) return "—";
  if (Number.isNaN(number)) return "NaN";
  if (number === 0) return "0";
  const size = Math.abs(number);
  const text = size === Infinity ? "∞" : sizeText(size, precision);
  return (number < 0 ? `-${text}` : text).replaceAll("-", "−");
}

// By how much a leaf moves at a key: a hundredth of the decade of its number; 0.01 for what is small.
export function stepFor(number) {
  const size = Math.abs(number);
  return Number.isFinite(size) && size >= 1 ? 10 ** (Math.floor(Math.log10(size)) - 1) : 0.01;
}

// A number so many steps away, without the digits that adding such as 0.1 and 0.2 leaves behind.
export function movedBy(number, steps, step) {
  const decimals = Math.min(100, Math.max(0, 2 - Math.floor(Math.log10(step))));
  const moved = number + steps * step;
  return Math.abs(moved) < 1e21 ? Number(moved.toFixed(Math.max(decimals, decimalsOf(number)))) : moved;
}

function decimalsOf(number) {
  if (number === 0 || !Number.isFinite(number)) return 0;
  const { digits, exponent } = decimalOf(Math.abs(number));
  return Math.min(100, Math.max(0, digits.length - 1 - exponent));
}
