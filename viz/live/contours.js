// Lines of equal height over a grid of numbers: marching squares.

// The heights between the least and the largest number at which lines are drawn, evenly spaced in the logarithm of what
// is above the least: near the bottom of a valley they show what even steps would not.
export const SPREAD = 60;

export function levelsOf(numbers, count) {
  const finite = numbers.filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const most = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(most > least)) return [];
  return Array.from({ length: count }, (_, k) => least + (most - least) * SPREAD ** ((k + 1) / (count + 1) - 1));
}

// The pieces of the line at a height: [[x, y], [x, y]], in steps of the grid. numbers: row by row, `columns` a row.
export function contour(numbers, columns, height) {
  const pieces = [];
  const rows = numbers.length / columns;
  const at = (x, y) => numbers[y * columns + x];
  for (let y = 0; y + 1 < rows; y++) {
    for (let x = 0; x + 1 < columns; x++) {
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
      const crossings = corners.flatMap((from, k) => crossed(from, corners[(k + 1) % 4], at, height));
      for (let k = 0; k + 1 < crossings.length; k += 2) pieces.push([crossings[k], crossings[k + 1]]);
    }
  }
  return pieces;
}

// Where the edge of a square crosses the height, as a list of one place, or none.
function crossed(from, to, at, height) {
  const [a, b] = [at(...from), at(...to)];
  if (!(a < height !== b < height) || !Number.isFinite(a) || !Number.isFinite(b)) return [];
  const share = (height - a) / (b - a);
  return [[from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]];
}
