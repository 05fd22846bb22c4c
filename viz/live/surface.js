// The loss over a plane in the space of the parameters, with the path of a training in it, as viz.loss_surface has them.
//
// A plane is { center, directions: [d₁, d₂] }, through the parameters θ* as they are: its points are θ* + α·d₁ + β·d₂.
// Where units are left out, their parameters stay as they are.

import { Random } from "./random.js";

const dotOf = (a, b) => a.reduce((sum, x, k) => sum + x * b[k], 0);
const lengthOf = a => Math.sqrt(dotOf(a, a));

// Two random directions, normalised filter by filter: as long as θ* is, in all that leads into each unit, the bias
// included. Li et al., "Visualizing the Loss Landscape of Neural Nets", 2018.
export function randomPlane(session, seed) {
  const random = new Random(seed);
  const center = Array.from(session.numbers);
  const filters = new Map();
  session.parameters.forEach(({ layer, unit }, k) => {
    const filter = `${layer} ${unit}`;
    filters.set(filter, [...(filters.get(filter) || []), k]);
  });
  const directions = [0, 1].map(() => center.map(() => random.gauss()));
  for (const direction of directions) {
    for (const places of filters.values()) {
      const [length, wanted] = [direction, center].map(numbers => lengthOf(places.map(k => numbers[k])));
      for (const k of places) direction[k] *= length > 0 ? wanted / length : 0;
    }
  }
  return { center, directions };
}

// The plane that holds most of a path: the two first principal directions of the steps from θ* to its points.
// null for a path that never leaves θ*, or where there is but one parameter.
export function pathPlane(session, path) {
  const center = Array.from(session.numbers);
  const offsets = path.map(point => center.map((x, k) => point[k] - x));
  if (center.length < 2 || !offsets.some(offset => offset.some(Boolean))) return null;
  const first = principal(offsets);
  const rest = offsets.map(offset => without(offset, first));
  const second = rest.some(isFar(offsets)) ? orthogonal(principal(rest), first) : across(first);
  return { center, directions: [first, second] };
}

const without = (vector, direction) => {
  const share = dotOf(vector, direction);
  return vector.map((x, k) => x - share * direction[k]);
};
const unit = vector => {
  const length = lengthOf(vector);
  return vector.map(x => x / length);
};
const orthogonal = (vector, direction) => unit(without(vector, direction));
const isFar = offsets => {
  const longest = Math.max(...offsets.map(lengthOf));
  return offset => lengthOf(offset) > 1e-12 * longest;
};

// Any direction at a right angle: of a straight path the second is as good as another.
function across(direction) {
  const least = direction.reduce((best, x, k) => (Math.abs(x) < Math.abs(direction[best]) ? k : best), 0);
  return orthogonal(direction.map((_, k) => Number(k === least)), direction);
}

// The direction in which vectors are spread most: powers of Σ v·vᵀ lead there from any start, squared at each round.
function principal(vectors) {
  const longest = Math.max(...vectors.map(lengthOf));
  const scaled = vectors.map(vector => vector.map(x => x / longest));
  let products = scaled.map(a => scaled.map(b => dotOf(a, b)));
  for (let round = 0; round < 40; round++) {
    const trace = products.reduce((sum, row, k) => sum + row[k], 0);
    const shrunk = products.map(row => row.map(x => x / trace));
    if (1 - shrunk.reduce((sum, row) => sum + dotOf(row, row), 0) < 1e-15) break; // one direction alone is left
    products = shrunk.map(row => shrunk.map(column => dotOf(row, column))); // symmetric: rows are columns
  }
  const largest = products.reduce((best, row, k) => (row[k] > products[best][best] ? k : best), 0);
  const shares = products[largest];
  return unit(scaled[0].map((_, k) => scaled.reduce((sum, vector, i) => sum + shares[i] * vector[k], 0)));
}

// θ* + α·d₁ + β·d₂.
export const pointOf = ({ center, directions: [d1, d2] }, alpha, beta) =>
  Float64Array.from(center, (x, k) => x + alpha * d1[k] + beta * d2[k]);

// A path in the plane: { path: [[α, β], …], share }, the points nearest to its own, and how much of the squared
// distances from θ* lies in the plane, from 0 to 1.
export function projected({ center, directions: [d1, d2] }, path) {
  const [a, b, c] = [dotOf(d1, d1), dotOf(d1, d2), dotOf(d2, d2)];
  const determinant = a * c - b * b;
  let [total, missed] = [0, 0];
  const coordinates = path.map(point => {
    const offset = center.map((x, k) => point[k] - x);
    const [p, q] = [dotOf(offset, d1), dotOf(offset, d2)];
    const [alpha, beta] = [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
    total += dotOf(offset, offset);
    missed += offset.reduce((sum, x, k) => sum + (x - alpha * d1[k] - beta * d2[k]) ** 2, 0);
    return [alpha, beta];
  });
  return { path: coordinates, share: total > 0 ? 1 - missed / total : 1 };
}

const span = (middle, half, count) =>
  Array.from({ length: count }, (_, i) => middle - half + (2 * half * i) / (count - 1));

// The grid of a plane: { alphas, betas }, so many numbers each. extent: how far it reaches; around a path, as far as the
// path does and some more; around θ* alone, in lengths of θ*.
export function gridOf(path, size, extent) {
  if (!path.length) return { alphas: span(0, extent, size), betas: span(0, extent, size) };
  const ranges = [0, 1].map(axis => {
    const numbers = path.map(place => place[axis]);
    return [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  });
  const longest = Math.max(...ranges.map(([low, high]) => high - low));
  const [alphas, betas] = ranges.map(([low, high]) =>
    span((low + high) / 2, extent * Math.max(0.65 * (high - low), 0.2 * longest), size)
  );
  return { alphas, betas };
}

// The loss at each point of a grid, row by row, the first row that of the first β: yields after each row, so that a page
// can show it and rest; NaN where there is no loss. What it fills and yields is one Float64Array.
export function* surfaceOf(session, plane, { alphas, betas }) {
  const losses = new Float64Array(alphas.length * betas.length).fill(NaN);
  for (let row = 0; row < betas.length; row++) {
    alphas.forEach((alpha, column) => {
      losses[row * alphas.length + column] = session.lossAt(pointOf(plane, alpha, betas[row]));
    });
    yield losses;
  }
  return losses;
}
