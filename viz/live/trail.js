// The path of a training so far: never more than `most` points, every second one forgotten when there are.

export class Trail {
  constructor(most = 100) {
    this.most = most;
    this.clear();
  }

  clear() {
    this.points = [];
    this.stride = 1;
    this.seen = 0;
  }

  // Writes the numbers down if their turn has come.
  add(numbers) {
    if (this.seen++ % this.stride) return;
    this.points.push(Float64Array.from(numbers));
    if (this.points.length <= this.most) return;
    this.points = this.points.filter((_, k) => k % 2 === 0);
    this.stride *= 2;
  }
}
