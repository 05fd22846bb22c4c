// Fields of numbers over the plane as colours, and samples on top of them.
//
// A field is { size, numbers }: size × size numbers, row by row from the bottom up, each row from left to right.

const SHADES = 255;

// "#rrggbb" as three numbers.
const channels = color => [1, 3, 5].map(start => parseInt(color.slice(start, start + 2), 16));

const between = (from, to, share) => from.map((channel, k) => channel + (to[k] - channel) * share);

// The colours that numbers from −1 to 1 have: the negative colour, the ground, the positive colour.
export function diverging({ negative, ground, positive }) {
  const [low, middle, high] = [negative, ground, positive].map(channels);
  return Array.from({ length: SHADES }, (_, k) => {
    const number = (2 * k) / (SHADES - 1) - 1;
    return between(middle, number < 0 ? low : high, 0.85 * Math.abs(number));
  });
}

const shadeOf = (shades, number) =>
  shades[Math.round(((Math.max(-1, Math.min(1, number)) + 1) / 2) * (SHADES - 1))];

// The colour of a number: one of the shades, or with `isStepped` only those of a sign.
export const shading = (shades, isStepped) => number =>
  shadeOf(shades, isStepped ? (number > 0 ? 0.6 : -0.6) : Number.isNaN(number) ? 0 : number);

// The colour of shares that add up to 1, one a class: a mixture, or with `isStepped` that of the largest.
export function mixing(classColors, ground, isStepped) {
  const colors = classColors.map(color => between(channels(ground), channels(color), 0.7));
  return shares => {
    if (isStepped) return colors[shares.indexOf(Math.max(...shares))];
    return [0, 1, 2].map(k => shares.reduce((sum, share, c) => sum + share * colors[c][k], 0));
  };
}

// Paints size × size colours over a whole canvas: colorAt(i) is that of the i-th number of a field.
export function paintField(canvas, size, colorAt, isSmooth = true) {
  const image = new ImageData(size, size);
  for (let i = 0; i < size * size; i++) {
    const row = size - 1 - Math.floor(i / size); // a canvas begins at the top
    const [red, green, blue] = colorAt(i);
    image.data.set([red, green, blue, 255], 4 * (row * size + (i % size)));
  }
  const context = canvas.getContext("2d");
  if (size === canvas.width && size === canvas.height) return context.putImageData(image, 0, 0);
  const small = document.createElement("canvas");
  small.width = small.height = size;
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = isSmooth;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

// The outline of a class's marker around a place: a circle, a triangle, a square, so that colour is not all that tells.
export function traceMarker(context, kind, x, y, radius) {
  context.beginPath();
  if (kind === 0) context.arc(x, y, radius, 0, 2 * Math.PI);
  else if (kind === 1) {
    context.moveTo(x, y - 1.25 * radius);
    context.lineTo(x + 1.15 * radius, y + 0.8 * radius);
    context.lineTo(x - 1.15 * radius, y + 0.8 * radius);
    context.closePath();
  } else context.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
}
