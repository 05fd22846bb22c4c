// The paths from a node to the output: how many, which, and the product of the local derivatives along each.
//
// A step is [node, place]: up to a node, from the operand at this place. A path is a list of steps, the first from where
// it begins, the last to the output. There may be exponentially many: they are counted without being gone through.

// For each node, the steps that lead on from it to the output, and how many paths there are.
export function waysUp(graph) {
  const steps = graph.nodes.map(() => []);
  const counts = graph.nodes.map(() => 0);
  counts[graph.output] = 1;
  for (let i = graph.output; i >= 0; i--) {
    for (const [above] of steps[i]) counts[i] += counts[above];
    if (counts[i]) graph.nodes[i].operands.forEach((k, place) => steps[k].push([i, place]));
  }
  return { graph, steps, counts };
}

// All paths from a node: to be asked for where `counts` says that they are few.
export function allPaths(ways, start) {
  const found = [];
  const unfinished = [[start, []]];
  while (unfinished.length) {
    const [node, path] = unfinished.pop();
    if (node === ways.graph.output) found.push(path);
    else for (const step of [...ways.steps[node]].reverse()) unfinished.push([step[0], [...path, step]]);
  }
  return found;
}

// The paths from a node with the largest products, largest first, as far as there are derivatives along them.
export function strongestPaths(ways, locals, start, most) {
  const best = ways.graph.nodes.map(() => []);
  best[ways.graph.output] = [{ size: 1, step: null, rest: null }];
  for (let i = ways.graph.output - 1; i >= start; i--) {
    const onward = ways.steps[i].flatMap(step => {
      const slope = locals[step[0]][step[1]];
      return slope === null ? [] : best[step[0]].map(rest => ({ size: Math.abs(slope) * rest.size, step, rest }));
    });
    best[i] = onward.sort((one, other) => other.size - one.size).slice(0, most);
  }
  return best[start].map(found => {
    const path = [];
    for (let place = found; place.step; place = place.rest) path.push(place.step);
    return path;
  });
}

// The product along a path, from the output down; null where there is no derivative.
export function pathProduct(locals, path) {
  const factors = path.map(([node, place]) => locals[node][place]).reverse();
  return factors.includes(null) ? null : factors.reduce((product, factor) => product * factor, 1);
}

// The steps up to the first node from which several lead on; from there all paths part.
export function toFirstParting(ways, start) {
  const path = [];
  for (let node = start; ways.steps[node].length === 1; [node] = path.at(-1)) path.push(ways.steps[node][0]);
  return path;
}

// The nodes of a path, where it begins first.
export const nodesOf = (start, path) => [start, ...path.map(([node]) => node)];

// The nodes on any path from a node to the output, itself among them.
export function nodesAbove(ways, start) {
  const found = new Set([start]);
  for (const node of found) for (const [above] of ways.steps[node]) found.add(above);
  return found;
}
