// The perceptron rule (L1.2), sample by sample, as nn.Perceptron goes through them.
//
//   createPerceptron(rows, samples, { learningRate = 1, seed = null, shuffle = null }) → perceptron
//
// samples: { X, y }, y being 0 or 1. seed: for first weights from −1 to 1, as nn.Perceptron(…, seed=seed); null for 0.
// shuffle: a seed for a new order each epoch, as fit(…, seed=shuffle); null for the order that there is.

import { Random } from "./random.js";

class PerceptronRule {
  constructor(rows, samples, { learningRate = 1, seed = null, shuffle = null } = {}) {
    Object.assign(this, { rows, samples, learningRate });
    const random = seed === null ? null : new Random(seed);
    const first = () => (random ? random.uniform(-1, 1) : 0);
    this.w = (samples.X[0] || [0, 0]).map(first);
    this.b = first();
    this.epoch = 0; // the one that is going on, from 1 up; 0 before the first
    this.converged = false;
    this.history = [{ epoch: 0, sample: null, w: [...this.w], b: this.b }]; // after each update
    this._random = shuffle === null ? null : new Random(shuffle);
    this._order = [...samples.y.keys()];
    this._next = this._order.length;
    this._mistakes = 1; // so that the first epoch begins
  }

  get updates() {
    return this.history.length - 1;
  }

  // What the unit says: 1 or 0.
  output(x) {
    return this.rows.step.value(this.rows.dot.value(this.w, x, this.b));
  }

  // Looks at the next sample, and moves the line if it is on the wrong side: w ← w + α·(y − o)·x, b ← b + α·(y − o).
  // Gives { epoch, sample, output, target, error, sum, w, b }, w and b being those after it; null once a whole epoch has
  // made no mistake.
  step() {
    if (this._next === this._order.length) this._beginEpoch();
    if (this.converged) return null;
    const sample = this._order[this._next++];
    const [x, target] = [this.samples.X[sample], this.samples.y[sample]];
    const sum = this.rows.dot.value(this.w, x, this.b);
    const output = this.output(x);
    const error = target - output;
    if (error) this._move(this.learningRate * error, x, sample);
    if (this._next === this._order.length && !this._mistakes) this.converged = true;
    return { epoch: this.epoch, sample, output, target, error, sum, w: [...this.w], b: this.b };
  }

  _beginEpoch() {
    if (this.converged || !this._order.length) return;
    this.epoch++;
    this._mistakes = 0;
    this._next = 0;
    if (this._random) this._random.shuffle(this._order);
  }

  _move(amount, x, sample) {
    this._mistakes++;
    this.w = this.w.map((w, k) => w + amount * x[k]);
    this.b += amount;
    this.history.push({ epoch: this.epoch, sample, w: [...this.w], b: this.b });
  }

  // The rest of the epoch.
  finishEpoch() {
    do this.step();
    while (this._next < this._order.length);
  }
}

export const createPerceptron = (...given) => new PerceptronRule(...given);

// Where the line w·x + b = 0 crosses an area { x1: [from, to], x2: [from, to] }: two points, or null if it does not.
export function lineWithin(w, b, { x1, x2 }) {
  const crossings = [];
  for (const x of x1) if (w[1]) crossings.push([x, -(b + w[0] * x) / w[1]]);
  for (const x of x2) if (w[0]) crossings.push([-(b + w[1] * x) / w[0], x]);
  const reach = 1 + 1e-9; // a corner counts
  const isWithin = (x, [from, to]) => Math.abs(x - (from + to) / 2) <= ((to - from) / 2) * reach;
  const seen = crossings.filter(([a, c]) => isWithin(a, x1) && isWithin(c, x2));
  const distance = (p, q) => Math.hypot(p[0] - q[0], p[1] - q[1]);
  const farther = (p, q) => (distance(p, seen[0]) > distance(q, seen[0]) ? p : q);
  const farthest = seen.reduce((best, p) => farther(p, best), seen[0]);
  return seen.length > 1 && distance(seen[0], farthest) > 0 ? [seen[0], farthest] : null;
}
