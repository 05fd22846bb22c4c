// Can a line separate two classes of points? With the proof: the line of largest margin, or a point of both hulls.
//
// The answer is exact: floats are whole numbers times a power of 2, and whole numbers decide, as in nn.separability.
//
// Two classes are separable if and only if their hulls have no point in common. If they have one, then a corner of one
// hull lies in the other, or two of their edges cross: three or four samples prove it.

// Points as whole numbers: all coordinates times the same power of 2.
function wholePoints(X) {
  const shifted = X.flat().map(x => {
    let shift = 0;
    for (; !Number.isInteger(x); shift++) x *= 2;
    return [BigInt(x), shift];
  });
  const most = shifted.reduce((largest, [, shift]) => Math.max(largest, shift), 0);
  const whole = shifted.map(([x, shift]) => x << BigInt(most - shift));
  return { points: X.map((_, k) => [whole[2 * k], whole[2 * k + 1]]), scale: 2n ** BigInt(most) };
}

// Twice the area of the triangle a, b, c: positive where it turns to the left.
const turning = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const isBefore = (a, b) => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const areSame = (a, b) => a[0] === b[0] && a[1] === b[1];

// The corners of the hull of some points, counterclockwise, as places among the points. Andrew, Information Processing
// Letters 9 (1979).
export function hullOf(points, places) {
  const compared = (a, b) => (isBefore(a, b) ? -1 : Number(isBefore(b, a)));
  const order = [...places].sort((i, j) => compared(points[i], points[j]));
  const half = sequence => {
    const chain = [];
    for (const k of sequence) {
      while (chain.length > 1 && turning(points[chain.at(-2)], points[chain.at(-1)], points[k]) <= 0n) chain.pop();
      if (!chain.length || !areSame(points[chain.at(-1)], points[k])) chain.push(k);
    }
    return chain;
  };
  const [lower, upper] = [half(order), half(order.reverse())];
  return lower.length === 1 ? lower : [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function edgesOf(hull) {
  if (hull.length < 3) return hull.length === 2 ? [hull] : [];
  return hull.map((k, i) => [k, hull[(i + 1) % hull.length]]);
}

// How a corner of a triangle, an end of a segment, or a point itself makes up p: [[place, numerator, denominator], …].
function combinationIn(points, hull, p) {
  const at = k => points[k];
  if (hull.length === 1) return areSame(at(hull[0]), p) ? [[hull[0], 1n, 1n]] : null;
  if (hull.length === 2) return onSegment(points, hull, p);
  for (let i = 1; i + 1 < hull.length; i++) {
    const triangle = [hull[0], hull[i], hull[i + 1]];
    const [a, b, c] = triangle.map(at);
    const areas = [turning(p, b, c), turning(a, p, c), turning(a, b, p)];
    if (areas.every(area => area >= 0n)) return triangle.map((k, corner) => [k, areas[corner], turning(a, b, c)]);
  }
  return null;
}

function onSegment(points, [i, j], p) {
  const [a, b] = [points[i], points[j]];
  if (turning(a, b, p) !== 0n) return null;
  const along = q => (q[0] - a[0]) * (b[0] - a[0]) + (q[1] - a[1]) * (b[1] - a[1]);
  const [share, whole] = [along(p), along(b)];
  return share >= 0n && share <= whole ? [[i, whole - share, whole], [j, share, whole]] : null;
}

// Where two edges cross, how the ends of each make up the crossing.
function crossing(points, [i, j], [k, l]) {
  const [a, b, c, d] = [i, j, k, l].map(place => points[place]);
  const [atA, atB, atC, atD] = [turning(c, d, a), turning(c, d, b), turning(a, b, c), turning(a, b, d)];
  const areApart = (s, t) => (s > 0n && t < 0n) || (s < 0n && t > 0n);
  if (!areApart(atA, atB) || !areApart(atC, atD)) return null;
  const ends = (first, second, s, t) => [[first, t, t - s], [second, -s, t - s]];
  return [...ends(i, j, atA, atB), ...ends(k, l, atC, atD)];
}

// Samples with their shares in a point of both hulls; null if there is none.
function commonShares(points, ones, zeros) {
  for (const [from, to] of [[ones, zeros], [zeros, ones]]) {
    for (const k of from) {
      const shares = combinationIn(points, to, points[k]);
      if (shares) return [[k, 1n, 1n], ...shares];
    }
  }
  for (const first of edgesOf(ones)) {
    for (const second of edgesOf(zeros)) {
      const shares = crossing(points, first, second);
      if (shares) return shares;
    }
  }
  return null;
}

function greatestCommon(a, b) {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

// A fraction as text: "1/2", "-3".
function fraction(numerator, denominator) {
  const sign = denominator < 0n ? -1n : 1n;
  const common = greatestCommon(numerator, denominator) || 1n;
  const [n, d] = [(sign * numerator) / common, (sign * denominator) / common];
  return d === 1n ? `${n}` : `${n}/${d}`;
}

// A fraction as a number: the first thousand bits of either are more than enough.
function quotientOf(numerator, denominator) {
  const leading = x => {
    const shift = Math.max(4 * x.toString(16).length - 1000, 0);
    return [Number(x >> BigInt(shift)), shift];
  };
  const [[n, nShift], [d, dShift]] = [leading(numerator), leading(denominator)];
  return (n / d) * 2 ** (nShift - dShift);
}

// The point of a segment nearest to p, as [x, y, denominator].
function nearestOnSegment(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const along = (p[0] - a[0]) * dx + (p[1] - a[1]) * dy;
  if (along <= 0n) return [...a, 1n];
  return along >= square ? [...b, 1n] : [a[0] * square + along * dx, a[1] * square + along * dy, square];
}

// The nearest points of two hulls: u of that of class 1, and the way d to it from the other's, both over denominators.
function nearestPoints(points, ones, zeros) {
  let best = null;
  const consider = (corner, [x, y, denominator], isOfOnes) => {
    const scaled = corner.map(coordinate => coordinate * denominator);
    const sign = isOfOnes ? 1n : -1n;
    const d = [sign * (scaled[0] - x), sign * (scaled[1] - y)];
    const square = d[0] * d[0] + d[1] * d[1];
    if (best && square * best.denominator ** 2n >= best.square * denominator ** 2n) return;
    best = { u: isOfOnes ? scaled : [x, y], d, square, denominator };
  };
  const edges = hull => (hull.length === 1 ? [[hull[0], hull[0]]] : edgesOf(hull));
  for (const [from, to] of [[ones, zeros], [zeros, ones]]) {
    for (const k of from) {
      for (const [i, j] of edges(to)) {
        consider(points[k], nearestOnSegment(points[k], points[i], points[j]), from === ones);
      }
    }
  }
  return best;
}

// X: points of the plane. y: their classes, 0 and 1, both present. Gives
//   { separable: true, w, b, margin, exact }: w·x + b is at least 1 on class 1, at most −1 on class 0, and no line is
//     farther from all samples; exact: { w, b } as fractions; or
//   { separable: false, samples, shares, numbers, point, place }: samples by their places, how much of each makes up
//     the common point, as exact fractions and as numbers; those of a class add up to 1; and the point, likewise; or
//   null, if a class is missing.
export function separabilityOf(X, y) {
  const { points, scale } = wholePoints(X);
  const [zeros, ones] = [0, 1].map(label => hullOf(points, [...y.keys()].filter(k => y[k] === label)));
  if (!zeros.length || !ones.length) return null;
  const shares = commonShares(points, ones, zeros);
  if (shares) return commonPoint(points, scale, y, shares.filter(([, numerator]) => numerator !== 0n));
  return lineBetween(nearestPoints(points, ones, zeros), scale);
}

// The line halfway between the nearest points, scaled to 1 at the one and −1 at the other.
function lineBetween({ u, d, square, denominator }, scale) {
  const w = d.map(x => [2n * x * denominator * scale, square]);
  const b = [square - 2n * (d[0] * u[0] + d[1] * u[1]), square];
  return {
    separable: true,
    w: w.map(ratio => quotientOf(...ratio)),
    b: quotientOf(...b),
    margin: Math.sqrt(quotientOf(square, 4n * denominator ** 2n * scale ** 2n)),
    exact: { w: w.map(ratio => fraction(...ratio)), b: fraction(...b) },
  };
}

function commonPoint(points, scale, y, shares) {
  const ofOnes = shares.filter(([k]) => y[k] === 1);
  const denominator = ofOnes.reduce((product, [, , d]) => product * d, 1n);
  const coordinates = [0, 1].map(axis =>
    ofOnes.reduce((sum, [k, n, d]) => sum + (points[k][axis] * n * denominator) / d, 0n)
  );
  return {
    separable: false,
    samples: shares.map(([k]) => k),
    shares: shares.map(([, n, d]) => fraction(n, d)),
    numbers: shares.map(([, n, d]) => quotientOf(n, d)),
    point: coordinates.map(x => fraction(x, denominator * scale)),
    place: coordinates.map(x => quotientOf(x, denominator * scale)),
  };
}
