// The numbers of a graph in all its programs: as it is, and in simpler operations. All share their leaves.

import { backward, connected, forward, whyFixed } from "./engine.js";

export class Model {
  constructor(data, rows) {
    this.graphs = data.programs.map(program => connected(program, rows));
    this.leaves = data.leaves;
    this.start = this.leaves.map(leaf => this.graphs[0].nodes[leaf.places[0]].number);
    this.values = [...this.start];
    this.starts = this.graphs.map((_, program) => this.pass(program));
  }

  // Both passes through a program at the numbers that the leaves have now; the first refusal of the two.
  pass(program) {
    const graph = this.graphs[program];
    const ahead = forward(graph, new Map(this.leaves.map((leaf, k) => [leaf.places[program], this.values[k]])));
    const back = backward(graph, ahead.numbers);
    return { ...back, numbers: ahead.numbers, refusal: ahead.refusal || back.refusal };
  }

  // Which leaf a node is; -1 for none.
  leafAt(program, node) {
    return this.leaves.findIndex(leaf => leaf.places[program] === node);
  }

  // Why a leaf must keep its number, as a sentence; null if it may change.
  whyFixed(leaf) {
    return whyFixed(this.graphs[0], this.leaves[leaf].places[0]);
  }

  // Gives a leaf a number; one that is fixed, and what is no number, change nothing.
  move(leaf, number) {
    if (this.whyFixed(leaf) === null && typeof number === "number" && !Number.isNaN(number)) this.values[leaf] = number;
  }

  // Gives the leaves of these names these numbers; whether any has changed.
  moveAll(named) {
    const before = [...this.values];
    this.leaves.forEach((leaf, k) => leaf.name in named && this.move(k, Number(named[leaf.name])));
    return this.values.some((number, k) => !Object.is(number, before[k]));
  }

  isAtStart() {
    return this.values.every((number, k) => Object.is(number, this.start[k]));
  }

  // By the names of the leaves: their numbers, or any others in their order.
  named(numbers = this.values) {
    return Object.fromEntries(this.leaves.map((leaf, k) => [leaf.name, numbers[k]]));
  }
}
