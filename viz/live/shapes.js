// Samples to learn from: the shapes of nn.datasets, split as nn.train_test_split does it, and samples that were pasted.
//
// Samples are { X: [[x1, x2], …], y: […] }, y being classes from 0 up, or numbers.

import { Random } from "./random.js";

const TURN = 2 * Math.PI;

// Points at even distances of the parameter along a curve a class, with normally distributed noise.
function along(curves, count, noise, random) {
  const [X, y] = [[], []];
  curves.forEach((curve, label) => {
    const size = Math.floor((count + label) / curves.length);
    for (let i = 0; i < size; i++) {
      X.push(curve(i / Math.max(size - 1, 1)).map(coordinate => coordinate + random.gauss(0, noise)));
      y.push(label);
    }
  });
  return { X, y };
}

// Points evenly distributed over the square from −1 to 1, and their heights.
function over(height, count, noise, random) {
  const X = Array.from({ length: count }, () => [random.uniform(-1, 1), random.uniform(-1, 1)]);
  return { X, y: X.map(([x1, x2]) => height(x1, x2) + random.gauss(0, noise)) };
}

const circle = radius => s => [radius * Math.cos(TURN * s), radius * Math.sin(TURN * s)];

function arm(start) {
  return s => {
    const [radius, angle] = [0.05 + 0.95 * s, TURN * (start + s)];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
}

function quadrant(sign, random) {
  return () => {
    const [x1, size] = [random.uniform(-1, 1), random.random()];
    return [x1, sign * x1 < 0 ? -size : size];
  };
}

function hilly(x1, x2) {
  let height = 0;
  for (const [c1, side] of [[-2 / 3, 1], [0, -1], [2 / 3, 1]]) {
    for (const [c2, sign] of [[0.5, side], [-0.5, -side]]) {
      height += sign * Math.exp(-8 * ((x1 - c1) ** 2 + (x2 - c2) ** 2));
    }
  }
  return height;
}

const clouds = centers => centers.map(center => () => center);

// For each shape the problems that it is data for, and what makes it of (count, noise, random).
// noise is the standard deviation of what is added to each coordinate, or to the heights; of the blobs their spread.
export const SHAPES = {
  moons: {
    problems: ["two classes"],
    make: (...given) =>
      along(
        [
          s => [Math.cos(Math.PI * s), Math.sin(Math.PI * s)],
          s => [1 - Math.cos(Math.PI * s), 0.5 - Math.sin(Math.PI * s)],
        ],
        ...given
      ),
  },
  circles: { problems: ["two classes"], make: (...given) => along([circle(1), circle(0.5)], ...given) },
  quadrants: {
    problems: ["two classes"],
    make: (count, noise, random) => along([quadrant(1, random), quadrant(-1, random)], count, noise, random),
  },
  spirals: { problems: ["two classes"], make: (...given) => along([0, 1 / 2].map(arm), ...given) },
  blobs: { problems: ["two classes"], make: (...given) => along(clouds([[-0.5, -0.5], [0.5, 0.5]]), ...given) },
  "three spirals": { problems: ["three classes"], make: (...given) => along([0, 1 / 3, 2 / 3].map(arm), ...given) },
  "three blobs": {
    problems: ["three classes"],
    make: (...given) => along(clouds([[-0.6, -0.4], [0.6, -0.4], [0, 0.6]]), ...given),
  },
  tilt: { problems: ["regression"], make: (...given) => over((x1, x2) => (x1 + x2) / 2, ...given) },
  hills: { problems: ["regression"], make: (...given) => over(hilly, ...given) },
};

// The samples of a shape: { shape: a key of SHAPES, count, noise, seed }.
export const samplesOf = ({ shape, count, noise, seed }) => SHAPES[shape].make(count, noise, new Random(seed));

// Rounded to the nearest whole number, halves to the even one, as Python does.
function rounded(x) {
  const floor = Math.floor(x);
  return x - floor === 0.5 ? floor + (floor % 2) : Math.round(x);
}

// Sets a part aside to test on: { train, test }; test is null for a fraction of 0, or where there is but one sample.
export function split({ X, y }, testFraction, seed) {
  const order = new Random(seed).shuffle([...y.keys()]);
  const chosen = places => ({ X: places.map(k => X[k]), y: places.map(k => y[k]) });
  if (!testFraction || y.length < 2) return { train: { X, y }, test: null };
  const size = Math.min(Math.max(rounded(testFraction * y.length), 1), y.length - 1);
  return { train: chosen(order.slice(size)), test: chosen(order.slice(0, size)) };
}
