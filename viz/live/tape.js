// A graph made ready to run many times: its numbers and its adjoints in flat arrays, each operation with its row.
//
// The graph is that of `engine.js`; the rows compute values and partials. What the engine keeps for a reader to ask,
// local derivatives and messages, a tape forgets; and it differentiates with regard to the wanted leaves alone.

// Where the numbers of an operation's inputs are put, and what it takes besides; those of a vector have their own array.
function gathered(inputs, rest) {
  return [...inputs.map(input => (Array.isArray(input) ? input.map(() => 0) : 0)), ...rest];
}

// graph: { nodes, output }. rows: those of its operations. wanted: the leaves whose adjoints are asked for, by place.
// Gives { numbers, adjoints, forward, backward }: set the leaves' entries in `numbers`, then run.
export function tapeOf(graph, rows, wanted = []) {
  const { nodes, output } = graph;
  const numbers = Float64Array.from(nodes, node => node.number ?? 0);
  const adjoints = new Float64Array(nodes.length);
  const isWanted = nodes.map(() => false);
  for (const leaf of wanted) isWanted[leaf] = true;
  const operations = [];
  nodes.forEach((node, place) => {
    if (node.kind !== "operation") return;
    const { inputs } = node;
    const row = rows[node.row];
    isWanted[place] = inputs.flat().some(k => isWanted[k]);
    const asked = inputs.map((input, k) => ([input].flat().some(i => isWanted[i]) ? k : -1)).filter(k => k >= 0);
    const rest = row.defaults.slice(inputs.length - row.vectors.length + row.defaults.length).map(Number);
    const given = gathered(inputs, rest);
    operations.push({ place, row, inputs, asked, given, givenAndResult: [...given, 0] });
  });
  const moving = operations.filter(operation => operation.asked.length).reverse();

  function fill({ inputs, given }) {
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k];
      if (typeof input === "number") given[k] = numbers[input];
      else for (let i = 0; i < input.length; i++) given[k][i] = numbers[input[i]];
    }
    return given;
  }

  // Computes the numbers of all operations. Throws a Refusal, of which `node` is the place, where one has no number.
  function forward() {
    for (const operation of operations) {
      try {
        numbers[operation.place] = operation.row.value(...fill(operation));
      } catch (error) {
        throw Object.assign(error, { node: operation.place });
      }
    }
    return numbers[output];
  }

  // Computes the adjoints for the numbers that there are, that of the output being `seed`.
  function backward(seed = 1) {
    adjoints.fill(0);
    adjoints[output] = seed;
    for (const operation of moving) {
      const { place, row, inputs, asked, givenAndResult } = operation;
      const given = fill(operation);
      for (let k = 0; k < given.length; k++) givenAndResult[k] = given[k];
      givenAndResult[given.length] = numbers[place];
      const adjoint = adjoints[place];
      for (const k of asked) {
        const slope = partialAt(operation, k, givenAndResult, row);
        const input = inputs[k];
        if (typeof input === "number") adjoints[input] += adjoint * slope;
        else for (let i = 0; i < input.length; i++) adjoints[input[i]] += adjoint * slope[i];
      }
    }
  }

  return { numbers, adjoints, forward, backward };
}

function partialAt(operation, k, given, row) {
  try {
    return row.partials[k](...given);
  } catch (error) {
    throw Object.assign(error, { node: operation.place });
  }
}
