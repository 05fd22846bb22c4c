// The two passes as steps: what is at work in each, and what is known by then. Pure functions on the data of `engine.js`.
//
// A step is { kind, node, places }: "inputs", where the leaves have their numbers; "forward", where a node gets its;
// "seed", where the output's adjoint becomes 1; "backward", where a node hands on to those of its operands that stand at
// these places.

// The steps of a graph; by "node" an operation hands on to all of its operands at once, by "edge" to one after the other.
export function stepsOf(graph, by) {
  const operations = graph.nodes.map((_, i) => i).filter(i => graph.nodes[i].kind === "operation");
  const isConstant = k => graph.nodes[k].kind === "constant";
  const asked = i => graph.nodes[i].operands.map((_, place) => place).filter(p => !isConstant(graph.nodes[i].operands[p]));
  const handing = i => {
    const places = asked(i);
    return by === "node" ? [{ kind: "backward", node: i, places }] : places.map(p => ({ kind: "backward", node: i, places: [p] }));
  };
  return [
    { kind: "inputs", node: null, places: [] },
    ...operations.map(node => ({ kind: "forward", node, places: [] })),
    { kind: "seed", node: graph.output, places: [] },
    ...operations.reverse().flatMap(handing),
  ];
}

// What is known after steps[last]: which nodes have their number; the adjoints so far, null for none yet; which
// messages have been handed on, by node and place; and the additions of the last step:
// { operand, place, isFirst, old, adjoint, local, message, sum }.
export function knownAfter(graph, steps, last, pass) {
  const known = graph.nodes.map(node => node.kind !== "operation");
  const adjoints = graph.nodes.map(() => null);
  const handed = graph.nodes.map(node => node.operands.map(() => false));
  let additions = [];
  for (const step of steps.slice(0, last + 1)) {
    if (step.kind === "forward") known[step.node] = true;
    if (step.kind === "seed") adjoints[step.node] = pass.adjoints[step.node] === null ? null : 1;
    if (step.kind === "backward") additions = step.places.map(place => add(graph, step.node, place, pass, adjoints, handed));
  }
  return { known, adjoints, handed, additions: steps[last].kind === "backward" ? additions : [] };
}

function add(graph, node, place, pass, adjoints, handed) {
  const operand = graph.nodes[node].operands[place];
  const isFirst = adjoints[operand] === null;
  const old = isFirst ? 0 : adjoints[operand];
  const message = pass.messages[node][place];
  const sum = message === null ? null : old + message;
  adjoints[operand] = sum;
  handed[node][place] = true;
  return { operand, place, isFirst, old, adjoint: pass.adjoints[node], local: pass.locals[node][place], message, sum };
}

// The program of both passes, in Python: each line with the kind of the steps in which it belongs to what is at work, and
// whether it is what works there.
export const PROGRAM = [
  ["for node in order:", "forward", false],
  ["    node.data = node.value(*operands)", "forward", true],
  ["", "", false],
  ["for node in order:", "inputs", false],
  ["    node.grad = 0.0", "inputs", false],
  ["output.grad = 1.0", "seed", true],
  ["for node in reversed(order):", "backward", false],
  ["    for operand, local in node.edges:", "backward", false],
  ["        operand.grad += node.grad * local", "backward", true],
];
