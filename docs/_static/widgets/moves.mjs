// Moving images, halving maps, and how far a map is from moving along with its image.

import { conv2d, maxPool2d, relu, tensor } from "./cnn.mjs";

// Move maps (N, C, H, W) down and to the right. What leaves comes in at the other side if
// they go `around`, and is lost if not.
export function moved(x, rows, columns, { around = true } = {}) {
  const [height, width] = x.shape.slice(2);
  const out = tensor(new x.data.constructor(x.data.length), ...x.shape);
  for (let at = 0; at < x.data.length; at++) {
    const [row, column] = [(Math.floor(at / width) % height) - rows, (at % width) - columns];
    const inside = row >= 0 && column >= 0 && row < height && column < width;
    if (!inside && !around) continue;
    const plane = at - (at % (height * width));
    out.data[at] = x.data[plane + ((row + height) % height) * width + ((column + width) % width)];
  }
  return out;
}

export const featureMap = (image, kernel, mode) => relu(conv2d(image, kernel, null, { padding: 1, paddingMode: mode }));

// Ways to halve a feature map; `soft` is the kernel of a blur, 5 by 5.
export const HALVINGS = {
  stride: (map) => everySecond(map),
  max: (map) => maxPool2d(map, 2),
  blur: (map, soft) => conv2d(largestOfFour(map), soft, null, { padding: 2, paddingMode: "circular", stride: 2 }),
};

function everySecond({ data, shape: [n, c, height, width] }) {
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const out = new data.constructor(n * c * rows * columns);
  const source = (at) => Math.floor(at / (rows * columns)) * height * width + 2 * (Math.floor(at / columns) % rows) * width + 2 * (at % columns);
  return tensor(out.map((_, at) => data[source(at)]), n, c, rows, columns);
}

// At each position the largest of the four pixels from there down and to the right.
function largestOfFour(map) {
  const others = [[0, -1], [-1, 0], [-1, -1]].map(([down, right]) => moved(map, down, right).data);
  return tensor(map.data.map((value, at) => Math.max(value, ...others.map((data) => data[at]))), ...map.shape);
}

// Compare maps of a moved image with those of the image, moved along by a `stride`-th:
// the norm of the difference, relative to that of `still`. Where there is no such whole
// move, the nearest of those beside it is taken.
export function movingError(still, now, rows, columns, { stride = 1, around = true } = {}) {
  const beside = (move) => [...new Set([Math.floor(move / stride), Math.ceil(move / stride)])];
  const gap = (down, right) => moved(still, down, right, { around }).data.reduce((sum, value, i) => sum + (value - now.data[i]) ** 2, 0);
  const gaps = beside(rows).flatMap((down) => beside(columns).map((right) => gap(down, right)));
  return Math.sqrt(Math.min(...gaps) / (still.data.reduce((sum, value) => sum + value ** 2, 0) || 1));
}
